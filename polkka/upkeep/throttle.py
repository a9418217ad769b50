"""How often one client may ask, counted by a name of the client that lasts a day.

What costs little is counted in memory: that of Redis, which all processes share, or else that of each process. What is
`shared` (forms that write or send mail, codes that are tried) is counted in the database, so that all processes and
machines hold one limit together.
"""

import ipaddress
import time
from datetime import UTC, datetime
from threading import Lock

from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from polkka.kit import requests

from . import read_only
from .models import Throttle

MOST_CLIENTS = 100_000  # counted at a time; beyond it the counting begins again
IPV6_PREFIX = 64  # bits: the part of an address that one household or office has to itself


def client(request: HttpRequest) -> str:
    """A name for whoever asks, the same for one day and telling nothing; the address itself is kept nowhere."""
    salt = f"polkka.throttle.{timezone.localdate():%Y-%m-%d}"
    return salted_hmac(salt, _network(requests.address(request)), algorithm="sha256").hexdigest()[:32]


def _network(address: str) -> str:
    """An IPv6 address stands for its network; an IPv4 address for itself."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/{IPV6_PREFIX}", strict=False).network_address)


class _Windows:
    """Uses by key in the window of time at hand, for each length of window; older windows are forgotten."""

    def __init__(self) -> None:
        self._counts: dict[int, tuple[int, dict[str, int]]] = {}
        self._lock = Lock()

    def add(self, key: str, seconds: int, window: int) -> int:
        """Count one use; the uses so far, this one among them."""
        with self._lock:
            held, counts = self._counts.get(seconds, (window, {}))
            if held != window or len(counts) >= MOST_CLIENTS:
                counts = {}
            self._counts[seconds] = (window, counts)
            counts[key] = counts.get(key, 0) + 1
            return counts[key]

    def keys(self) -> list[str]:
        return [key for _window, counts in self._counts.values() for key in counts]

    def clear(self) -> None:
        with self._lock:
            self._counts.clear()


counted = _Windows()


def allow(key: str, limit: int, seconds: int, *, shared: bool = False) -> int:
    """Count one use of `key`; 0 while there are no more than `limit` in the window, else the seconds to wait.

    Windows of `seconds` follow each other without a gap. Not `shared` and without Redis each process counts for itself,
    so that a search writes nothing to the database: with four processes a client may at worst ask four times as often.
    A use that one process alone can refuse costs the database nothing.
    """
    window, passed = divmod(int(time.time()), seconds)
    is_open = _uses(key, seconds, window) <= limit
    if is_open and shared:
        is_open = _is_open(key, limit, window, (window + 1) * seconds)
    return 0 if is_open else seconds - passed


def _uses(key: str, seconds: int, window: int) -> int:
    """Count one use in memory; those of all processes where they share one, else those of this process."""
    here = counted.add(key, seconds, window)
    count = getattr(cache, "count", None)  # of shared_cache.Steady
    return max(here, (count(f"throttle:{key}:{window}", seconds) or 0) if count else 0)


def _is_open(key: str, limit: int, window: int, end: int) -> bool:
    """Count one use in the database unless there are as many as may be; True also where nothing can be counted.

    The UPDATE asks and counts at once, so that two uses at the same moment cannot both be the last one.
    """
    if read_only.is_on():
        return True
    table = Throttle.objects.using(DEFAULT_DB_ALIAS)
    rows = table.filter(key=key, window=window)
    try:
        if rows.filter(times__lt=limit).update(times=F("times") + 1):
            return True
        if rows.exists():
            return False
        row = Throttle(key=key, window=window, until=datetime.fromtimestamp(end, UTC))
        table.bulk_create([row], ignore_conflicts=True)
        return bool(rows.filter(times__lt=limit).update(times=F("times") + 1))
    except DatabaseError:  # the form itself is answered with what is the matter
        return True
