"""What a database must be able to do for a backup, whichever it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db import connection


class Trouble(Exception):
    """A backup or a restore that cannot go on; `str()` is the sentence for the operator."""


@dataclass(frozen=True)
class Table:
    """The content of one table: the number of its rows and the SHA-256 of them all, in the order of their keys.

    The hash is that of one engine: SQLite and PostgreSQL write the same row differently.
    """

    rows: int
    sha256: str


Tables = dict[str, Table]
"""Name of a table → what is in it."""


class Engine(Protocol):
    """The side of a backup that differs between databases."""

    name: str
    """`sqlite` or `postgresql`, as the manifest says it."""
    file: str
    """The name of the database's file in a backup."""

    def version(self) -> str:
        """The release of the database, for the manifest."""

    def size(self) -> int:
        """Bytes that the database takes now."""

    def dump(self, path: Path) -> Tables:
        """Write the database as it is at one moment to `path`; what stands in it. Raises Trouble."""

    def load(self, path: Path) -> None:
        """Put what `path` holds in the place of everything there is, all at once. Raises Trouble."""

    def tables(self) -> Tables:
        """What stands in the database now."""


def engine() -> Engine:
    """The engine of the database that DATABASE_URL names. Raises Trouble for any other than the two."""
    from . import postgres, sqlite  # each stands on this module

    if connection.vendor == "sqlite":
        return sqlite.Sqlite()
    if connection.vendor == "postgresql":
        return postgres.Postgres()
    raise Trouble(f"{connection.vendor}: backups know SQLite and PostgreSQL")
