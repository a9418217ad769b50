"""Links by which one person becomes a co-author of one practice: made, revoked, used once, forgotten after 14 days."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit import refusing
from polkka.kit.languages import current, speaking
from polkka.upkeep import outbox

from . import notices
from .joining import belongs
from .models import Author, Invitation, Practice, Version
from .permissions import OWN, WRITE

LASTS = timedelta(days=14)
MOST_OPEN = 20
MOST_A_DAY = 50
WAITING, USED, REVOKED, EXPIRED = "waiting", "used", "revoked", "expired"


class Refused(refusing.Refused):
    """An invitation could not be made or taken up."""


class Gone(Refused):
    """The link leads nowhere any more, or never did."""


@dataclass(frozen=True)
class Made:
    """A link that was made, and the secret that only this answer knows."""

    invitation: Invitation
    secret: str


def make(practice: Practice, *, by: User, once: str, address: str = "") -> Made:
    """A link for one person; mailed if there is an address. The same one-time key makes the same link. Raises Refused.

    The secret is made of the key and kept nowhere, so that a double click or a reload shows the one link again.
    """
    if not may_write(practice, by):
        raise Refused(_("Only the authors can invite others."))
    secret = salted_hmac("practices.invitations", f"{by.pk}:{practice.pk}:{once}", algorithm="sha256").hexdigest()[:40]
    if before := Invitation.unscoped.filter(secret_digest=_digest(secret)).first():
        return Made(before, secret)
    _room_for_one_more(practice, by)
    with transaction.atomic():
        made = _stored(practice, by, secret, address.strip().lower())
        if address:
            _mail(made, secret)
    return Made(made, secret)


def _stored(practice: Practice, by: User, secret: str, address: str) -> Invitation:
    values = {"practice": practice, "made_by": by, "made_by_name": by.name, "address": address}
    found, _is_new = Invitation.unscoped.get_or_create(
        secret_digest=_digest(secret), defaults={**values, "expires_at": timezone.now() + LASTS}
    )
    return found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _room_for_one_more(practice: Practice, by: User) -> None:
    now = timezone.now()
    if open_ones(practice).count() >= MOST_OPEN:
        raise Refused(_("There are many open invitations already. Revoke some that are not needed."))
    if Invitation.unscoped.filter(made_by=by, created_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(_("You have made many invitations today. Go on tomorrow."))


def open_ones(practice: Practice) -> QuerySet[Invitation]:
    rows = Invitation.unscoped.filter(practice=practice, used_at=None, revoked_at=None)
    return rows.filter(expires_at__gt=timezone.now())


def _mail(invitation: Invitation, secret: str) -> None:
    """The link by mail, in the language of the receiver if we know the person, else of who invites."""
    known = User.objects.filter(email=invitation.address).first()
    language = known.language if known else current()
    version = Version.unscoped.filter(practice=invitation.practice).order_by("-number").first()
    context = {
        "name": known.name if known else "",
        "title": version.title if version else "",
        "who": invitation.made_by_name,
        "url": address_of(secret, language),
    }
    key = f"invitation:{invitation.pk}"
    outbox.queue("invitation", key=key, address=invitation.address, language=language, context=context, lasts=LASTS)


def address_of(secret: str, language: str) -> str:
    """The whole address of a link."""
    with speaking(language):
        return f"{settings.SITE_URL}{reverse('practices:join', kwargs={'token': secret})}"


def state(invitation: Invitation) -> str:
    """waiting, used, revoked or expired."""
    if invitation.used_at:
        return USED
    if invitation.revoked_at:
        return REVOKED
    return WAITING if invitation.expires_at > timezone.now() else EXPIRED


def find(secret: str) -> Invitation:
    """The invitation of a link that still waits. Raises Gone, the same for a wrong, used, revoked or old one."""
    rows = Invitation.unscoped.filter(secret_digest=_digest(secret)).select_related("practice__project", "made_by")
    found = rows.first()
    if found is None or state(found) != WAITING:
        raise Gone(_("This invitation has been used or is too old. Ask for a new one."))
    _check_maker(found)
    return found


def _check_maker(invitation: Invitation) -> None:
    """Who is no longer an author lets nobody in, least of all themselves. Raises Gone."""
    if invitation.made_by is None or not may_see(invitation.practice, invitation.made_by):
        raise Gone(_("This invitation has been used or is too old. Ask for a new one."))


def used_by(secret: str, user: User) -> Invitation | None:
    """The invitation of this link if this very person has used it and still writes the practice."""
    mine = Invitation.unscoped.filter(secret_digest=_digest(secret), used_by=user).select_related("practice")
    found = mine.first()
    return found if found and may_see(found.practice, user) else None


def accept(secret: str, *, by: User) -> Practice:
    """Become a co-author: the first who comes wins, by one conditional UPDATE. Raises Gone and Refused."""
    return _accept(find(secret), by)


def addressed_to(user: User) -> QuerySet[Invitation]:
    """The open invitations that were mailed to the address with which this person signs in, the newest first."""
    rows = Invitation.unscoped.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())
    rows = rows.filter(address__iexact=user.email).select_related("practice__project", "made_by")
    return rows.order_by("-created_at", "-pk")


def accept_own(pk: int, *, by: User) -> Practice:
    """Become a co-author by an invitation that was mailed to the own address: no link needed. As `accept`."""
    found = addressed_to(by).filter(pk=pk).first()
    if found is None:
        raise Gone(_("This invitation has been used or is too old. Ask for a new one."))
    _check_maker(found)
    return _accept(found, by)


def _accept(invitation: Invitation, by: User) -> Practice:
    practice = invitation.practice
    if practice.has_ended:
        raise Refused(_("The project of this practice has ended. The text can only be read."))
    if may_see(practice, by):
        return practice
    now = timezone.now()
    try:
        with transaction.atomic():
            mine = Invitation.unscoped.filter(pk=invitation.pk, used_at=None, revoked_at=None, expires_at__gt=now)
            if not mine.update(used_at=now, used_by=by, used_by_name=by.name or by.email):
                raise Gone(_("This invitation has been used or is too old. Ask for a new one."))
            Author.unscoped.create(practice=practice, user=by, invitation=invitation)
            _tell_inviter(invitation, by)
    except IntegrityError:  # by another link at the same moment
        pass
    return practice


def _tell_inviter(invitation: Invitation, by: User) -> None:
    version = Version.unscoped.filter(practice=invitation.practice).order_by("-number").first()
    if invitation.made_by and version:
        notices.tell(
            "accepted",
            f"invitation:{invitation.pk}",
            [invitation.made_by],
            version,
            "practices:people",
            who=by.name or by.email,
        )


def may_write(practice: Practice, user: User) -> bool:
    return Version.unscoped.for_user(user, WRITE).filter(practice=practice).exists()


def may_see(practice: Practice, user: User) -> bool:
    """Whether the person is an author, also of a project that has ended."""
    return Version.unscoped.for_user(user, OWN).filter(practice=practice).exists()


def revoke(practice: Practice, pk: int, *, by: User) -> bool:
    """End a link that waits; true if it did."""
    if not may_write(practice, by):
        return False
    return open_ones(practice).filter(pk=pk).update(revoked_at=timezone.now()) == 1


def is_trusted(practice: Practice, user: User) -> bool:
    """Whether somebody of the practice has let the person in: who only waits to join sees no names of the place."""
    invited = Author.unscoped.filter(practice=practice, user=user, invitation__isnull=False)
    return belongs(practice, user) or invited.exists()


def removable(practice: Practice, by: User) -> QuerySet[Author]:
    """The co-authors that this person may remove: oneself, those invited, and for people of the place everybody."""
    rows = Author.unscoped.filter(practice=practice)
    if not may_write(practice, by):
        return rows.none()
    return rows if belongs(practice, by) else rows.filter(Q(user=by) | Q(invitation__isnull=False))


def remove(practice: Practice, pk: int, *, by: User) -> Author | None:
    """End the rights of a co-author at once; who it was, or None."""
    found = removable(practice, by).filter(pk=pk).select_related("user").first()
    if found:
        Author.unscoped.filter(pk=found.pk).delete()
        if not may_see(practice, found.user):
            open_ones(practice).filter(made_by=found.user).update(revoked_at=timezone.now())
    return found
