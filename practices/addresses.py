"""Another e-mail address for the same person: a code goes to the new one, the old one is told.

Nobody learns here whether an address is in use: the answer is the same, and only the mailbox is told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from network import digests
from network.models import Duty, Membership, User
from polkka.upkeep import outbox, throttle
from polkka.upkeep.receipts import new_key
from projects.models import Coordinator, ProjectMember

from . import notices
from .models import Assessment, Author, Version

LASTS = timedelta(minutes=15)
MOST_TRIES = 5
MOST_AN_HOUR = 5


class TooOften(Exception):
    """Too many codes were asked for; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Pending:
    """A change that waits for its code; kept in the session of the person, the code only as a digest."""

    address: str
    digest: str
    until: str
    tries: int = 0

    @property
    def is_open(self) -> bool:
        return self.tries < MOST_TRIES and datetime.fromisoformat(self.until) > timezone.now()

    @property
    def tries_left(self) -> int:
        return MOST_TRIES - self.tries

    def fits(self, code: str) -> bool:
        return constant_time_compare(self.digest, _digest(self.address, code))

    def after_a_try(self) -> "Pending":
        return Pending(self.address, self.digest, self.until, self.tries + 1)


def _digest(address: str, code: str) -> str:
    plain = "".join(character for character in code.upper() if character.isalnum())
    return salted_hmac("practices.addresses", f"{address}:{plain}", algorithm="sha256").hexdigest()


def ask(user: User, address: str) -> Pending:
    """Send a code to the new address, or tell its owner that somebody tried. Raises TooOften."""
    if wait := throttle.allow(f"address:{user.pk}", MOST_AN_HOUR, 3600):
        raise TooOften(wait)
    code = get_adapter().generate_login_code()
    owner = _owner(user, address)
    if owner is None:
        _send("sign_in_code", address, user.language, lasts=LASTS, code=code)
    else:
        _send("address_taken", address, owner.language, name=owner.name)
        code = new_key()  # fits nothing that could be written
    return Pending(address, _digest(address, code), (timezone.now() + LASTS).isoformat())


def _send(kind: str, address: str, language: str, *, lasts: timedelta | None = None, **context: Any) -> None:
    context["url"] = notices.contact_page(language)
    outbox.queue(kind, key=f"address:{new_key()}", address=address, language=language, context=context, lasts=lasts)


def _owner(user: User, address: str) -> User | None:
    """The other person to whom this address belongs; somebody who never came and has no duties does not count."""
    other = User.objects.filter(email__iexact=address).exclude(pk=user.pk).first()
    return None if other is None or _is_empty(other) else other


def _is_empty(other: User) -> bool:
    """Whether this row only waits for somebody to come: a code was asked for, or a manager wrote the address."""
    has_come = other.last_login is not None or EmailAddress.objects.filter(user=other, verified=True).exists()
    has_rights = any(rows.filter(user=other).exists() for rows in (Duty.objects, Coordinator.objects))
    has_assessed = Assessment.unscoped.filter(assessor=other).exists()
    return not (has_come or has_rights or has_assessed or other.is_demo or not other.is_active)


def change(user: User, address: str) -> bool:
    """Give the person the address that the code has proved; False if it has gone to somebody else meanwhile."""
    if _owner(user, address) is not None:
        return False
    old = user.email
    try:
        with transaction.atomic():
            _take_over(user, address)
            User.objects.filter(pk=user.pk).update(email=address)
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
            Version.unscoped.filter(contact_email__iexact=old).update(contact_email=address, edit=F("edit") + 1)
            digests.follow(old, address)
            _send("address_changed", old, user.language, name=user.name)
    except IntegrityError:
        return False
    user.email = address
    return True


def _take_over(user: User, address: str) -> None:
    """Roles that were given to the new address before anybody came by it go to the person; the empty row goes."""
    other = User.objects.filter(email__iexact=address).exclude(pk=user.pk).first()
    if other is None:
        return
    for model, place in ((Membership, "organisation"), (ProjectMember, "project"), (Author, "practice")):
        held = list(model._default_manager.filter(user=user).values_list(place, flat=True))
        model._default_manager.filter(user=other).exclude(**{f"{place}__in": held}).update(user=user)
    other.delete()
