"""What every store of files must do, whichever it is: run against a folder by the tests, against a bucket by hand."""

import hashlib
import time
from pathlib import Path

from practices.stores import Held, Store

KEY = "ab" * 16
PLACE, FULL, SMALL = f"ab/{KEY}", f"ab/{KEY}/full.jpg", f"ab/{KEY}/480.webp"
LARGE = bytes(range(256)) * 1000


def walk(store: Store, folder: Path) -> None:
    """Every promise of the door, in an empty store; `folder` lies on the disk of `incoming`."""
    store.ask()
    assert (list(store.files()), store.size(FULL), store.open(FULL), store.has(FULL, "0" * 64)) == (
        [],
        None,
        None,
        False,
    )
    store.keep(_made(folder / "out", {"full.jpg": LARGE, "480.webp": b"small"}), PLACE)
    assert sorted(store.files(), key=lambda one: one.name) == [Held(SMALL, 5), Held(FULL, len(LARGE))]
    assert (_read(store, FULL), _read(store, SMALL), store.size(FULL)) == (LARGE, b"small", len(LARGE))
    assert _read(store, FULL, 10, 70_000) == LARGE[10:70_010]
    assert (_read(store, FULL, len(LARGE) - 3), _read(store, FULL, 0, 1)) == (LARGE[-3:], LARGE[:1])
    assert (store.open(f"{PLACE}/960.webp"), store.size(PLACE)) == (None, None)
    brought, mark = folder / "one", hashlib.sha256(b"brought").hexdigest()
    brought.write_bytes(b"brought")
    store.take(brought, "cd/cd01/full.pdf", mark)
    assert (store.has("cd/cd01/full.pdf", mark), store.has(FULL, mark)) == (True, False)
    assert (store.old(time.time() - 3600), sorted(store.old(time.time() + 60))) == ([], [PLACE, "cd/cd01"])
    store.remove(PLACE)
    store.remove(PLACE)
    assert [one.name for one in store.files()] == ["cd/cd01/full.pdf"]
    store.remove("cd/cd01")
    assert list(store.files()) == []


def _made(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def _read(store: Store, name: str, start: int = 0, length: int | None = None) -> bytes:
    opened = store.open(name, start, length)
    assert opened is not None
    with opened.body as body:
        content = body.read()
    assert len(content) == opened.size
    return content
