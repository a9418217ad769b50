"""Where a search leads on: concepts that its words name, words meant instead, and what lies nearest if nothing is."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from search.analysis import analyse, tokens
from search.loading import search
from search.query import WITHOUT, Results
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
    """Other words that were probably meant, with the address of their search, where the words found little.

    The limits stay as long as those words find something within them.
    """
    if not query.q or results.total - results.n_close >= FEW:
        return None
    words = completion.meant(query.q, language, at)
    if not words or words == query.q:
        return None
    other = query.asking(words)
    if other.facets and not search(other.for_search(language, 1), at=at).total:
        other = other.without_facets()
    return words, other.url(path)


def nearest(query: PublicQuery, at: int, language: str, path: str) -> tuple[Lead, ...]:
    """What to go on with when nothing was found: values named alike, else the first facet's broadest values."""
    wanted = {term for group in groups(query.q, language) for term in (*group.terms, *group.close)}
    counts, shelves = known.counts(at, language), catalogue.at(at).shelves
    alike = [
        (count, code, value)
        for code, choice in query.known.facets.items()
        if code in shelves or code == "tag"
        for value, count in counts.get(code, {}).items()
        if value in choice.values and value != WITHOUT and not wanted.isdisjoint(_terms(choice.values[value], language))
    ]
    alike.sort(key=lambda one: -one[0])
    facets = query.known.facets
    found = (_lead(query, code, facets[code], value, at, language, path) for _, code, value in alike[:MOST_NEAR])
    return tuple(found) or _broadest(query, at, language, path)


def _broadest(query: PublicQuery, at: int, language: str, path: str) -> tuple[Lead, ...]:
    code, choice = next(iter(query.known.facets.items()))
    values = (value for value in choice.values if value != WITHOUT and not choice.looks.get(value, (0, ""))[0])
    found = (_lead(query, code, choice, value, at, language, path) for value in values)
    return tuple(lead for lead in found if lead.count)[:MOST_NEAR]


@lru_cache(maxsize=4_000)
def _terms(name: str, language: str) -> frozenset[str]:
    """The terms of a name, as the groups of a question write them."""
    analysed = (analyse(word, language) for word in tokens(name))
    return frozenset(f"{language}:{term}" for whole, parts in analysed for term in (*whole, *parts))
