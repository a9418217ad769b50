"""How often one client may ask the public pages, and the page that asks it to wait."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from polkka.kit.errors import error_page
from polkka.upkeep import throttle

MINUTE, HOUR = 60, 3600
LIMITS = {
    "search": (120, MINUTE),
    "completion": (120, MINUTE),
    "feed": (60, MINUTE),
    "api": (60, MINUTE),
    "picture": (30, MINUTE),
    "wish": (5, HOUR),
    "question": (5, HOUR),
    "feedback": (5, HOUR),
}
"""What is asked for → uses by one client, and the seconds in which they are counted."""
WRITTEN = {"wish", "question", "feedback"}
"""What is kept or sends mail: all processes hold one limit."""


def wait(request: HttpRequest, what: str) -> int:
    """Count one use; the seconds this client has to wait, 0 if it may go on."""
    if not settings.SEARCH_LIMITS:
        return 0
    number, seconds = LIMITS[what]
    return throttle.allow(f"{what}:{throttle.client(request)}", number, seconds, shared=what in WRITTEN)


def refused(request: HttpRequest, what: str) -> HttpResponse | None:
    """Count one use; the page that asks to wait, or None if the client may go on."""
    seconds = wait(request, what)
    return too_many(request, seconds) if seconds else None


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    response = error_page(request, 429)
    response["Retry-After"] = str(seconds)
    return response
