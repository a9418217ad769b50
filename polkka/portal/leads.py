"""Where a search leads on: concepts that its words name, words meant instead, and what lies nearest if nothing is."""

from collections.abc import Iterable
from typing import NamedTuple

from search.analysis import analyse, tokens
from search.query import Results
from search.words import groups
from taxonomy import catalogue

from . import completion, known
from .query import Choice, PublicQuery

FEW = 3  # hits under which other words are offered
MOST_CONCEPTS = 3
MOST_NEAR = 6


class Lead(NamedTuple):
    """A value of a facet with the address of its list: `facet` and `name` for people, `count` of all practices."""

    facet: str
    name: str
    count: int
    url: str


def concepts(
    query: PublicQuery, named: Iterable[tuple[str, str]], at: int, language: str, path: str
) -> tuple[Lead, ...]:
    """The values of facets that the words name and that are not chosen yet."""
    found = []
    for code, value in named:
        choice = query.known.facets.get(code)
        if choice and value in choice.values and value not in query.facets.get(code, ()):
            found.append(_lead(query, code, choice, value, at, language, path))
    return tuple(lead for lead in found if lead.count)[:MOST_CONCEPTS]


def _lead(query: PublicQuery, code: str, choice: Choice, value: str, at: int, language: str, path: str) -> Lead:
    count = known.counts(at, language).get(code, {}).get(value, 0)
    url = PublicQuery(query.known, facets={code: frozenset({value})}).url(path)
    return Lead(choice.name, choice.values[value], count, url)


def meant(query: PublicQuery, results: Results, at: int, language: str, path: str) -> tuple[str, str] | None:
    """Other words that were probably meant, with the address of their search, where the words found little."""
    if not query.q or results.total - results.n_close >= FEW:
        return None
    words = completion.meant(query.q, language, at)
    return (words, query.asking(words).url(path)) if words and words != query.q else None


def nearest(query: PublicQuery, at: int, language: str, path: str) -> tuple[Lead, ...]:
    """What to go on with when nothing was found: values named alike, else the first facet's broadest values."""
    wanted = {term for group in groups(query.q, language) for term in (*group.terms, *group.close)}
    alike = [lead for lead, name in _leads(query, at, language, path) if wanted & _terms(name, language)]
    return tuple(sorted(alike, key=lambda lead: -lead.count)[:MOST_NEAR]) or _broadest(query, at, language, path)


def _leads(query: PublicQuery, at: int, language: str, path: str) -> Iterable[tuple[Lead, str]]:
    counts, shelves = known.counts(at, language), catalogue.at(at).shelves
    for code, choice in query.known.facets.items():
        if code in shelves or code == "tag":
            for value in counts.get(code, {}):
                if value in choice.values:
                    yield _lead(query, code, choice, value, at, language, path), choice.values[value]


def _broadest(query: PublicQuery, at: int, language: str, path: str) -> tuple[Lead, ...]:
    code, choice = next(iter(query.known.facets.items()))
    values = (value for value in choice.values if not choice.looks.get(value, (0, ""))[0])
    found = (_lead(query, code, choice, value, at, language, path) for value in values)
    return tuple(lead for lead in found if lead.count)[:MOST_NEAR]


def _terms(name: str, language: str) -> set[str]:
    """The terms of a name, as the groups of a question write them."""
    found = set()
    for word in tokens(name):
        whole, parts = analyse(word, language)
        found.update(f"{language}:{term}" for term in (*whole, *parts))
    return found
