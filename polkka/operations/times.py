"""Whether the clock of this machine is right: beside that of the database, and beside the newest rows."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models.functions import Now
from django.utils import timezone

from polkka.upkeep import clock, generation
from polkka.upkeep.models import DayCount, Generation, Mail
from practices.models import HistoryEntry

MOST_OFF = 5.0  # seconds that two clocks may differ


def off() -> float:
    """Seconds by which this machine is ahead of the database (behind: below zero); 0 where they share a clock."""
    before = timezone.now()
    told: datetime | None = Generation.objects.filter(pk=generation.ROW).values_list(Now(), flat=True).first()
    between = before + (timezone.now() - before) / 2
    return (between - told).total_seconds() if told else 0.0


def rows_ahead() -> float:
    """Seconds by which the newest row is ahead of this machine; above zero, time went back here or was ahead before."""
    newest = (
        _newest_tick(),
        Mail.objects.order_by("-pk").values_list("created_at", flat=True).first(),
        HistoryEntry.unscoped.order_by("-pk").values_list("at", flat=True).first(),
    )
    ahead = [when - timezone.now() for when in newest if when]
    return max([timedelta(), *ahead]).total_seconds()


def _newest_tick() -> datetime | None:
    """The latest time that a tick noted, though it may be ahead of now."""
    row: tuple[date, str] | None = (
        DayCount.objects.filter(kind=clock.TICK).order_by("-day", "-key").values_list("day", "key").first()
    )
    return datetime.combine(row[0], time.fromisoformat(row[1]), UTC) if row else None
