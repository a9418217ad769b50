"""Requests that people make by letter: a copy of what is kept, and removal, also of those without an account."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from network.models import Duty, User
from polkka.kit.people import NOWHERE
from polkka.upkeep import generation, outbox
from polkka.upkeep.models import Mail
from practices import belonging, leaving
from practices.models import Invitation, Version

PRIVATE = 0o600


def person(email: str) -> User | None:
    """Whose address it is; None for nobody."""
    return User.objects.exclude(email__endswith=NOWHERE).filter(email__iexact=email.strip()).first()


def administrator(email: str) -> User | None:
    """The administrator with this address, who may sign in."""
    found = User.objects.filter(duties__kind=Duty.Kind.ADMINISTRATOR, is_active=True)
    return found.filter(email__iexact=email.strip()).first()


def besides(email: str) -> bytes:
    """What is kept under an address without an account, as JSON; nothing if there is nothing."""
    found = {key: rows for key, rows in belonging.told_of(email.strip()).items() if rows}
    return json.dumps(found, ensure_ascii=False, indent=2, default=str).encode() if found else b""


def write(file: Path, pieces: Iterable[bytes]) -> None:
    """A new file that only its owner reads. Raises FileExistsError."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as target:
        for piece in pieces:
            target.write(piece)


def losses(user: User) -> list[str]:
    """What an operator should know before: projects that nobody else manages."""
    return [f"Nobody else manages the project {project.name}." for project in leaving.only_manager(user)]


def forget(email: str) -> None:
    """Take an address without an account out of mail, invitations, contacts, wishes and feedback."""
    address = email.strip()
    blank: dict[str, Any] = {"address": "", "context": {}, "last_error": ""}
    with transaction.atomic():
        letters = Mail.objects.filter(address__iexact=address).exclude(kind__in=outbox.FORGOTTEN)
        letters.filter(state__in=outbox.KEPT_WHILE).update(state=Mail.State.EXPIRED)
        letters.update(**blank)
        Invitation.unscoped.filter(address__iexact=address).update(address="")
        named = Version.unscoped.filter(contact_email__iexact=address)
        named.update(contact_name="", contact_email="", edit=F("edit") + 1)
        belonging.forget(address)
        generation.bump()
