"""One-time keys of forms: a double click or a reload does the deed once and shows the same page."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from .models import Receipt

KEPT = timedelta(days=2)


def new_key() -> str:
    """A fresh key for one rendering of a form."""
    return secrets.token_urlsafe(18)


def sent(request: HttpRequest) -> str:
    """The one-time key that a form was sent with, or a fresh one."""
    key = request.POST.get("once", "")
    return key if re.fullmatch(r"[\w-]{8,40}", key, re.ASCII) else new_key()


def sent_as_typed(request: HttpRequest) -> str:
    """The one-time key together with what was typed: the same form again is one deed, other words are another."""
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return f"{sent(request)}.{hashlib.sha256(json.dumps(fields).encode()).hexdigest()[:16]}"


def once(key: str, user: Any, deed: Callable[[], str]) -> str:
    """Run `deed` (it returns the address to go to) unless this person's form was sent already; return the address.

    The receipt and the deed share one transaction: either both stand or neither.
    """
    key = _of_person(key, user)
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(key=key, user=user)
            receipt.url = deed()
            receipt.save(update_fields=["url"])
            return receipt.url
    except IntegrityError:
        earlier = Receipt.objects.filter(key=key).first()
        if earlier is None:
            raise
        return earlier.url


def earlier(key: str, user: Any) -> str:
    """Where this person's form led when it was sent before, "" if it was not."""
    found = Receipt.objects.filter(key=_of_person(key, user)).values_list("url", flat=True).first()
    return found or ""


def _of_person(key: str, user: Any) -> str:
    return f"{user.pk}:{key}"[:64]
