"""The only door of public pages to practices: plain data of published versions, never a model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils import timezone

from polkka.kit.languages import CODES, current
from polkka.upkeep import generation
from taxonomy import catalogue

from .models import HistoryEntry, Version, VersionQuerySet, VersionTag
from .states import State
from .telling import Card, Practice, card_of, full_texts, heading, headings, path, told


def _base() -> VersionQuerySet:
    return Version.unscoped.published().with_words().select_related("practice__owner__region", "practice__project")


def cards(public_ids: Sequence[str], language: str | None = None, *, at: int | None = None) -> list[Card]:
    """Cards of the published ones among `public_ids`, in the order given: four queries for any number."""
    language = language or current()
    shelves = catalogue.at(generation.number() if at is None else at)
    rows = {v.practice.public_id: v for v in _base().filter(practice__public_id__in=public_ids)}
    return [card_of(rows[public_id], language, shelves) for public_id in public_ids if public_id in rows]


@dataclass(frozen=True)
class Record:
    """What machines are told beside the card: where the practice came from, its languages, the moment it appeared."""

    card: Card
    source_id: str
    languages: tuple[str, ...]
    published_at: datetime


def records(public_ids: Sequence[str], language: str | None = None, *, at: int | None = None) -> list[Record]:
    """As `cards`, for machines."""
    language = language or current()
    shelves = catalogue.at(generation.number() if at is None else at)
    rows = {v.practice.public_id: v for v in _base().filter(practice__public_id__in=public_ids)}
    return [_record(rows[public_id], language, shelves) for public_id in public_ids if public_id in rows]


def _record(version: Version, language: str, shelves: catalogue.Catalogue) -> Record:
    full = full_texts(version)
    return Record(
        card_of(version, language, shelves),
        version.practice.source_id or "",
        tuple(code for code in CODES if code in full),
        version.published_at or version.updated_at,
    )


def state(public_id: str) -> str:
    """ "published", "withdrawn" (and nothing published), or "" for everything else."""
    states = set(
        Version.unscoped.filter(
            practice__public_id=public_id, state__in=[State.PUBLISHED, State.WITHDRAWN]
        ).values_list("state", flat=True)
    )
    return str(State.PUBLISHED) if State.PUBLISHED in states else str(State.WITHDRAWN) if states else ""


def permanent_language(public_id: str, wanted: Iterable[str]) -> tuple[str, str] | None:
    """The (language, title) behind the permanent address: the first wanted one that exists, else the original."""
    version = _base().filter(practice__public_id=public_id).first()
    if version is None:
        return None
    found = headings(version)
    for language in wanted:
        if language in found:
            return language, found[language].title
    return version.original.language, version.original.title


def practice(public_id: str, language: str | None = None, *, at: int | None = None) -> Practice | None:
    """One published practice for a reader of `language`, or None; `at` is the generation if it is known already."""
    language = language or current()
    version = _base().filter(practice__public_id=public_id).first()
    return told(version, language, at=at) if version else None


@dataclass(frozen=True)
class Contact:
    """Who answers questions about a practice."""

    title: str
    language: str
    path: str
    name: str
    email: str


def contact(public_id: str, language: str | None = None) -> Contact | None:
    """The contact of a published practice, if it has one."""
    language = language or current()
    version = _base().filter(practice__public_id=public_id).exclude(contact_email="").first()
    if version is None:
        return None
    shown = heading(version, language)
    return Contact(
        shown.title, shown.language, path(public_id, shown.title, language), version.contact_name, version.contact_email
    )


@dataclass(frozen=True)
class Withdrawn:
    """What the public is told of a withdrawn practice: its title and when it went, never its text."""

    title: str
    language: str
    withdrawn_on: date | None


def withdrawn(public_id: str, language: str | None = None) -> Withdrawn | None:
    """A practice that has been published and is withdrawn now."""
    rows = Version.unscoped.filter(practice__public_id=public_id, state=State.WITHDRAWN).prefetch_related("texts")
    version = rows.order_by("-number").first()
    if version is None:
        return None
    shown = heading(version, language or current())
    entry = HistoryEntry.unscoped.filter(version=version, move="withdraw").last()
    return Withdrawn(shown.title, shown.language, timezone.localdate(entry.at) if entry else None)


def newest(number: int) -> list[str]:
    """The public names of the newest published practices."""
    rows = Version.unscoped.published().order_by("-published_at", "-pk")
    return list(rows.values_list("practice__public_id", flat=True)[:number])


def of_project(code: str) -> list[str]:
    """The published practices of a project, newest first."""
    rows = Version.unscoped.published().filter(practice__project__code=code).order_by("-published_at", "-pk")
    return list(rows.values_list("practice__public_id", flat=True))


def of_organisation(code: str) -> list[str]:
    """The published practices of an organisation, newest first."""
    rows = Version.unscoped.published().filter(practice__owner__code=code).order_by("-published_at", "-pk")
    return list(rows.values_list("practice__public_id", flat=True))


def count_by_project() -> dict[int, int]:
    """Project → number of its published practices."""
    return _count("practice__project")


def count_by_owner() -> dict[int, int]:
    """Organisation → number of its published practices."""
    return _count("practice__owner")


def _count(column: str) -> dict[int, int]:
    rows = Version.unscoped.published().exclude(**{column: None}).order_by()
    return dict(rows.values_list(column).annotate(n=Count("pk")))


def tag_names() -> dict[str, str]:
    """Slug → keyword as it was written, of every keyword of a published practice."""
    rows = VersionTag.objects.filter(content_object__state=State.PUBLISHED)
    return dict(rows.values_list("tag__slug", "tag__name"))


_demo: tuple[int, bool] | None = None


def has_demo(at: int) -> bool:
    """Whether any published practice is demo content, at the generation `at`; asked once a generation."""
    global _demo
    held = _demo
    if held is None or held[0] != at:
        held = _demo = (at, Version.unscoped.published().filter(practice__is_demo=True).exists())
    return held[1]


def forget() -> None:
    """Forget what this process knows (tests, and after the tables were replaced)."""
    global _demo
    _demo = None
