"""What the list of practices shows around its hits: facets, pills, orders, pages, and help when nothing was found."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from search.index import Index
from search.query import LABEL, NEWEST, RELEVANCE
from taxonomy.catalogue import Catalogue

from .query import NO_VALUES, PublicQuery

NEIGHBOURS = 2  # pages shown on both sides of the one at hand

Counts = Mapping[str, Mapping[str, int]]
Pages = tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True)
class Option:
    """One value of a facet; `url` adds it or takes it away; `depth` is 1 for a narrower concept."""

    code: str
    name: str
    count: int
    url: str
    is_chosen: bool
    depth: int = 0
    colour: str = ""


@dataclass(frozen=True)
class Facet:
    """A facet with the options there is something to be found by."""

    code: str
    name: str
    options: tuple[Option, ...]
    n_chosen: int


@dataclass(frozen=True)
class Looser:
    """A limit that could be taken away, and what would be found then."""

    name: str
    url: str
    count: int


def facets(query: PublicQuery, counts: Counts, catalogue: Catalogue, path: str) -> tuple[Facet, ...]:
    """Every facet that has options, each with its counts."""
    found = (_facet(code, query, counts.get(code, {}), catalogue, path) for code in query.known.facets)
    return tuple(facet for facet in found if facet.options)


def _facet(code: str, query: PublicQuery, counts: Mapping[str, int], catalogue: Catalogue, path: str) -> Facet:
    choice, chosen = query.known.facets[code], query.facets.get(code, NO_VALUES)
    options = []
    for value, name in choice.values.items():
        is_chosen, count = value in chosen, counts.get(value, 0)
        if count or is_chosen:
            node = catalogue.node(code, value)
            other = query.without(code, value) if is_chosen else query.with_(code, value)
            depth, colour = (min(1, len(node.parents)), node.colour) if node else (0, "")
            options.append(Option(value, name, count, other.url(path), is_chosen, depth, "" if depth else colour))
    return Facet(code, choice.name, tuple(options), len(chosen))


def pills(query: PublicQuery, path: str) -> tuple[tuple[str, str], ...]:
    """The chosen values, each with the address without it."""
    return tuple(
        (query.known.facets[code].values[value], query.without(code, value).url(path)) for code, value in query.chosen()
    )


def sort_links(query: PublicQuery, path: str) -> tuple[tuple[str, str, bool], ...]:
    """The orders as (label, url, is_current); the best match only where words are searched."""
    names = {RELEVANCE: _("best match"), NEWEST: _("newest"), LABEL: _("furthest assessed")}
    if not query.q:
        del names[RELEVANCE]
    others = ((name, query.sorted_by(sort)) for sort, name in names.items())
    return tuple((name, other.url(path), other.sort == query.sort) for name, other in others)


def pages(query: PublicQuery, last: int, path: str) -> Pages:
    """The first and the last page and those around this one, as (number, url, is_current)."""
    near = range(query.page - NEIGHBOURS, query.page + NEIGHBOURS + 1)
    numbers = sorted({1, last} | {number for number in near if 1 <= number <= last})
    return tuple((number, query.at_page(number).url(path), number == query.page) for number in numbers)


def looser(query: PublicQuery, index: Index, language: str, path: str) -> tuple[Looser, ...]:
    """The limits whose removal finds something, the most first."""
    found = []
    for code, value in query.chosen():
        other = query.without(code, value)
        total = index.search(other.for_search(language, 1)).total
        if total:
            found.append(Looser(query.known.facets[code].values[value], other.url(path), total))
    return tuple(sorted(found, key=lambda limit: -limit.count))
