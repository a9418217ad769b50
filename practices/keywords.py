"""Keywords suggested while one types (of published practices, and names of concepts), and what became of old ones."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock

from django.db.models import Count

from polkka.kit.languages import CODES
from taxonomy import catalogue

from .models import TagAlias, Version, VersionConcept, VersionTag
from .states import State

MOST = 8
SHORTEST, LONGEST = 2, 60
KEYWORD, CONCEPT = "keyword", "concept"
WITHOUT = ("country", "region", "time", "cost", "travel", "kind", "maturity", "phase")
"""Vocabularies that are asked elsewhere and make no keywords."""


@dataclass(frozen=True)
class Suggestion:
    """A keyword to choose; `kind` is "keyword" or "concept"."""

    text: str
    kind: str


_lock = Lock()
_held: tuple[int, tuple[str, ...]] | None = None


def suggestions(typed: str, language: str, at: int) -> list[Suggestion]:
    """At most eight, those that begin with the letters first; `at` is the generation. One query a generation."""
    wanted = plain(typed)
    if not SHORTEST <= len(wanted) <= LONGEST:
        return []
    found: dict[str, tuple[int, int, Suggestion]] = {}
    for order, one in enumerate(_known(language, at)):
        if (rank := _rank(wanted, plain(one.text))) is not None:
            found.setdefault(plain(one.text), (rank, order, one))
    return [one for _rank_of, _order, one in sorted(found.values(), key=lambda row: row[:2])[:MOST]]


def plain(words: str) -> str:
    """Words as they are compared: small letters, one space between them."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


def renewed(names: Iterable[str]) -> list[str]:
    """The keywords typed, with those that have been merged as what they were merged into; one query."""
    names = list(names)
    rows = TagAlias.objects.filter(name__in=[plain(name) for name in names], concept=None)
    now = dict(rows.values_list("name", "tag__name")) if names else {}
    return sorted({now.get(plain(name)) or name for name in names})


def store(version: Version, names: Iterable[str]) -> None:
    """Give a version its keywords; those that have become concepts are chosen as concepts."""
    names = list(names)
    rows = TagAlias.objects.filter(name__in=[plain(name) for name in names]).exclude(concept=None)
    became = dict(rows.values_list("name", "concept")) if names else {}
    for concept in sorted(set(became.values())):
        VersionConcept.objects.get_or_create(version=version, concept_id=concept)
    version.tags.set([name for name in names if plain(name) not in became])


def _rank(wanted: str, name: str) -> int | None:
    """0: begins so; 1: one of its words does; 2: holds the letters; None: does not."""
    if name.startswith(wanted):
        return 0
    if re.search(rf"\b{re.escape(wanted)}", name):
        return 1
    return 2 if wanted in name else None


def _known(language: str, at: int) -> Iterator[Suggestion]:
    for word in _published(at):
        yield Suggestion(word, KEYWORD)
    for code in (language, *(other for other in CODES if other != language)):
        for shelf in catalogue.at(at).shelves.values():
            if shelf.code not in WITHOUT:
                names = (node.names[code] for node in shelf.nodes.values() if node.active)
                yield from (Suggestion(name, CONCEPT) for name in names if name)


def _published(at: int) -> tuple[str, ...]:
    """The keywords of published practices, never of drafts, the most used first."""
    global _held
    held = _held
    if held is None or held[0] != at:
        with _lock:
            rows = VersionTag.objects.filter(content_object__state=State.PUBLISHED).order_by()
            counted = rows.values_list("tag__name").annotate(n=Count("pk")).order_by("-n", "tag__name")
            held = _held = (at, tuple(name for name, _n in counted))
    return held[1]


def forget() -> None:
    """Forget what this process knows (tests, and after the tables were replaced)."""
    global _held
    _held = None
