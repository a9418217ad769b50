"""What the list of practices shows around its hits: facets, pills, orders, pages, and the limits to loosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from search.loading import search
from search.query import LABEL, NEWEST, RELEVANCE, WITHOUT

from .query import NO_VALUES, Choice, PublicQuery, too_many

NEIGHBOURS = 2  # pages shown on both sides of the one at hand
IN_SIGHT = 6  # options of a long facet seen at once; two more are not worth folding
MOST_LISTED = 100  # options of one facet

Counts = Mapping[str, Mapping[str, int]]
Pages = tuple[tuple[int, str, bool], ...]


class Option(NamedTuple):
    """One value of a facet; `depth` is 1 for a narrower concept."""

    code: str
    name: str
    count: int
    is_chosen: bool
    depth: int = 0
    colour: str = ""


@dataclass(frozen=True)
class Facet:
    """A facet with the options there is something to be found by.

    The first `n_in_sight` are seen at once; `n_left` have the fewest practices and are not among the options.
    `full` says that no more may be chosen.
    """

    code: str
    name: str
    options: tuple[Option, ...]
    n_chosen: int
    n_in_sight: int
    n_left: int = 0
    full: str = ""


@dataclass(frozen=True)
class Looser:
    """A limit that could be taken away, and what would be found then."""

    name: str
    url: str
    count: int


def facets(query: PublicQuery, counts: Counts) -> tuple[Facet, ...]:
    """Every facet that has options, each with its counts."""
    found = (_facet(code, query, counts.get(code, {})) for code in query.known.facets)
    return tuple(facet for facet in found if facet.options)


def _facet(code: str, query: PublicQuery, counts: Mapping[str, int]) -> Facet:
    choice, chosen = query.known.facets[code], query.facets.get(code, NO_VALUES)
    options = [
        Option(value, name, counts.get(value, 0), value in chosen, *choice.looks.get(value, (0, "")))
        for value, name in choice.values.items()
        if value in chosen or (value in counts and value != WITHOUT)
    ]
    shown, n_in_sight = _folded(options, choice)
    full = too_many(choice.name, query.known.most) if len(chosen) >= query.known.most else ""
    return Facet(code, choice.name, tuple(shown), len(chosen), n_in_sight, len(options) - len(shown), full)


def _folded(options: list[Option], choice: Choice) -> tuple[Sequence[Option], int]:
    """The options as they are listed, and how many of them are seen at once.

    In a long list the chosen ones and those with most practices come first and the rest keeps its order. A tree is
    never cut: its last branches would be missing.
    """
    if len(options) <= IN_SIGHT + 2 or any(option.depth for option in options):
        return options, len(options)
    if choice.keeps_order:
        last = max((place for place, option in enumerate(options) if option.is_chosen), default=0)
        return options[:MOST_LISTED], max(IN_SIGHT, last + 1)
    ranked = sorted(options, key=lambda option: -option.count)
    top = ranked[:IN_SIGHT]
    top += [option for option in ranked[IN_SIGHT:] if option.is_chosen]
    seen = {option.code for option in ranked[:MOST_LISTED]} - {option.code for option in top}
    return [*top, *(option for option in options if option.code in seen)], len(top)


def pills(query: PublicQuery, path: str) -> tuple[tuple[str, str], ...]:
    """The chosen values, each with the address without it."""
    return tuple(
        (query.known.facets[code].values[value], query.without(code, value).url(path)) for code, value in query.chosen()
    )


def sort_links(query: PublicQuery, path: str) -> tuple[tuple[str, str, str, bool], ...]:
    """The orders as (code, label, url, is_current); the best match only where words are searched."""
    names = {RELEVANCE: _("best match"), NEWEST: _("newest"), LABEL: _("furthest assessed")}
    if not query.q:
        del names[RELEVANCE]
    others = ((code, name, query.sorted_by(code)) for code, name in names.items())
    return tuple((code, name, other.url(path), other.sort == query.sort) for code, name, other in others)


def pages(query: PublicQuery, last: int, path: str) -> Pages:
    """The first and the last page and those around this one, as (number, url, is_current)."""
    near = range(query.page - NEIGHBOURS, query.page + NEIGHBOURS + 1)
    numbers = sorted({1, last} | {number for number in near if 1 <= number <= last})
    return tuple((number, query.at_page(number).url(path), number == query.page) for number in numbers)


def looser(query: PublicQuery, at: int, language: str, path: str) -> tuple[Looser, ...]:
    """The limits whose removal finds something, the most first."""
    found = []
    for code, value in query.chosen():
        other = query.without(code, value)
        total = search(other.for_search(language, 1), at=at).total
        if total:
            found.append(Looser(query.known.facets[code].values[value], other.url(path), total))
    return tuple(sorted(found, key=lambda limit: -limit.count))
