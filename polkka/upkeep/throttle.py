"""How often one client may ask: counted in the memory of the process by a name of the client that lasts a day."""

import ipaddress
import time
from threading import Lock

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

MOST_CLIENTS = 100_000  # counted at a time; beyond it the counting begins again
IPV6_PREFIX = 64  # bits: the part of an address that one household or office has to itself


def client(request: HttpRequest) -> str:
    """A name for whoever asks, the same for one day and telling nothing; the address itself is kept nowhere."""
    try:
        address = str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:  # the front server said nothing that is an address
        address = ""
    salt = f"polkka.throttle.{timezone.localdate():%Y-%m-%d}"
    return salted_hmac(salt, _network(address), algorithm="sha256").hexdigest()[:32]


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


def allow(key: str, limit: int, seconds: int) -> int:
    """Count one use of `key`; 0 while there are no more than `limit` in the window, else the seconds to wait.

    Windows of `seconds` follow each other without a gap. Each process counts for itself, so that a search writes
    nothing to the database: with four processes a client may at worst ask four times as often.
    """
    window, passed = divmod(int(time.time()), seconds)
    return 0 if counted.add(key, seconds, window) <= limit else seconds - passed
