"""Who has a page of a draft open just now."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from network.models import User
from polkka.upkeep import read_only

from .models import Presence, Version

FORGOTTEN = timedelta(seconds=60)


@dataclass(frozen=True)
class Others:
    """Names of the other people: on this page of the draft, and on its other pages."""

    here: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def mark(version: Version, user: User, page: str) -> None:
    """Note that the person has the page open; left out while nothing can be written."""
    read_only.attempt(lambda: _mark(version, user, page))


def _mark(version: Version, user: User, page: str) -> None:
    mine = Presence.unscoped.filter(version=version, user=user)
    now = timezone.now()
    if mine.update(page=page, seen_at=now):
        return
    try:
        with transaction.atomic():
            Presence.unscoped.create(version=version, user=user, page=page, seen_at=now)
    except IntegrityError:  # the other tab was quicker, or the draft has just been discarded
        mine.update(page=page, seen_at=now)


def others(version: Version, user: User, page: str) -> Others:
    """The other people who write this draft now."""
    since = timezone.now() - FORGOTTEN
    rows = Presence.unscoped.filter(version=version, seen_at__gt=since).exclude(user=user).select_related("user")
    found = [(row.page, str(row.user)) for row in rows.order_by("user__name", "user__email")]
    return Others(
        tuple(name for where, name in found if where == page), tuple(name for where, name in found if where != page)
    )
