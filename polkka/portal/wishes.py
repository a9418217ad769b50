"""Wishes of readers: a form without a cookie, saved once, told to the coordinators."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from network.models import User
from polkka.kit.languages import current
from polkka.upkeep import outbox
from projects.models import Coordinator

from .models import Wish

SALT = "polkka.portal.wishes"
LASTS = timedelta(hours=24)
KEPT = timedelta(days=400)


def new_token() -> str:
    """A signed name for one rendering of the form: it shows that the page was opened, and saves the wish once."""
    return signing.dumps(secrets.token_urlsafe(12), salt=SALT)


def opened(token: str) -> str:
    """The name in a token of our own that is not too old, else ""."""
    try:
        return str(signing.loads(token, salt=SALT, max_age=LASTS))
    except signing.BadSignature:
        return ""


def is_saved(once: str) -> bool:
    """Whether the form with this name has been sent already."""
    return Wish.objects.filter(once=once).exists()


def save(once: str, *, words: str, purpose: str, email: str) -> None:
    """Keep a wish and tell the coordinators; the same `once` a second time does nothing."""
    values = {"words": words, "purpose": purpose, "email": email, "language": current()}
    try:
        with transaction.atomic():
            _tell(Wish.objects.create(once=once, **values))
    except IntegrityError:
        if not is_saved(once):
            raise


def _tell(wish: Wish) -> None:
    """One message to everybody who coordinates: the words and where the wish is, not who sent it."""
    url = settings.SITE_URL + reverse("admin:portal_wish_change", args=[wish.pk])
    coordinating = Coordinator.objects.values("user")
    people = User.objects.filter(Q(pk__in=coordinating) | Q(duties__kind="chief"), is_active=True).distinct()
    for user in people.order_by("pk"):
        outbox.queue(
            "wish",
            key=f"wish:{wish.pk}:{user.pk}",
            address=user.email,
            language=user.language,
            context={"name": user.name, "words": wish.words, "url": url},
        )


def prune() -> None:
    """Forget wishes after a little more than a year: they may hold an address."""
    Wish.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
