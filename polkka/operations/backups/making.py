"""Making a backup: beside the running portal, whole or not at all."""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from practices.files import storing

from . import folders
from .engines import Trouble, engine
from .folders import BLOCK, MEDIA, PART, Manifest, hash_of, sync

SPARE = 64_000_000
"""Bytes that must be left on the disk of the backups."""
ROUND = 500
"""Files after which progress is told."""
Say = Callable[[str], None]


class Busy(Trouble):
    """Another backup into the same folder is under way."""


def make(home: Path, say: Say) -> Path:
    """A new backup in the folder `home`; where it is. Raises Trouble, and leaves nothing then.

    Files are copied before and after the database: one that goes meanwhile is there from the first time, one that
    comes is there from the second, so none that the database knows is missing. A file never changes.
    """
    with _private(), _alone(home):
        for left in folders.unfinished(home):
            shutil.rmtree(left)
        earlier = _Earlier(home)
        _refuse_full(home, earlier)
        part = _new(home)
        try:
            _fill(part, earlier, say)
            done = part.with_suffix("")
            part.rename(done)
            sync(home)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return done


def _new(home: Path) -> Path:
    """The folder of a new backup, named after this second."""
    while (home / (name := folders.new_name())).exists():
        time.sleep(0.1)
    part = home / f"{name}{PART}"
    part.mkdir()
    return part


def keep(home: Path, number: int, made: Path) -> list[Path]:
    """Remove all but so many backups, `made` and the newest of the others; those that went.

    What was just made stays though a clock that was wrong has given another one a later name.
    """
    with _alone(home):
        others = [folder for folder in folders.finished(home) if folder != made]
        old = others[: max(0, len(others) - number + 1)]
        for folder in old:
            going = folder.with_name(f"{folder.name}{PART}")  # half removed is no backup
            folder.rename(going)
            shutil.rmtree(going)
    return old


def migrations() -> list[str]:
    """The migrations that the database has, as `app.name`."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def release() -> str:
    """The release of the programme."""
    from polkka.portal.page_cache import release as mark

    return mark()


class _Earlier:
    """The newest backup: its copies of files are linked instead of copied once more."""

    def __init__(self, home: Path) -> None:
        self.folder = next(reversed(folders.finished(home)), home)
        self.sums: dict[str, str] = {}
        with suppress(Trouble):
            self.sums = folders.read_sums(self.folder)

    def has(self, name: str, size: int) -> bool:
        path = self.folder / name
        return name in self.sums and path.is_file() and path.stat().st_size == size

    def link(self, name: str, copy: Path) -> str:
        """Link a file that is still good here; its hash, "" if it must be copied."""
        try:
            os.link(self.folder / name, copy)
        except OSError:  # a disk without links, or one file too many
            return ""
        if hash_of(copy) == self.sums[name]:
            return self.sums[name]
        copy.unlink()
        return ""


def _fill(part: Path, earlier: _Earlier, say: Say) -> None:
    base = engine()
    sums: dict[str, str] = {}
    sums |= _files(part, earlier, set(), say)
    say("database …")
    applied = migrations()
    tables = base.dump(part / base.file)
    sync(part / base.file)
    sums[base.file] = hash_of(part / base.file)
    say(f"database: {sum(table.rows for table in tables.values())} rows in {len(tables)} tables")
    sums |= _files(part, earlier, set(sums), say)
    media = [part / name for name in sums if name != base.file]
    manifest = Manifest(
        format=folders.FORMAT,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        release=release(),
        engine=base.name,
        engine_version=base.version(),
        database=base.file,
        migrations=applied,
        tables=tables,
        files=len(media),
        bytes=sum(path.stat().st_size for path in media),
    )
    manifest.write(part)
    sums[folders.MANIFEST] = hash_of(part / folders.MANIFEST)
    folders.write_sums(part, sums)
    for path in (part / folders.MANIFEST, part / folders.SUMS, *(one for one in part.rglob("*") if one.is_dir()), part):
        sync(path)


def _files(part: Path, earlier: _Earlier, known: set[str], say: Say) -> dict[str, str]:
    """Copy the files that are not known yet; path in the backup → hash."""
    found: dict[str, str] = {}
    for held in storing.store().files():
        name = f"{MEDIA}/{held.name}"
        if name in known:
            continue
        copy = part / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if mark := (earlier.has(name, held.size) and earlier.link(name, copy)) or _fetched(held.name, copy):
            found[name] = mark
        if len(found) % ROUND == 0 and found:
            say(f"files: {len(found)} …")
    say(f"files: {len(found)}")
    return found


def _fetched(name: str, copy: Path) -> str:
    """Copy a file out of the store; its hash, "" if it was taken away this moment: nothing shows it any more."""
    opened = storing.store().open(name)
    return copied(opened.body, copy) if opened else ""


def copied(source: BinaryIO, copy: Path) -> str:
    """Copy a file onto the disk and close it; its hash."""
    mark = hashlib.sha256()
    with source as reading, copy.open("wb") as writing:
        while block := reading.read(BLOCK):
            mark.update(block)
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())
    return mark.hexdigest()


def _refuse_full(home: Path, earlier: _Earlier) -> None:
    sizes = ((f"{MEDIA}/{held.name}", held.size) for held in storing.store().files())
    needed = engine().size() + sum(size for name, size in sizes if not earlier.has(name, size)) + SPARE
    free = shutil.disk_usage(home).free
    if free < needed:
        raise Trouble(f"{home}: {needed // 10**6} MB are needed and {free // 10**6} MB are free. Nothing was written.")


@contextmanager
def _private() -> Iterator[None]:
    """A backup holds personal data: nobody but its owner may read it."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One backup at a time in a folder; the lock ends with its process, however that ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"Another backup into {home} is under way.") from None
        yield
