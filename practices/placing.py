"""Moving a draft to another project or school of the person; whoever has seen it as submitted keeps it."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit import refusing

from .models import Author, Practice, Version
from .permissions import OWN, SETTLE
from .places import Place, places
from .recording import record
from .states import State

MOVABLE = (State.DRAFT, State.RETURNED, State.DECLINED)
"""States of all versions of a practice that may still change its place."""

TOO_LATE = _("Only a draft that has not been published can be moved.")


class Refused(refusing.Refused):
    """A draft cannot be moved."""


def can_move(version: Version, user: User) -> bool:
    """Whether this is a draft that this person may settle and of which nothing has been published or is with us."""
    mine = Version.unscoped.for_user(user, SETTLE).filter(pk=version.pk, state=State.DRAFT)
    others = Version.unscoped.filter(practice=version.practice_id).exclude(state__in=MOVABLE)
    return mine.exists() and not others.exists()


def offered(version: Version, user: User) -> list[Place]:
    """The other places of the person that have an organisation to own the practice."""
    practice = version.practice
    here = f"project-{practice.project_id}" if practice.project_id else f"school-{practice.owner_id}"
    return [place for place in places(user) if place.owner and place.value != here]


def move(version: Version, place: Place, *, by: User) -> None:
    """Change the owner and the project of a draft; its history tells it. Raises Refused.

    Co-authors keep their rights; the person who moves it stays an author also where the place has not answered yet.
    """
    if place.owner is None or not can_move(version, by):
        raise Refused(TOO_LATE)
    practice = version.practice
    with transaction.atomic():
        drafts = Version.unscoped.filter(pk=version.pk, state=State.DRAFT)
        if not drafts.update(edit=F("edit") + 1, updated_at=timezone.now()):
            raise Refused(TOO_LATE)
        was = Practice.unscoped.filter(pk=practice.pk, owner=practice.owner_id, project=practice.project_id)
        if not was.update(owner=place.owner, project=place.project):
            raise Refused(_("This has changed since you opened the page. Look at it again and decide anew."))
        record(version, "moved", by=by, source=State.DRAFT, target=State.DRAFT)
        if not Version.unscoped.for_user(by, OWN).filter(pk=version.pk).exists():
            Author.unscoped.create(practice=practice, user=by)
