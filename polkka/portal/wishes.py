"""Wishes of readers: saved once, told to the coordinators."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from network.models import User
from polkka.kit.languages import current
from polkka.upkeep import outbox
from projects.models import Coordinator

from . import letters
from .models import Wish


def is_saved(once: str) -> bool:
    """Whether the form with this name has been sent already."""
    return Wish.objects.filter(once=once).exists()


def save(once: str, *, words: str, purpose: str, email: str) -> None:
    """Keep a wish and tell the coordinators; the same `once` a second time does nothing."""
    values = {"words": words, "purpose": purpose, "email": email, "language": current()}
    letters.kept_once(lambda: _tell(Wish.objects.create(once=once, **values)), lambda: is_saved(once))


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
