"""What else the words of a search name: projects, organisations and terms of the glossary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from django.urls import reverse

from network.models import Organisation
from polkka.kit.languages import CODES
from projects.models import Project
from search.analysis import analyse, tokens
from search.loading import asked
from search.words import Kind, parse, word_group
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue, Term

MOST = 3
GENERIC = 12
"""Words that stand in more names than this, such as "school", name none of them."""
GLOSSARY = "term"


class Item(NamedTuple):
    """A project or an organisation with the address of its page."""

    name: str
    url: str


@dataclass(frozen=True)
class Beside:
    """What stands beside the hits; at most three of each."""

    projects: tuple[Item, ...] = ()
    organisations: tuple[Item, ...] = ()
    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.projects or self.organisations or self.terms)


NOTHING = Beside()


def beside(words: str, language: str, at: int) -> Beside:
    """Whose names have all the words, whole or as parts, and the terms that the words name.

    No query while the generation stays.
    """
    if not words.strip():
        return NOTHING
    names = _at(at)
    return Beside(
        tuple(Item(name, _url("project", code)) for code, name in names.projects.having(words, language)),
        tuple(Item(name, _url("organisation", code)) for code, name in names.organisations.having(words, language)),
        _terms(words, language, at),
    )


def _url(view: str, code: str) -> str:
    return reverse(f"portal:{view}", kwargs={"code": code})


def _terms(words: str, language: str, at: int) -> tuple[Term, ...]:
    """The concepts with a definition that the words name, those of the glossary first."""
    named = [term[2:].split(":") for group in asked(words, language, at=at) for term in group.terms if term[:2] == "c:"]
    found = (catalogue.at(at).term(vocabulary, code, language) for vocabulary, code in named)
    defined = [term for term in found if term and term.definition]
    return tuple(sorted(defined, key=lambda term: term.vocabulary != GLOSSARY)[:MOST])


Analysed = tuple[frozenset[str], int]


@dataclass
class _Names:
    """Names by code and language, found by the terms of their words; the order is that of the list."""

    names: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    terms: dict[str, list[int]] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)

    def add(self, code: str, names: Mapping[str, str], known: dict[str, Analysed]) -> None:
        place = len(self.names)
        self.names.append((code, names))
        several = [_analysed(name, known) for name in dict.fromkeys(names.values())]
        self.lengths.append(min(length for _terms, length in several))
        for term in frozenset().union(*(terms for terms, _length in several)):
            self.terms.setdefault(term, []).append(place)

    def having(self, words: str, language: str) -> list[tuple[str, str]]:
        """The (code, name in `language`) of the names that have all the words, the shortest first."""
        wanted = [_wanted(item.tokens, item.kind, language) for item in parse(words)]
        each = [self._with(terms) for several in wanted for terms in several]
        found = set.intersection(*each) if each else set()
        if len(found) > GENERIC:
            return []
        best = sorted(found, key=lambda place: (self.lengths[place], place))[:MOST]
        return [(self.names[place][0], self.names[place][1][language]) for place in best]

    def _with(self, terms: Iterable[str]) -> set[int]:
        return {place for term in terms for place in self.terms.get(term, ())}


def _wanted(words: Sequence[str], kind: Kind, language: str) -> list[Iterable[str]]:
    """Per word the terms of which a name must have one."""
    if kind is Kind.BEGINNING:
        return [[f"{word}*"] for word in words]
    return [word_group(word, language).terms for word in words]


def _analysed(name: str, known: dict[str, Analysed]) -> Analysed:
    """The terms of a name in every language with the beginnings of its words, and how many words it has."""
    if name not in known:
        found: set[str] = set()
        words = list(tokens(name))
        for word in words:
            found.update(f"{word[:end]}*" for end in range(2, len(word) + 1))
            for code in CODES:
                whole, parts = analyse(word, code)
                found.update(f"{code}:{term}" for term in (*whole, *parts) if not term.startswith("^"))
        known[name] = (frozenset(found), len(words))
    return known[name]


@dataclass(frozen=True)
class _Held:
    catalogue: Catalogue
    projects: _Names
    organisations: _Names
    known: dict[str, Analysed]


_lock = Lock()
_held: _Held | None = None


def _at(at: int) -> _Held:
    """The names at one generation: that of its catalogue."""
    global _held
    shelves, held = catalogue.at(at), _held
    if held is None or held.catalogue is not shelves:
        with _lock:
            held = _held
            if held is None or held.catalogue is not shelves:
                held = _held = _read(shelves, held.known if held else {})
    return held


def _read(shelves: Catalogue, before: dict[str, Analysed]) -> _Held:
    """Two queries; only names that are new are analysed."""
    projects, organisations = _Names(), _Names()
    for code, name in Project.objects.confirmed().order_by("sort_key", "pk").values_list("code", "name"):
        projects.add(code, dict.fromkeys(CODES, name), before)
    for row in Organisation.objects.confirmed().order_by("sort_key", "pk"):
        organisations.add(row.code, {language: row.named(language) for language in CODES}, before)
    current = {name for names in (projects, organisations) for _code, each in names.names for name in each.values()}
    return _Held(shelves, projects, organisations, {name: before[name] for name in current})
