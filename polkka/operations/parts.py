"""What is looked at when somebody asks how the portal is: each part says a word and a few numbers, nothing more.

A part is `ok`, `late`, `low`, `off` or `differs` (it works, and somebody should look) or `out` (this process cannot
answer people). `ASKED` are those /readyz shows; `COUNTED` are for the figures alone.
"""

import os
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.utils import timezone

from polkka.upkeep import clock, replica, shared_cache
from polkka.upkeep.models import Mail
from practices.models import Version
from practices.stores import store
from search import loading

from . import hosts, times

OK, OUT = "ok", "out"
LATE_TICK = 5 * 60  # seconds
LATE_MAIL = 15 * 60  # seconds a message may be due before somebody should look
ROOM = 500_000_000  # bytes that should be free where files and the database lie
MIGRATIONS_HOLD = 60.0  # seconds for which "all applied" is believed

Number = int | float
_applied_at: float | None = None


class Part(NamedTuple):
    """A word, and numbers by name."""

    status: str
    numbers: dict[str, Number]


def database() -> Part:
    """Whether it answers, and in how many milliseconds from the first greeting."""
    begun = time.perf_counter()
    connection.ensure_connection()
    number = replica.number_in(connection)
    return Part(OK, {"ms": round((time.perf_counter() - begun) * 1000, 1), "generation": number})


def migrations() -> Part:
    """How many are not applied. Those that the database knows and this program does not are of a newer release."""
    global _applied_at
    if _applied_at is None or time.monotonic() - _applied_at > MIGRATIONS_HOLD:
        executor = MigrationExecutor(connection)
        if missing := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
            return Part(OUT, {"unapplied": missing})
        _applied_at = time.monotonic()
    return Part(OK, {"unapplied": 0})


def index() -> Part:
    """The search of this process, caught up with the database: how many milliseconds that took."""
    begun = time.perf_counter()
    loading.current()
    return Part(OK, {"ms": round((time.perf_counter() - begun) * 1000, 1)})


def mail() -> Part:
    """Messages that wait, for how many seconds the oldest has been due, and those that were given up."""
    states = (Mail.State.QUEUED, Mail.State.PARKED)
    rows = Mail.objects.filter(state__in=states).values_list("state", Count("pk"), Min("next_try_at"))
    found = {state: (n, due) for state, n, due in rows.order_by()}
    waiting, due = found.get(Mail.State.QUEUED, (0, None))
    oldest = max(0, round((timezone.now() - due).total_seconds())) if due else 0
    numbers = {"waiting": waiting, "oldest_due_s": oldest, "parked": found.get(Mail.State.PARKED, (0, None))[0]}
    return Part("late" if oldest > LATE_MAIL else OK, numbers)


def tick() -> Part:
    """Seconds since `manage.py tick` ran; -1 if it never has."""
    last = clock.last_run()
    age = round((timezone.now() - last).total_seconds()) if last else -1
    return Part("late" if age < 0 or age > LATE_TICK else OK, {"age_s": age})


def disk() -> Part:
    """Megabytes free where files are taken in and, on SQLite, where the database lies; whether files can be written."""
    folders = [Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite" and (name := str(connection.settings_dict["NAME"])).startswith("/"):
        folders.append(Path(name).parent)
    free = min(_free(folder) for folder in folders)
    is_writable = all(os.access(_standing(folder), os.W_OK) for folder in folders)
    word = "read-only" if not is_writable else "low" if free < ROOM else OK
    return Part(word, {"free_mb": free // 1_000_000})


def _standing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def _free(folder: Path) -> int:
    told = os.statvfs(_standing(folder))
    return told.f_bavail * told.f_frsize


def time_told() -> Part:
    """Seconds between this machine's clock and the database's, and by which the newest row is ahead of now."""
    off, ahead = round(times.off(), 1), round(times.rows_ahead(), 1)
    return Part("off" if max(abs(off), ahead) > times.MOST_OFF else OK, {"off_s": off, "rows_ahead_s": ahead})


def site_url() -> Part:
    """Whether people come by another name than SITE_URL; which one is shown in the admin only."""
    return Part("differs" if hosts.usual_other() else OK, {})


def follower() -> Part:
    """Whether the database for reading answers, and how many generations it is behind."""
    held = replica.number_in(connections[replica.FOLLOWER])
    return Part(OK, {"behind": max(0, replica.number_in(connection) - held)})


def shared() -> Part:
    """Whether the cache of all processes answers; while it does not, the table of the database stands in."""
    cache.get("operations:ready")
    return Part(OUT if shared_cache.away.is_on() else OK, {})


def files() -> Part:
    """Whether the bucket with the files of practices answers, and in how many milliseconds."""
    begun = time.perf_counter()
    store().ask()
    return Part(OK, {"ms": round((time.perf_counter() - begun) * 1000, 1)})


def portal() -> Part:
    """How many versions stand in each state."""
    rows = Version.unscoped.values_list("state").annotate(Count("pk")).order_by()
    return Part(OK, dict(rows))


def mails() -> Part:
    """How many messages stand in each state."""
    rows = Mail.objects.values_list("state").annotate(Count("pk")).order_by()
    return Part(OK, dict(rows))


NEEDED = ("database", "migrations", "index")
"""Without one of these a process can answer nobody, and who shares out the requests should leave it out."""
COUNTED = ("portal", "mails")


@lru_cache(maxsize=1)
def asked() -> dict[str, Callable[[], Part]]:
    """The parts in the order in which they are looked at: what is needed first."""
    found = {
        "database": database,
        "migrations": migrations,
        "index": index,
        "mail": mail,
        "tick": tick,
        "disk": disk,
        "clock": time_told,
        "site_url": site_url,
    }
    if replica.FOLLOWER in settings.DATABASES:
        found["replica"] = follower
    if shared_cache.BESIDE in settings.CACHES:
        found["cache"] = shared
    if settings.MEDIA_STORE:
        found["store"] = files
    return found | {"portal": portal, "mails": mails}
