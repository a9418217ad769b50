"""What an error tells of database, disk and network: away, busy, closed to writing or full; anything else is a fault.

One table for both databases, the store of limits and the disk. A page that meets one of these answers 503.
"""

import errno
from collections.abc import Iterator
from enum import StrEnum


class Cause(StrEnum):
    """Why nothing can be done just now."""

    AWAY = "away"
    """Not to be reached: stopped, starting, or gone in the middle."""
    BUSY = "busy"
    """Reached, but too much is going on: no connection left, a lock or a statement that took too long."""
    READ_ONLY = "read_only"
    """Can be read and not written."""
    FULL = "full"
    """No room to write; what is there can be read."""


UNWRITABLE = frozenset({Cause.READ_ONLY, Cause.FULL})
"""Causes that leave all reading as it is."""
RETRY_AFTER = {Cause.AWAY: 10, Cause.BUSY: 5, Cause.READ_ONLY: 60, Cause.FULL: 60}
"""Seconds after which to ask again."""
SQLSTATES = {
    "08": Cause.AWAY,  # no connection
    "57P01": Cause.AWAY,  # the server is being stopped
    "57P02": Cause.AWAY,  # it has crashed
    "57P03": Cause.AWAY,  # it is starting
    "57P05": Cause.AWAY,  # it closed an idle connection
    "25P03": Cause.AWAY,  # the same within a transaction
    "53300": Cause.BUSY,  # no connection left
    "53200": Cause.BUSY,  # no memory left
    "53400": Cause.BUSY,
    "57014": Cause.BUSY,  # the statement took too long
    "55P03": Cause.BUSY,  # the lock took too long
    "40001": Cause.BUSY,
    "40P01": Cause.BUSY,  # two waited for each other
    "25006": Cause.READ_ONLY,
    "53100": Cause.FULL,
    "58030": Cause.FULL,  # the disk did not take it
}
"""SQLSTATE of PostgreSQL, or the class that its first two characters name."""
SQLITE = {
    5: Cause.BUSY,  # SQLITE_BUSY: somebody else wrote for 20 seconds
    6: Cause.BUSY,  # SQLITE_LOCKED
    8: Cause.READ_ONLY,  # SQLITE_READONLY
    10: Cause.FULL,  # SQLITE_IOERR: what a full disk is too, where a file of SQLite’s own could not grow
    13: Cause.FULL,  # SQLITE_FULL
    14: Cause.AWAY,  # SQLITE_CANTOPEN
    15: Cause.BUSY,  # SQLITE_PROTOCOL: too many began at the same moment
}
"""Primary result code of SQLite (https://www.sqlite.org/rescode.html)."""
ERRNOS = {
    errno.ENOSPC: Cause.FULL,
    errno.EDQUOT: Cause.FULL,
    errno.EROFS: Cause.READ_ONLY,
    errno.EMFILE: Cause.BUSY,
    errno.ENFILE: Cause.BUSY,
}
"""Number of an OSError."""
NETWORK = ("redis.exceptions.", "botocore.exceptions.")
"""Where the errors live of what is asked over the network besides the database."""
FARTHEST = 12  # errors that led to each other


class Away(Exception):
    """Something that the answer needs cannot be reached just now; for what has no error of its own."""


def cause_of(error: BaseException | None) -> Cause | None:
    """The cause behind an error, however it was wrapped; None if it is a fault of the programme."""
    return next((cause for one in _chain(error) if (cause := _cause(one))), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, then those that led to it."""
    for _step in range(FARTHEST):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _cause(error: BaseException) -> Cause | None:
    if isinstance(error, Away):
        return Cause.AWAY
    place = type(error).__module__
    if place.startswith("psycopg"):
        return _of_postgres(error)
    if isinstance(code := getattr(error, "sqlite_errorcode", None), int):
        return SQLITE.get(code & 0xFF)
    if isinstance(error, OSError) and error.errno in ERRNOS:
        return ERRNOS[error.errno]
    return _of_network(error, f"{place}.{type(error).__name__}")


def _of_postgres(error: BaseException) -> Cause | None:
    """Without a SQLSTATE nothing came from the server: the connection is broken or was never made."""
    state = getattr(error, "sqlstate", None)
    if state is None:
        kinds = {kind.__name__ for kind in type(error).__mro__}  # a timeout of the greeting has a kind of its own
        return Cause.AWAY if kinds & {"OperationalError", "InterfaceError"} else None
    return SQLSTATES.get(state) or SQLSTATES.get(state[:2])


def _of_network(error: BaseException, name: str) -> Cause | None:
    if not name.startswith(NETWORK):
        return None
    if name.endswith("ReadOnlyError"):
        return Cause.READ_ONLY
    is_line = isinstance(error, OSError) or any(word in name for word in ("Connect", "Timeout", "Loading"))
    return Cause.AWAY if is_line else None
