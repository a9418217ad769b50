"""Another e-mail address for the same person: a code goes to the new one, the old one is told.

Nobody learns here whether an address is in use: the answer is the same, and only the mailbox is told.
"""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import F

from network import codes, digests
from network.adapter import CODE_LASTS
from network.codes import Pending
from network.models import Duty, Membership, User
from polkka.upkeep import outbox
from polkka.upkeep.receipts import new_key
from projects.models import Coordinator, ProjectMember

from . import notices
from .models import Assessment, Author, Version


def ask(user: User, address: str) -> Pending:
    """Send a code to the new address, or tell its owner that somebody tried. Raises codes.TooOften."""
    code = codes.make(user, "address")
    owner = _owner(user, address)
    if owner is None:
        _send("sign_in_code", address, user.language, lasts=CODE_LASTS, code=code)
    else:
        _send("address_taken", address, owner.language, name=owner.name)
        code = new_key()  # fits nothing that could be written
    return codes.pending(address, code)


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
