"""The one writer of the history: what was done to a version, by whom and why."""

from datetime import datetime

from django.utils import timezone

from .models import HistoryEntry, Version
from .permissions import Actor, System


def record(
    version: Version,
    move: str,
    *,
    by: Actor,
    source: str = "",
    target: str = "",
    note: str = "",
    once: str | None = None,
    at: datetime | None = None,
) -> HistoryEntry:
    """Note a deed, within its transaction. `source` and `target` are states; `once` is a key that no other deed has.

    The name stays when the person leaves; the portal itself is nobody. Raises IntegrityError if `once` is taken.
    """
    return HistoryEntry.unscoped.create(
        practice_id=version.practice_id,
        version=version,
        number=version.number,
        move=move,
        source=source,
        target=target,
        by=None if isinstance(by, System) else by,
        by_name=by.name,
        note=note,
        once=once,
        at=at or timezone.now(),
    )
