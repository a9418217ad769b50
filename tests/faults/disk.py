"""`python -m tests.faults.disk`: a disk fills up while people write, send files and read; then there is room again.

One run for the disk of the database, of the files and of what is temporary (this on SQLite alone), on SQLite and on
PostgreSQL where it is installed. Needs root for a small disk of its own (a tmpfs), and says so where that cannot be.
Exit code 1 if a save or a file was lost, a write was refused in any other way than by a 503 that shows the text, a page
could not be read, or the portal did not go on by itself.
"""

import argparse
import itertools
import os
import secrets
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
django.setup()

from bench.postgres import Postgres
from polkka.kit.last_words import KEPT, WHY
from scripts.dev import Stop, find_postgres

from ..practices.files_made import mp4
from . import serving
from .counting import counted
from .postgres_stop import writing
from .readers import Reader, between, reading, share
from .room import filled, small_disk
from .senders import Sender
from .writers import PLACES

BEFORE, AFTER, SETTLED = 2.0, 5.0, 3.0  # seconds
ROOM = {"database": {"SQLite": 40, "PostgreSQL": 260}, "files": 30, "temporary": 20}
"""Size of the small disk in MB by what lies on it."""
LETTERS = 1900
"""Characters of an answer: chance ones, since a database packs what repeats itself and then needs no room."""
READ = ("/fi/", "/sv/praxis/", "/en/projects/", "/fi/kaytannot/?q=puro")


@dataclass
class Post:
    """Sends one form as a page without scripts does, and looks whether a refusal shows the text."""

    port: int
    cookie: str
    draft: str
    told: dict[str, int] = field(default_factory=lambda: {"saved": 0, "shown back": 0})
    faults: list[str] = field(default_factory=list)

    def send(self) -> None:
        token = "a" * 64
        words = secrets.token_hex(LETTERS // 2)
        form = {"csrfmiddlewaretoken": token, "go": "stay", "resources": words, "pitfalls": words, "rooting": words}
        headers = {"Cookie": f"{self.cookie}; csrf={token}", "Content-Type": "application/x-www-form-urlencoded"}
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("POST", f"/fi/tyopoyta/{self.draft}/muokkaa/adopt/", urlencode(form), headers)
            answer = line.getresponse()
            self._note(words, answer.status, answer.read().decode(), answer.getheader("Retry-After", ""))
        except (OSError, HTTPException) as error:
            self.faults.append(f"form: {error!r}")
        finally:
            line.close()

    def _note(self, words: str, status: int, page: str, retry: str) -> None:
        is_shown = page.count(words) >= 3 and KEPT["fi"]["heading"] in page
        if status in (200, 302, 409):
            self.told["saved"] += 1
        elif status == 503 and retry and is_shown and any(said["fi"][0] in page for said in WHY.values()):
            self.told["shown back"] += 1
        else:
            self.faults.append(f"form: {status}, text shown: {is_shown}")


MOST_FILES = 10
"""So many files a practice takes."""


def photograph(number: int) -> bytes:
    """A file of about 1 MB, another one for each number."""
    return mp4(1_000_000 + number)


@dataclass
class Files:
    """Sends one file after another; what was acknowledged and what was refused with 503."""

    sender: Sender
    kept: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)

    def send(self, number: int) -> None:
        if self.kept >= MOST_FILES:
            return
        try:
            wrong = self.sender.send([(f"video{number}.mp4", photograph(number))])
        except (OSError, HTTPException) as error:
            wrong = [repr(error)]
        if not wrong:
            self.kept += 1
        elif ": 503 " in wrong[0] and '"state"' in wrong[0]:
            self.refused += 1
        else:
            self.faults += wrong


@contextmanager
def prepared(what: str, database: str, folder: Path, disk: Path) -> Iterator[dict[str, str]]:
    """The variables of a portal that has `what` on the small disk."""
    variables = {**os.environ, **serving.DEMO, "PAGE_CACHE": "false", "OUTBOX_AT_ONCE": "false"}
    variables["MEDIA_ROOT"] = f"{disk if what == 'files' else folder}/media"
    variables["TMPDIR"] = str(disk if what == "temporary" else folder)
    place = disk if what == "database" else folder
    with ExitStack() as stack:
        if database == "SQLite":
            variables["DATABASE_URL"] = f"sqlite:///{place}/portal.sqlite3"
        else:
            server = Postgres(place / "server", durable=True)
            server.options += " -c min_wal_size=32MB -c max_wal_size=64MB"
            stack.callback(server.stop, "immediate")
            server.make()
            variables["DATABASE_URL"] = server.url
        yield variables


def emptied(variables: dict[str, str]) -> None:
    """What SQLite keeps beside its file goes into it, so that the next write needs room."""
    if variables["DATABASE_URL"].startswith("sqlite"):
        line = sqlite3.connect(variables["DATABASE_URL"].removeprefix("sqlite:///"), timeout=20)
        line.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        line.close()


def tried(what: str, database: str, seconds: float) -> tuple[dict[str, object], list[str]]:
    """One disk that fills up: (figures, faults)."""
    size: Any = ROOM[what]
    megabytes = size[database] if isinstance(size, dict) else size
    with tempfile.TemporaryDirectory(prefix="polkka-disk-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with small_disk(folder / "disk", megabytes) as disk, prepared(what, database, folder, disk) as variables:
            return broken(what, database, folder, disk, variables, seconds)


def broken(
    what: str, database: str, folder: Path, disk: Path, variables: dict[str, str], seconds: float
) -> tuple[dict[str, object], list[str]]:
    cast = serving.made(variables, len(PLACES) + 2)
    *_others, one, two = cast["writers"]
    port = serving.free_port()
    authors = serving.writers({**cast, "writers": cast["writers"][: len(PLACES)]}, port)
    files = Files(Sender(port, f"{cast['session']}={one['session']}", one["own"]))
    post = Post(port, f"{cast['session']}={two['session']}", two["own"])
    own = f"/fi/tyopoyta/{two['own']}/muokkaa/adopt/"
    readers = [Reader(port, READ, {}, 0.2) for _n in range(3)]
    readers.append(Reader(port, (own, "/fi/tyopoyta/"), {"Cookie": post.cookie}, 0.3))
    ended = threading.Event()

    def send_forms() -> None:
        while not ended.wait(0.1):
            post.send()

    def send_files() -> None:
        for number in itertools.count():
            if ended.wait(0.3):
                return
            files.send(number)

    with serving.gunicorn(port, variables, folder / "log"), reading(readers), writing(authors):
        threads = [threading.Thread(target=deed) for deed in (send_forms, send_files)]
        for thread in threads:
            thread.start()
        time.sleep(BEFORE)
        emptied(variables)
        begun = time.monotonic()
        with filled(disk):
            time.sleep(seconds)
            full = time.monotonic()
            refused = sum(writer.refused for writer in authors)
        time.sleep(SETTLED)
        before = sum(writer.acknowledged for writer in authors), files.kept
        time.sleep(AFTER - SETTLED)
        after = sum(writer.acknowledged for writer in authors), files.kept
        ended.set()
        for thread in threads:
            thread.join(60)
    stored = serving.held(variables, cast)
    told, read = counted(authors, stored), between(readers, begun, full)
    left = [path.name for path in Path(variables["MEDIA_ROOT"]).glob("incoming/*")]
    faults = [fault for one in (*authors, files, post) for fault in one.faults] + stored["files"]
    faults += sorted({one.fault for one in between(readers, 0, time.monotonic()) if one.fault})
    faults += [f"left behind: {name}" for name in left]
    figures: dict[str, object] = {
        "database": database,
        "full disk": what,
        "saves": after[0],
        "refused with 503": refused,
        "forms shown back": post.told["shown back"],
        "files kept": files.kept,
        "files refused": files.refused,
        "lost": told["lost"],
        "halved": told["halved"],
        "doubled": told["doubled"],
        "read while full (%)": round(share(read), 1),
        "goes on by itself": "yes" if after[0] > before[0] else "no",
        "faults": len(faults),
    }
    return figures, faults


def main() -> int:
    serving.end_in_order()
    parser = argparse.ArgumentParser(prog="python -m tests.faults.disk", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--only", choices=sorted(ROOM))
    parser.add_argument("--database", choices=["SQLite", "PostgreSQL"])
    given = parser.parse_args()
    databases = ["SQLite", *(["PostgreSQL"] if find_postgres() else [])]
    rows, is_bad = [], False
    try:
        for database in [given.database] if given.database else databases:
            for what in [given.only] if given.only else [*ROOM][: 3 if database == "SQLite" else 2]:
                figures, faults = tried(what, database, given.seconds)
                rows.append(figures)
                print(*faults[:5], sep="\n", file=sys.stderr)
                wrong = any(figures[name] for name in ("lost", "halved", "doubled", "faults"))
                is_bad |= wrong or figures["goes on by itself"] == "no" or figures["read while full (%)"] != 100.0
    except Stop as missing:
        print(f"Not tried: {missing}")
    if rows:
        print(serving.table(rows))
    return 1 if is_bad else 0


if __name__ == "__main__":
    sys.exit(main())
