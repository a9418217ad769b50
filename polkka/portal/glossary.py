"""The glossary: every concept that has a definition, with its other words, what stands over and under it, and links."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from polkka.kit import sorting
from polkka.kit.languages import CODES, FALLBACK, speaking
from search.loading import search
from search.query import Query
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue, Node

from . import known, rooms
from .rooms import Link

DIGITS = "0–9"
OWN_LETTERS = {"Å": "aa", "Ä": "ae", "Ö": "oe"}


class Words(NamedTuple):
    """What a concept is called in another language: its name there, and the other words for it.

    `said` tells the language for people: "in Swedish".
    """

    language: str
    said: str
    name: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One concept. `language` is "" unless the definition is in another one than the reader's; `url` leads to the
    `count` practices behind it, `room` to its own page, each "" if there is none. `broader` and `narrower` lead to
    places on the same page; the address of one that has no place there is "".
    """

    anchor: str
    vocabulary: str
    name: str
    definition: str
    language: str
    colour: str
    others: tuple[str, ...]
    abroad: tuple[Words, ...]
    broader: Link | None
    narrower: tuple[Link, ...]
    count: int
    url: str
    room: str


class Letter(NamedTuple):
    """A letter with its anchor and the entries whose names begin with it."""

    letter: str
    anchor: str
    entries: tuple[Entry, ...]


_held: WeakKeyDictionary[Catalogue, dict[str, tuple[Letter, ...]]] = WeakKeyDictionary()
"""By language, kept as long as the generation's catalogue."""


def letters(at: int, language: str) -> tuple[Letter, ...]:
    """The whole glossary in the order of the names in `language`, at the generation `at`."""
    shelves = catalogue.at(at)
    held = _held.setdefault(shelves, {})
    if language not in held:
        with speaking(language):
            held[language] = _letters(_entries(shelves, at, language), language)
    return held[language]


def anchor(node: Node) -> str:
    """The name of the place of a concept on the page."""
    return f"{node.vocabulary}.{node.code}"


def _listed(shelves: Catalogue) -> list[Node]:
    return [
        node
        for shelf in shelves.shelves.values()
        for node in shelf.nodes.values()
        if node.active and not node.replaced_by and any(node.definitions.values())
    ]


def _entries(shelves: Catalogue, at: int, language: str) -> list[Entry]:
    listed, under = _listed(shelves), _under(shelves)
    there = {anchor(node) for node in listed}

    def link(node: Node) -> Link:
        return Link(node.term(language).name, f"#{anchor(node)}" if anchor(node) in there else "")

    found = []
    for node in listed:
        above = shelves.node(node.vocabulary, node.parents[0]) if node.parents else None
        below = sorted(map(link, under.get(anchor(node), ())), key=lambda one: sorting.key(one.name))
        found.append(_entry(node, shelves, at, language, link(above) if above else None, tuple(below)))
    return found


def _under(shelves: Catalogue) -> dict[str, list[Node]]:
    """The concepts in use right under each, by its anchor."""
    under: dict[str, list[Node]] = {}
    for shelf in shelves.shelves.values():
        for node in shelf.nodes.values():
            if node.parents and node.active and not node.replaced_by:
                under.setdefault(f"{node.vocabulary}.{node.parents[0]}", []).append(node)
    return under


def _entry(
    node: Node, shelves: Catalogue, at: int, language: str, broader: Link | None, narrower: tuple[Link, ...]
) -> Entry:
    term, defined = node.term(language), next(c for c in FALLBACK[language] if node.definitions[c])
    shelf = shelves.shelves[node.vocabulary]
    count, url = _practices(node, term.name, shelf.is_facet, at, language)
    return Entry(
        anchor=anchor(node),
        vocabulary=shelf.name(language),
        name=term.name,
        definition=term.definition,
        language="" if defined == language else defined,
        colour=term.colour,
        others=node.other_words.get(language, ()),
        abroad=_abroad(node, language),
        broader=broader,
        narrower=narrower,
        count=count,
        url=url,
        room=rooms.of_concept(node.vocabulary, node.code),
    )


def _abroad(node: Node, language: str) -> tuple[Words, ...]:
    said = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}
    return tuple(
        Words(code, said[code], node.names[code], node.other_words.get(code, ()))
        for code in CODES
        if code != language and node.names[code]
    )


def _practices(node: Node, name: str, is_facet: bool, at: int, language: str) -> tuple[int, str]:
    """How many practices have the concept, or else answer to its name, and the address of their list."""
    if is_facet:
        counts = known.counts(at, language).get(node.vocabulary, {})
        count, asked = counts.get(node.code, 0), {node.vocabulary: node.code}
    else:
        results = search(Query(words=name, language=language, page_size=1), at=at)
        count, asked = results.total - results.n_close, {"q": name}
    return count, f"{reverse('portal:practices')}?{urlencode(asked)}" if count else ""


def _letters(entries: Iterable[Entry], language: str) -> tuple[Letter, ...]:
    by_letter: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: (sorting.key(one.name, language), one.anchor)):
        by_letter.setdefault(_letter(entry.name), []).append(entry)
    return tuple(
        Letter(DIGITS if letter == "0" else letter, f"letter-{OWN_LETTERS.get(letter, letter.lower())}", tuple(group))
        for letter, group in by_letter.items()
    )


def _letter(name: str) -> str:
    """The letter under which a name stands: å, ä and ö are letters of their own, é is an e, a digit stands under 0."""
    first = next((character for character in name.upper() if character.isalnum()), "0")
    if first in OWN_LETTERS:
        return first
    plain = unicodedata.normalize("NFKD", first)[0]
    return "0" if plain.isdigit() else plain


def term_set(found: Iterable[Letter], title: str, address: str, language: str) -> dict[str, Any]:
    """The glossary as a schema.org DefinedTermSet; the definition of each stands on the page at its @id."""
    return {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "@id": address,
        "name": title,
        "inLanguage": language,
        "publisher": {"@type": "Organization", "name": "POLKKA", "url": settings.SITE_URL},
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "@id": f"{address}#{entry.anchor}",
                "name": entry.name,
                "termCode": entry.anchor,
            }
            for letter in found
            for entry in letter.entries
        ],
    }
