"""Whether anything can be written: closed by the setting READ_ONLY, or found out by the first write refused."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.backends.signals import connection_created

from .away import UNWRITABLE, Cause, cause_of

LASTS = 15.0  # seconds until a write is tried again
_until = 0.0  # of time.monotonic(): when a refusal of the database is forgotten


def is_on() -> bool:
    """Whether forms are to be refused without trying."""
    return bool(settings.READ_ONLY) or is_found()


def is_found() -> bool:
    """Whether the database has refused a write a moment ago."""
    return time.monotonic() < _until


def note(cause: Cause | None) -> None:
    """Remember for a moment that the database takes no writes."""
    global _until
    if cause is Cause.READ_ONLY:
        _until = time.monotonic() + LASTS


def forget() -> None:
    """Forget what was found out (tests)."""
    global _until
    _until = 0.0


def attempt(deed: Callable[[], object]) -> None:
    """Write what a reader can do without; left out while nothing can be written."""
    if is_on():
        return
    try:
        with transaction.atomic():
            deed()
    except DatabaseError as error:
        cause = cause_of(error)
        if cause not in UNWRITABLE:
            raise
        note(cause)


def guard() -> None:
    """Under READ_ONLY let the database itself refuse every write of this process: for web processes."""
    if settings.READ_ONLY:
        connection_created.connect(_close, dispatch_uid="polkka.read_only")


def _close(connection: Any, **_told: object) -> None:
    words = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET default_transaction_read_only = on"}
    with connection.cursor() as cursor:
        cursor.execute(words[connection.vendor])
