"""What the writers' views share: the version that an address means, and the hidden fields of forms."""

import re

from django.http import Http404, HttpRequest

from network.models import User

from ..models import Version, VersionQuerySet
from ..permissions import OWN, WRITE


def versions(user: User, public_id: str, verb: str) -> VersionQuerySet:
    """The versions of one practice with which the person may do `verb`, the newest first, ready to be shown."""
    rows = Version.unscoped.for_user(user, verb).filter(practice__public_id=public_id).to_write()
    return rows.select_related("practice__owner__region", "practice__project").order_by("-number")


def newest(user: User, public_id: str, verb: str) -> Version:
    """The newest of them. Raises Http404, or Ended if the person only reads what was once theirs to write."""
    version = versions(user, public_id, verb).first()
    if version is None:
        raise missing(user, public_id, verb)
    return version


class Ended(Http404):
    """The project of a practice has ended: its authors are told so and whom to ask (polkka.portal.errors)."""

    def __init__(self, version: Version) -> None:
        super().__init__()
        self.version = version


def missing(user: User, public_id: str, verb: str) -> Http404:
    """What to raise when a person may not do `verb` with a practice."""
    own = versions(user, public_id, OWN).first() if verb == WRITE else None
    return Ended(own) if own and own.practice.has_ended else Http404()


def whole_number(request: HttpRequest, name: str) -> int | None:
    """A number that the form was sent with."""
    sent = request.POST.get(name, "")
    return int(sent) if re.fullmatch(r"\d{1,9}", sent, re.ASCII) else None
