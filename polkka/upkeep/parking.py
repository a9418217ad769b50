"""Forms that came after their session had ended: kept for a day, shown again for confirmation after sign-in."""

import re
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from polkka.kit import requests

from . import throttle
from .models import Parked

KEPT = timedelta(hours=24)
MOST_AN_HOUR = 1_000  # from everybody together: the table stays small, and no address is noted down
LARGE = 200_000  # bytes
MOST_LARGE = 60  # an hour
LONGEST_PATH = 300
_NEVER_KEPT = {"csrfmiddlewaretoken", "parked"}  # "parked" says, when a kept form is sent again, which one it was


def is_worth_keeping(request: HttpRequest) -> bool:
    """Whether the form holds more than its protection token."""
    return any(name not in _NEVER_KEPT for name in request.POST)


def park(request: HttpRequest) -> Parked | None:
    """Keep the form of this request; None if it is too large, empty or one of too many within an hour."""
    sent = [[name, value.replace("\0", "")] for name, value in requests.fields(request) if name not in _NEVER_KEPT]
    if not sent or len(request.path) > LONGEST_PATH or not _has_room(request):
        return None
    return Parked.objects.create(path=request.path, fields=sent)


def _has_room(request: HttpRequest) -> bool:
    if requests.length(request) > LARGE and throttle.allow("polkka.parking.large", MOST_LARGE, 3600, shared=True):
        return False
    return Parked.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1)).count() < MOST_AN_HOUR


def fetch(key: str) -> Parked | None:
    """The kept form, if its day has not passed."""
    return Parked.objects.filter(key=key, created_at__gt=timezone.now() - KEPT).first()


def clear_sent(request: HttpRequest) -> None:
    """Forget the kept form that this request has sent again, and sent where it was going."""
    key = request.POST.get("parked", "")
    if re.fullmatch(r"[\w-]{8,64}", key, re.ASCII):
        Parked.objects.filter(key=key, path=request.path).delete()
