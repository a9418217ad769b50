"""Whether people come by the address that mail and citations name; kept in the memory of the process, by name only."""

from collections import Counter, deque
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

LAST = 200
"""So many of the last pages that were answered are looked at."""
FEW = 20
"""Fewer than these tell nothing."""
_other: deque[str] = deque(maxlen=LAST)


def own() -> str:
    """Host and port of SITE_URL, as a browser sends them."""
    return str(urlsplit(settings.SITE_URL).netloc).lower()


def of(request: HttpRequest) -> str:
    """The host by which a request came; the word of the browser, so that it is only compared and shown."""
    return str(request.META.get("HTTP_HOST", "")).lower()


def note(request: HttpRequest) -> None:
    """Remember one page: "" if it came by the right address."""
    host = of(request)
    _other.append("" if host == own() else host)


def usual_other() -> str:
    """The host by which more than half of the last pages were asked for, if it is not that of SITE_URL; else ""."""
    seen = list(_other)
    if len(seen) < FEW:
        return ""
    host, times = Counter(seen).most_common(1)[0]
    return host if times * 2 > len(seen) else ""


def forget() -> None:
    """Forget what was seen (tests)."""
    _other.clear()
