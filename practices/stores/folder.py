"""Files in folders under MEDIA_ROOT, a folder for each; moved there by one rename."""

import hashlib
import io
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from .door import Held, Opened

INCOMING = "incoming"
PIECE = 64 * 1024
NOT_THERE = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


class Folder:
    """The store on a disk of this machine, or on one that all machines share."""

    is_near = True

    @property
    def root(self) -> Path:
        return Path(settings.MEDIA_ROOT)

    def open(self, name: str, start: int = 0, length: int | None = None) -> Opened | None:
        try:
            body = (self.root / name).open("rb")
        except NOT_THERE:
            return None
        size = os.fstat(body.fileno()).st_size
        if length is None and not start:
            return Opened(body, size)
        body.seek(start)
        rest = max(0, size - start)
        size = rest if length is None else min(length, rest)
        return Opened(io.BufferedReader(_Part(body, size), PIECE), size)

    def size(self, name: str) -> int | None:
        try:
            told = (self.root / name).stat()
        except NOT_THERE:
            return None
        return told.st_size if stat.S_ISREG(told.st_mode) else None

    def has(self, name: str, sha256: str) -> bool:
        try:
            with (self.root / name).open("rb") as body:
                return hashlib.file_digest(body, "sha256").hexdigest() == sha256
        except NOT_THERE:
            return False

    def keep(self, folder: Path, place: str) -> None:
        for path in folder.iterdir():
            _sync(path)
        _sync(folder)
        home = self.root / place
        home.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(home)
        _sync(home.parent)

    def take(self, file: Path, name: str, sha256: str) -> None:
        home = self.root / name
        home.parent.mkdir(parents=True, exist_ok=True)
        file.replace(home)
        _sync(home.parent)

    def remove(self, place: str) -> None:
        path = self.root / place
        if path.is_file() or path.is_symlink():
            path.unlink(missing_ok=True)
        shutil.rmtree(path, ignore_errors=True)

    def files(self) -> Iterator[Held]:
        for folder in sorted(self.root.glob("*")):
            if folder.is_dir() and folder.name != INCOMING:
                for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
                    try:
                        yield Held(path.relative_to(self.root).as_posix(), path.stat().st_size)
                    except FileNotFoundError:  # taken away this moment
                        continue

    def old(self, limit: float) -> list[str]:
        found = (path for path in self.root.glob("*/*") if path.parent.name != INCOMING)
        return [path.relative_to(self.root).as_posix() for path in found if path.stat().st_mtime < limit]

    def ask(self) -> None:
        """A disk is always there, or nothing is."""


class _Part(io.RawIOBase):
    """So many bytes of a file from where it stands."""

    def __init__(self, body: BinaryIO, left: int) -> None:
        self._body, self._left = body, left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._body.read(min(len(buffer), self._left))
        buffer[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)

    def close(self) -> None:
        self._body.close()
        super().close()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


FOLDER = Folder()
