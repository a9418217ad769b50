"""How often one client may ask: counted in the shared cache by a name of the client that lasts a day."""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

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


def allow(key: str, limit: int, seconds: int) -> int:
    """Count one use of `key`; 0 while there are no more than `limit` in the window, else the seconds to wait.

    Windows of `seconds` follow each other without a gap, the same for all processes. A cache that cannot count
    atomically may let a few more through, never fewer.
    """
    if not settings.SEARCH_LIMITS:
        return 0
    window, passed = divmod(int(time.time()), seconds)
    name = f"throttle:{key}:{window}"
    if _count(name, seconds) <= limit:
        return 0
    return seconds - passed


def _count(name: str, seconds: int) -> int:
    try:
        number = cache.incr(name)
    except ValueError:  # the first one in this window
        return 1 if cache.add(name, 1, seconds) else cache.incr(name)
    if seconds > (cache.default_timeout or 0):  # a cache in the database forgets when a number was to expire
        cache.touch(name, seconds)
    return number
