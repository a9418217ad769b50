"""Chores that the apps above give to `tick`: each is called once a minute and decides itself when it is due."""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from .models import DayCount

logger = logging.getLogger(__name__)
Row = TypeVar("Row")
_chores: list[Callable[[], object]] = []
TICK = "tick"
"""The kind of the row of a day that tells when the clock ran last (its key, in UTC) and how often it did."""
LEASE = timedelta(minutes=5)
"""How long a chore belongs to the tick that does it, should that one die."""
AHEAD = 60.0
"""Seconds by which the clocks of two machines may differ."""
FAILED, ELSEWHERE = "failed", "under way elsewhere"


def each_minute(chore: Callable[[], object]) -> None:
    """Have `chore` called by every tick; an app says so in its ready()."""
    if chore not in _chores:
        _chores.append(chore)


def name_of(chore: Callable[[], object]) -> str:
    """Where a chore stands, as `practices.presence.clear`."""
    return f"{chore.__module__}.{getattr(chore, '__qualname__', chore)}"


def run() -> list[tuple[str, str]]:
    """Do every chore that no other tick is at: (its name, how it went). One that fails stops no other."""
    return [(name_of(chore), _run(chore)) for chore in list(_chores)]


def _run(chore: Callable[[], object]) -> str:
    lease = f"clock:{name_of(chore)}"
    try:
        if not _claim(lease):
            return ELSEWHERE
        try:
            outcome = chore()
        finally:
            cache.delete(lease)
    except Exception:
        logger.exception("A chore of the clock failed: %s", name_of(chore))
        return FAILED
    return "done" if outcome is None else str(outcome)


def _claim(lease: str) -> bool:
    """Take a chore; one that is held since a time to come was taken before the clock was set back, and is free."""
    now = timezone.now().timestamp()
    if cache.add(lease, now, LEASE.total_seconds()):
        return True
    held = cache.get(lease)
    if not isinstance(held, float) or held <= now + AHEAD:
        return False
    cache.delete(lease)
    return bool(cache.add(lease, now, LEASE.total_seconds()))


def each(rows: Iterable[Row], deed: Callable[[Row], bool]) -> int:
    """Do a deed with one row after another; with how many it was done. One that fails is logged and stops no other."""
    return sum(_done(row, deed) for row in rows)


def _done(row: Row, deed: Callable[[Row], bool]) -> bool:
    try:
        return deed(row)
    except Exception:
        logger.exception("A chore of the clock failed for one row: %s", deed.__module__)
        return False


def note_run() -> None:
    """Keep when the clock has run: one row a day, or two if two ticks began the day; then the first goes on."""
    now = timezone.now().astimezone(UTC)
    today = DayCount.objects.filter(kind=TICK, day=now.date()).order_by("pk")
    key, held = f"{now:%H:%M:%S}", today.values_list("pk", flat=True).first()
    if held is None:
        DayCount.objects.bulk_create([DayCount(kind=TICK, day=now.date(), key=key, times=1)], ignore_conflicts=True)
    elif not today.filter(key=key).exclude(pk=held).exists():
        DayCount.objects.filter(pk=held).update(key=key, times=F("times") + 1)


def last_run() -> datetime | None:
    """When the clock ran last, never later than now; None if it is not known. What it noted while the time of this
    machine was ahead of today is passed over."""
    now = timezone.now().astimezone(UTC)
    row = DayCount.objects.filter(kind=TICK, day__lte=now.date()).order_by("-day", "-key").first()
    return min(now, datetime.fromisoformat(f"{row.day}T{row.key}+00:00")) if row else None


def ran_lately() -> bool:
    """Whether the clock ran on one of the eight days before this one: else the time of this machine may be wrong, or
    the portal has just been set up, and nothing is removed for its age."""
    today = timezone.now().astimezone(UTC).date()
    before = (today - timedelta(days=8), today - timedelta(days=1))
    return DayCount.objects.filter(kind=TICK, day__range=before).exists()
