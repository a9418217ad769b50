"""What happens how often on a day: counted in memory, added to the table at most once a minute, nobody's name kept."""

import atexit
import logging
import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from threading import Lock

from django.db import DatabaseError, connection
from django.db.models import QuerySet, Sum
from django.utils import timezone

from . import read_only
from .models import DayCount

logger = logging.getLogger(__name__)
VIEW = "view"
"""The kind of what readers open: a practice, by its public name, in whatever language."""
SEARCH = "search"
"""The kind of searches by words, by the language of the page; never the words."""
EVERY = 60.0  # seconds between two writings
MOST_KEYS = 10_000  # different ones held at a time; new ones beyond it are left out
KEPT_YEARS = 3
ROWS = 150
UPSERT = (
    "INSERT INTO upkeep_daycount (day, kind, key, times) VALUES {rows} "
    "ON CONFLICT (kind, key, day) DO UPDATE SET times = upkeep_daycount.times + excluded.times"
)

Counted = tuple[str, str, date]
"""Kind, key, day."""


class _Held:
    """What this process has counted and not yet written."""

    def __init__(self) -> None:
        self._counts: dict[Counted, int] = {}
        self._lock = Lock()
        self._due = 0.0  # of time.monotonic(); 0 while nothing is held

    def add(self, what: Counted, times: int) -> None:
        with self._lock:
            if what in self._counts:
                self._counts[what] += times
            elif len(self._counts) < MOST_KEYS:
                self._counts[what] = times
            self._due = self._due or time.monotonic() + EVERY

    def is_due(self) -> bool:
        return 0.0 < self._due <= time.monotonic()

    def take(self) -> dict[Counted, int]:
        """Everything held, which is held no more."""
        with self._lock:
            taken, self._counts, self._due = self._counts, {}, 0.0
        return taken

    def wait(self) -> None:
        """Leave everything for another minute."""
        with self._lock:
            self._due = time.monotonic() + EVERY if self._counts else 0.0

    def forget(self) -> None:
        self.take()


_held = _Held()


def add(kind: str, key: str, times: int = 1) -> None:
    """Count something that happened today."""
    _held.add((kind, key, timezone.localdate()), times)


def is_due() -> bool:
    """Whether what is held has waited its minute."""
    return _held.is_due()


def flush() -> int:
    """Add what is held to the table; the rows written. What a database refuses waits for the next minute."""
    if read_only.is_on():
        _held.wait()
        return 0
    rows = sorted(_held.take().items())
    written = 0
    try:
        while written < len(rows):
            some = rows[written : written + ROWS]
            _write(some)
            written += len(some)
    except DatabaseError:
        logger.warning("Counts of the day could not be written and wait.", exc_info=True)
        for what, times in rows[written:]:
            _held.add(what, times)
    return written


def _write(rows: list[tuple[Counted, int]]) -> None:
    values = [value for (kind, key, day), times in rows for value in (day, kind, key, times)]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(rows))), values)


def last_words() -> None:
    """Write what is held as the process ends; nothing can be told any more if that fails."""
    try:
        flush()
    except Exception:
        logger.warning("The last counts of this process are lost.", exc_info=True)


atexit.register(last_words)


def views(days: int = 30) -> int:
    """How many times practices were opened in the last `days` days, today among them."""
    return _since(days).aggregate(all=Sum("times"))["all"] or 0


def views_of(public_ids: Iterable[str], days: int = 30) -> dict[str, int]:
    """Public name → times it was opened in the last `days` days; 0 for one nobody opened."""
    wanted = list(public_ids)
    rows = _since(days).filter(key__in=wanted).order_by().values_list("key")
    return dict.fromkeys(wanted, 0) | dict(rows.annotate(all=Sum("times")))


def _since(days: int) -> "QuerySet[DayCount]":
    first = timezone.localdate() - timedelta(days=days - 1)
    return DayCount.objects.filter(kind=VIEW, day__gte=first)


def old(now: datetime) -> "QuerySet[DayCount]":
    """The days that lie more than three years back; on 29 February from the 28th three years before."""
    today = timezone.localdate(now)
    return DayCount.objects.filter(day__lt=today.replace(year=today.year - KEPT_YEARS, day=min(today.day, 28)))


def forget() -> None:
    """Forget what this process holds (tests)."""
    _held.forget()
