"""Forms that came after their session had ended: kept for a day, shown again for confirmation after sign-in."""

from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from .models import Parked

LARGEST = 200_000  # bytes of form data
KEPT = timedelta(hours=24)
MOST_AN_HOUR = 60  # from one address
_NEVER_KEPT = {"csrfmiddlewaretoken"}


def park(request: HttpRequest) -> Parked | None:
    """Keep the form of this request; None if it is too large, empty or one of too many from one address."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return None
    fields = [[name, value] for name, values in request.POST.lists() if name not in _NEVER_KEPT for value in values]
    if not fields or not _is_allowed(request.META.get("REMOTE_ADDR", "")):
        return None
    return Parked.objects.create(path=request.path, fields=fields)


def _is_allowed(address: str) -> bool:
    key = f"parked:{address}"
    cache.add(key, 0, 3600)
    return int(cache.incr(key)) <= MOST_AN_HOUR


def fetch(key: str) -> Parked | None:
    """The kept form, if its day has not passed."""
    return Parked.objects.filter(key=key, created_at__gt=timezone.now() - KEPT).first()


def clear() -> int:
    """Remove what is older than a day; the number removed."""
    return Parked.objects.filter(created_at__lte=timezone.now() - KEPT).delete()[0]
