"""Backups of SQLite, by its own backup interface: a copy of one moment, while others read and write."""

import hashlib
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from .engines import Table, Tables, Trouble

PATIENCE = 60.0
"""Seconds a copy may wait for somebody who holds the database."""


class Sqlite:
    name = "sqlite"
    file = "database.sqlite3"

    def version(self) -> str:
        return sqlite3.sqlite_version

    def size(self) -> int:
        parts = (Path(f"{_path()}{end}") for end in ("", "-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())

    def dump(self, path: Path) -> Tables:
        if not _path().exists():
            raise Trouble(f"There is no database at {_path()}.")
        with closing(_open(_path(), "rw")) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy, progress=_deadline())
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            _check(copy, path)
            return _tables(copy)

    def load(self, path: Path) -> None:
        """One transaction of SQLite: who breaks it off leaves the old database."""
        connection.close()
        _path().parent.mkdir(parents=True, exist_ok=True)
        with closing(_open(path, "ro")) as source, closing(sqlite3.connect(_path(), timeout=PATIENCE)) as target:
            _check(source, path)
            target.execute("PRAGMA journal_mode=WAL")
            source.backup(target, progress=_deadline())

    def tables(self) -> Tables:
        if not _path().exists():
            return {}
        with closing(_open(_path(), "rw")) as found:
            return _tables(found)


def _path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _open(path: Path, mode: str) -> sqlite3.Connection:
    """An existing file; one that is only read is known to stay as it is, so nothing is written beside it."""
    fixed = "&immutable=1" if mode == "ro" else ""
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}{fixed}", uri=True, timeout=PATIENCE)


def _deadline() -> Callable[[int, int, int], None]:
    end = time.monotonic() + PATIENCE

    def check(status: int, left: int, total: int) -> None:
        if status != sqlite3.SQLITE_DONE and time.monotonic() > end:  # nothing is left too before the first page
            raise Trouble(f"The database was in use for {PATIENCE:.0f} seconds. Stop the web processes and try again.")

    return check


def _check(found: sqlite3.Connection, path: Path) -> None:
    try:
        told = found.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise Trouble(f"{path.name}: {error}") from error
    if told != "ok":
        raise Trouble(f"{path.name} is damaged: {told}")


def _tables(found: sqlite3.Connection) -> Tables:
    """Every table by its rowid, which a copy keeps."""
    names = found.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    )
    return {name: _table(found, name) for (name,) in sorted(names.fetchall())}


def _table(found: sqlite3.Connection, name: str) -> Table:
    mark, rows = hashlib.sha256(), 0
    quoted = name.replace('"', '""')
    for row in found.execute(f'SELECT * FROM "{quoted}" ORDER BY rowid'):
        mark.update(repr(row).encode())
        rows += 1
    return Table(rows, mark.hexdigest())
