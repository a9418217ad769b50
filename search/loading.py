"""The database side of the search: entries are written with the publication, every process follows the generation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from polkka.upkeep import generation
from taxonomy import catalogue

from .analysis import NAME, VERSION, terms
from .index import Document, Index
from .models import Entry

BOOSTS = {"title": 3.0, "summary": 2.0, "tags": 2.0, "body": 1.0}
ANALYSER = f"{NAME}-{VERSION}"


@dataclass(frozen=True)
class Analysed:
    """One text ready to be written: made before the transaction opens, because analysis takes its time."""

    public_id: str
    language: str
    terms: dict[str, float]
    length: float
    facets: dict[str, list[str]]
    sort_date: datetime
    sort_label: int


def analysed(
    public_id: str,
    language: str,
    fields: Mapping[str, str],
    facets: Mapping[str, Iterable[str]],
    *,
    sort_date: datetime,
    sort_label: int,
) -> Analysed:
    """Analyse one text; `fields` are title, summary, tags and body in plain words."""
    weights: dict[str, float] = {}
    length = 0.0
    for name, boost in BOOSTS.items():
        for term, weight in terms(fields.get(name, ""), language):
            weights[term] = round(weights.get(term, 0) + boost * weight, 4)
            length += boost * weight if not term.startswith("^") else 0
    lists = {facet: sorted(set(codes)) for facet, codes in facets.items()}
    return Analysed(public_id, language, weights, round(length, 2), lists, sort_date, sort_label)


def write(entries: Iterable[Analysed], *, public_id: str, at: int) -> None:
    """Replace what the index knows of one practice, within the transaction that publishes it.

    `at` is the generation this transaction will bump to; no entries means that the practice is gone.
    """
    kept = []
    for entry in entries:
        kept.append(entry.language)
        values: dict[str, Any] = {
            "generation": at,
            "analyser": ANALYSER,
            "terms": entry.terms,
            "length": entry.length,
            "facets": entry.facets,
            "sort_date": entry.sort_date,
            "sort_label": entry.sort_label,
            "live": True,
        }
        Entry.objects.update_or_create(public_id=public_id, language=entry.language, defaults=values)
    gone = Entry.objects.filter(public_id=public_id, live=True).exclude(language__in=kept)
    gone.update(live=False, generation=at, terms={}, facets={})


@dataclass
class _Held:
    generation: int
    catalogue: catalogue.Catalogue
    index: Index


_lock = Lock()
_held: _Held | None = None


def current(at: int | None = None) -> Index:
    """The index of this process, caught up with the database: one query when nothing has changed.

    `at` is the generation if the caller has just read it; then there is no query at all.
    """
    global _held
    at = generation.number() if at is None else at
    held = _held
    if held is not None and held.generation == at:
        return held.index
    with _lock:
        _held = _caught_up(_held, at)
        return _held.index


def _caught_up(held: _Held | None, at: int) -> _Held:
    shelves = catalogue.at(at)
    if held is None or held.generation > at or held.catalogue.shelves != shelves.shelves:
        index = Index()
        rows = Entry.objects.filter(live=True)
    else:
        # a new object, so that a search under way keeps the one it began with
        index = held.index.copy()
        rows = Entry.objects.filter(generation__gt=held.generation)
    changed = list(rows)
    index.apply(
        (_document(row, shelves) for row in changed if row.live),
        gone=[(row.public_id, row.language) for row in changed if not row.live],
    )
    return _Held(at, shelves, index)


def _document(row: Entry, shelves: catalogue.Catalogue) -> Document:
    facets = {facet: frozenset(shelves.with_broader(facet, codes)) for facet, codes in row.facets.items()}
    newest = row.sort_date.timestamp() if row.sort_date else 0.0
    return Document(row.public_id, row.language, row.terms, row.length, facets, newest, row.sort_label)


def forget() -> None:
    """Forget the index of this process (tests, and after the tables were replaced)."""
    global _held
    _held = None
