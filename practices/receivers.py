"""Whom a reader's letter about a published practice reaches: its contact, else its owner, else its coordinators."""

from dataclasses import dataclass
from typing import NamedTuple

from network.models import User
from polkka.kit.languages import current

from . import notices
from .models import Version
from .telling import heading, path

PERSON, OWNER, COORDINATORS = "person", "owner", "coordinators"


class Receiver(NamedTuple):
    """Somebody who gets a letter; `name` may be ""."""

    name: str
    address: str
    language: str


@dataclass(frozen=True)
class Contact:
    """Who answers questions about a practice, and the practice as the reader knows it.

    `kind` tells who it is; `owner` is the organisation's name in the reader's language. Coordinators are not named.
    """

    title: str
    language: str
    path: str
    kind: str
    name: str
    email: str
    owner: str


def contact(public_id: str, language: str | None = None) -> Contact | None:
    """Who answers questions about a practice, or None if it is not published: four queries at most."""
    language = language or current()
    version = _version(public_id)
    if version is None:
        return None
    shown, owner = heading(version, language), version.practice.owner
    kind, person = _whom(version)
    name, email = {
        PERSON: (person.name, person.address),
        OWNER: (owner.named(language), owner.email),
        COORDINATORS: ("", ""),
    }[kind]
    where = path(version.practice.public_id, shown.title, language)
    return Contact(shown.title, shown.language, where, kind, name, email, owner.named(language))


def receivers(public_id: str) -> list[Receiver]:
    """Those whom a question about a published practice reaches; nobody if it is not published."""
    version = _version(public_id)
    if version is None:
        return []
    kind, person = _whom(version)
    if kind == PERSON:
        return [person]
    if kind == OWNER:
        owner = version.practice.owner
        return [Receiver(owner.named(person.language), owner.email, person.language)]
    return _coordinators(version)


def coordinators(public_id: str) -> list[Receiver]:
    """The coordinators of a published practice, else the chiefs; nobody if it is not published."""
    version = _version(public_id)
    return _coordinators(version) if version else []


def _version(public_id: str) -> Version | None:
    rows = Version.unscoped.published().filter(practice__public_id=public_id)
    return rows.select_related("practice__owner", "practice__project").prefetch_related("texts").first()


def _whom(version: Version) -> tuple[str, Receiver]:
    """Who answers, and the contact as it was written: somebody who may no longer sign in has left."""
    address = version.contact_email.strip()
    user = User.objects.filter(email=address.lower()).first() if address else None
    language = user.language if user else version.original.language
    person = Receiver(version.contact_name, address, language)
    if address and (user is None or user.is_active):
        return PERSON, person
    return (OWNER if version.practice.owner.email else COORDINATORS), person


def _coordinators(version: Version) -> list[Receiver]:
    return [Receiver(user.name, user.email, user.language) for user in notices.coordinators(version)]
