"""What a store of files can do, whichever it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True)
class Held:
    """One stored file: its name and its bytes in number."""

    name: str
    size: int


@dataclass(frozen=True)
class Opened:
    """What is read of a file, to be closed by who asked; `size` is the number of bytes that it gives."""

    body: BinaryIO
    size: int


class Store(Protocol):
    """A place is `ab/abcdef…`, all that belongs to one file; a name is `ab/abcdef…/full.pdf`, one of its widths.

    What is stored never changes. A store over the network raises Away (polkka/upkeep/away.py) when it is not reached.
    """

    is_near: bool
    """Whether looking costs nothing, so that every page may."""

    def open(self, name: str, start: int = 0, length: int | None = None) -> Opened | None:
        """The bytes from `start`, as many as there are or `length`; None if the file is not there."""

    def size(self, name: str) -> int | None:
        """The bytes of a file in number; None if it is not there."""

    def has(self, name: str, sha256: str) -> bool:
        """Whether this very file is there."""

    def keep(self, folder: Path, place: str) -> None:
        """Take in a folder of finished files, whole or not at all; when it returns they are safe."""

    def take(self, file: Path, name: str, sha256: str) -> None:
        """Take in one file out of `incoming`, whose hash was looked at."""

    def remove(self, place: str) -> None:
        """Remove all of a place; what cannot be removed now is left to the pruning."""

    def files(self) -> Iterator[Held]:
        """All that is stored."""

    def old(self, limit: float) -> list[str]:
        """Places in which nothing is newer than `limit`, in seconds since 1970."""

    def ask(self) -> None:
        """Raises Away if it cannot be reached just now."""
