"""The only door of public pages to practices: plain data of published versions, never a model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    Field,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    When,
    prefetch_related_objects,
)
from django.utils import timezone

from polkka.kit.languages import CODES, current
from polkka.upkeep import generation
from taxonomy import catalogue

from .completeness import read_codes
from .editions import MOST_LISTED, Editions
from .editions import editions as editions_of
from .models import HistoryEntry, TagAlias, Text, Version, VersionAttachment, VersionQuerySet, VersionTag
from .receivers import Receiver as Receiver
from .receivers import contact as contact
from .receivers import coordinators as coordinators
from .receivers import receivers as receivers
from .relating import Tie as Tie
from .relating import ties as ties
from .states import State
from .telling import Card, Practice, card_of, full_texts, heading, headings, path, told

SHOWN = (State.PUBLISHED, State.SUPERSEDED)
"""The states of versions that readers may see."""


def _base() -> VersionQuerySet:
    rows = Version.unscoped.published().select_related("practice__owner__region", "practice__project")
    return rows.prefetch_related("texts")


def _by_id(public_ids: Sequence[str], rows: VersionQuerySet | None = None) -> dict[str, Version]:
    """The published ones among `public_ids` with their practice, texts and codes: three queries for any number."""
    rows = Version.unscoped.published().select_related("practice").prefetch_related("texts") if rows is None else rows
    found = {version.practice.public_id: version for version in rows.filter(practice__public_id__in=public_ids)}
    read_codes(found.values())
    return found


def cards(public_ids: Sequence[str], language: str | None = None, *, at: int | None = None) -> list[Card]:
    """Cards of the published ones among `public_ids`, in the order given: three queries for any number."""
    language = language or current()
    shelves = catalogue.at(generation.number() if at is None else at)
    rows = _by_id(public_ids)
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
    rows = _by_id(public_ids)
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
    return practice_and_cards(public_id, (), language, at=at)[0]


def practice_and_cards(
    public_id: str, others: Sequence[str], language: str | None = None, *, at: int | None = None
) -> tuple[Practice | None, list[Card]]:
    """As `practice`, with the cards of the published ones among `others` read along in the same queries."""
    language = language or current()
    at = generation.number() if at is None else at
    files = VersionAttachment.unscoped.filter(version=OuterRef("pk"), removed_at=None)
    past = {
        "n_versions": _Past("COUNT(*)", IntegerField()),
        "first_published_at": _Past("MIN(p.published_at)", DateTimeField()),
    }
    rows = _by_id([public_id, *others], _base().annotate(has_files=Exists(files), **past))
    if public_id not in rows:
        return None, []
    prefetch_related_objects([rows[public_id]], "tags")
    shelves = catalogue.at(at)
    cards = [card_of(rows[name], language, shelves) for name in others if name in rows]
    return told(rows[public_id], language, at=at), cards


class _Past(Func):
    """Something told of all versions of a practice that were shown. A line of SQL, for it stands on every page of a
    practice, and putting it together from querysets takes longer than reading the page."""

    template = "(SELECT %(function)s FROM {table} p WHERE p.practice_id = %(expressions)s AND p.state IN ({states}))"

    def __init__(self, told: str, output_field: "Field[Any, Any]") -> None:
        states = ", ".join(f"'{state.value}'" for state in SHOWN)
        template = self.template.format(table=Version._meta.db_table, states=states)
        super().__init__("practice", function=told, output_field=output_field, template=template)


def editions(public_id: str, language: str | None = None, *, at: int | None = None) -> Editions | None:
    """The published and superseded versions of a published practice with what changed, or None: four queries.

    First the published one (an older one may have been restored), then the newest; at most MOST_LISTED.
    """
    language = language or current()
    rows = Version.unscoped.filter(practice__public_id=public_id, state__in=SHOWN).with_words()
    is_past = Case(When(state=State.PUBLISHED, then=0), default=1)
    versions = list(rows.order_by(is_past, "-number")[:MOST_LISTED])
    if not versions or versions[0].state != State.PUBLISHED:
        return None
    return editions_of(versions, language, catalogue.at(generation.number() if at is None else at))


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


@dataclass(frozen=True)
class Address:
    """A published practice for the map of the site: language → path, of the whole texts, and when it appeared."""

    public_id: str
    paths: dict[str, str]
    changed: datetime


def addresses() -> list[Address]:
    """Every published practice, oldest name first: one query."""
    rows = Text.unscoped.filter(Q(state=Text.State.CURRENT) | Q(is_original=True), version__state=State.PUBLISHED)
    columns = ("version__practice__public_id", "language", "title", "version__published_at", "version__updated_at")
    found: dict[str, Address] = {}
    for public_id, language, title, published_at, updated_at in rows.order_by(*columns[:2]).values_list(*columns):
        address = found.setdefault(public_id, Address(public_id, {}, published_at or updated_at))
        address.paths[language] = path(public_id, title, language)
    return list(found.values())


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


def tags_moved() -> dict[str, tuple[str, str]]:
    """Slug of a merged keyword → what stands in its place: (facet, value)."""
    rows = TagAlias.objects.order_by("pk").values_list(
        "slug", "tag__slug", "concept__vocabulary__code", "concept__code", "concept__replaced_by__code"
    )
    return {slug: ("tag", tag) if tag else (shelf, later or code) for slug, tag, shelf, code, later in rows}


def tags_beside(slug: str) -> list[tuple[str, str, int]]:
    """The other keywords of the published practices that have one, as (slug, keyword, practices with both)."""
    having = VersionTag.objects.filter(tag__slug=slug, content_object__state=State.PUBLISHED)
    rows = VersionTag.objects.filter(content_object__in=having.values("content_object")).exclude(tag__slug=slug)
    return list(rows.order_by().values_list("tag__slug", "tag__name").annotate(n=Count("pk")))


def title_of(column: str) -> Subquery:
    """The original title of the published practice that a row names in `column`, NULL when none is published."""
    rows = Text.unscoped.filter(version__state=State.PUBLISHED, is_original=True)
    return Subquery(rows.filter(version__practice__public_id=OuterRef(column)).values("title")[:1])


@dataclass(frozen=True)
class Census:
    """Who is behind the published practices: organisations, their municipalities, and whether any is demo content."""

    organisations: int
    municipalities: int
    has_demo: bool


_census: tuple[int, Census] | None = None


def census(at: int) -> Census:
    """The census at the generation `at`: one query a generation."""
    global _census
    held = _census
    if held is None or held[0] != at:
        columns = ("practice__owner", "practice__owner__municipality", "practice__is_demo")
        rows = set(Version.unscoped.published().order_by().values_list(*columns).distinct())
        owners, towns = {row[0] for row in rows}, {row[1] for row in rows if row[1]}
        held = _census = (at, Census(len(owners), len(towns), any(row[2] for row in rows)))
    return held[1]


def has_demo(at: int) -> bool:
    """Whether any published practice is demo content, at the generation `at`."""
    return census(at).has_demo


def forget() -> None:
    """Forget what this process knows (tests, and after the tables were replaced)."""
    global _census
    _census = None
