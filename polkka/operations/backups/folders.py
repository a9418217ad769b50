"""What a finished backup looks like on a disk: its name, its manifest, and the hashes of its files."""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from .engines import Table, Tables, Trouble

FORMAT = 1
"""Grows when an older programme could no longer read a backup."""
MANIFEST, SUMS, MEDIA = "manifest.json", "SHA256SUMS", "media"
PART = ".part"
NAME = re.compile(r"polkka-\d{8}-\d{6}")
LINE = re.compile(r"([0-9a-f]{64})  (.+)")
BLOCK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `migrations` are `app.name`; `made_at` is ISO 8601 in UTC."""

    format: int
    made_at: str
    release: str
    engine: str
    engine_version: str
    database: str
    migrations: list[str]
    tables: Tables
    files: int
    bytes: int

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"
        (folder / MANIFEST).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises Trouble if the folder holds no backup that this programme can read."""
        try:
            told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if told["format"] > FORMAT:
                raise Trouble(f"{folder} was made by a newer POLKKA; install that one first.")
            tables = {name: Table(**table) for name, table in told.pop("tables").items()}
            return cls(**told, tables=tables)
        except FileNotFoundError:
            raise Trouble(f"{folder} is no backup: there is no {MANIFEST} in it.") from None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Trouble(f"{folder / MANIFEST} cannot be read: {error}") from error


def new_name() -> str:
    return f"polkka-{datetime.now(UTC):%Y%m%d-%H%M%S}"


def finished(home: Path) -> list[Path]:
    """The whole backups in a folder, the oldest first."""
    return sorted(path for path in home.glob("polkka-*") if NAME.fullmatch(path.name) and path.is_dir())


def unfinished(home: Path) -> list[Path]:
    """What was broken off."""
    return sorted(path for path in home.glob(f"polkka-*{PART}") if NAME.fullmatch(path.name.removesuffix(PART)))


def hash_of(path: Path) -> str:
    mark = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            mark.update(block)
    return mark.hexdigest()


def write_sums(folder: Path, sums: dict[str, str]) -> None:
    """As `sha256sum --check` reads it."""
    lines = [f"{sums[name]}  {name}\n" for name in sorted(sums)]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def read_sums(folder: Path) -> dict[str, str]:
    """Path in the backup → its hash. Raises Trouble for a line that is none or a path that leads out."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise Trouble(f"{folder} is no whole backup: there is no {SUMS} in it.") from None
    found = {}
    for line in lines:
        told = LINE.fullmatch(line)
        path = PurePosixPath(told[2]) if told else PurePosixPath("/")
        if not told or path.is_absolute() or ".." in path.parts or str(path) != told[2]:  # media//etc leads out too
            raise Trouble(f"{folder / SUMS} cannot be read: {line[:120]}")
        found[told[2]] = told[1]
    return found


def faults(folder: Path) -> Iterator[str]:
    """What is not as it was when the backup was made, a line each. Raises Trouble as Manifest.read and read_sums."""
    manifest, sums = Manifest.read(folder), read_sums(folder)
    for name in sorted({MANIFEST, manifest.database} - set(sums)):
        yield f"not in {SUMS}: {name}"
    for name, mark in sums.items():
        path = folder / name
        if path.is_symlink() or not path.is_file():
            yield f"missing: {name}"
        elif hash_of(path) != mark:
            yield f"changed: {name}"
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_dir() and name not in sums and name != SUMS:
            yield f"unknown: {name}"
    if sum(name.startswith(f"{MEDIA}/") for name in sums) != manifest.files:
        yield f"{MANIFEST} speaks of {manifest.files} files"


def sync(path: Path) -> None:
    """See a file or a folder onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
