"""The overall picture: how many practices each theme has on each row, where there are none, and where dots lead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from django.urls import reverse
from django.utils.translation import gettext as _

from search.index import Index
from search.loading import current
from search.query import WITHOUT, Query
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue

from . import known, rooms
from .query import Choice, Known, PublicQuery

COLUMNS = "theme"
DEFAULT = "level"
ROWS = (DEFAULT, "stage", "region", "subject", "year")
"""The facets that may be the rows; the first is the one shown unless another is asked for."""
MOST_GAPS_TOLD = 6
YEAR = "year"
NO_CHOICE = Choice("", {})
"""Of a vocabulary that has not been loaded: a picture with nothing in it."""


@dataclass(frozen=True)
class Column:
    """A theme, or the practices without one (`code` is WITHOUT)."""

    code: str
    name: str
    long_name: str
    colour: str
    total: int
    url: str


@dataclass(frozen=True)
class Cell:
    """Where a row meets a theme. `name` says both; `url` leads to the search, in a gap to the wish for one.

    Nothing is looked for where there is neither a theme nor a value to look for: then `url` is "" at count 0.
    """

    column: Column
    name: str
    count: int
    url: str

    @property
    def is_gap(self) -> bool:
        return not self.count and bool(self.url)


@dataclass(frozen=True)
class Row:
    """A value of the rows; `number` is 0 unless it is a level; `total` counts each of its practices once."""

    code: str
    name: str
    number: int
    total: int
    url: str
    cells: tuple[Cell, ...]

    @property
    def shown(self) -> str:
        """The name, a level with its number."""
        return f"{self.number}. {self.name}" if self.number else self.name


@dataclass(frozen=True)
class Matrix:
    """The picture in one language. `rows_by` is the facet of the rows, `rows_name` its name.

    `total` counts each practice once: the rows and the columns may add up to more.
    """

    rows_by: str
    rows_name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: int

    @cached_property
    def largest(self) -> int:
        return max((cell.count for row in self.rows for cell in row.cells), default=0)

    @cached_property
    def gaps(self) -> tuple[tuple[Row, Cell], ...]:
        return tuple((row, cell) for row in self.rows for cell in row.cells if cell.is_gap)

    @property
    def told_gaps(self) -> tuple[tuple[Row, Cell], ...]:
        """As many gaps as are worth a list."""
        return self.gaps[:MOST_GAPS_TOLD]


@dataclass(frozen=True)
class _Counts:
    """Facet of the rows → value → practices, of all and within each theme."""

    total: int
    rows: Mapping[str, Mapping[str, int]]
    within: Mapping[str, Mapping[str, Mapping[str, int]]]
    columns: Mapping[str, int]


_counted: WeakKeyDictionary[Index, _Counts] = WeakKeyDictionary()
"""The counts of every picture, kept as long as the index they were asked from."""


def rows_known(at: int, language: str) -> Known:
    """What the address of the overall picture understands: which facet its rows are."""
    facets = known.concepts(at, language).facets
    names = {code: facets[code].name for code in ROWS if code in facets}
    return Known({"rows": Choice(_("Rows"), names, keeps_order=True)}, most=1, is_list=False)


def matrix(at: int, language: str, rows_by: str = DEFAULT) -> Matrix:
    """The picture at the generation `at` with one of ROWS as its rows: no query when the index is there."""
    shelves, facets = catalogue.at(at), known.concepts(at, language)
    counts = _counts(current(at), shelves)
    columns = tuple(_columns(shelves, counts, facets, language))
    rows = tuple(
        _row(code, rows_by, number, columns, counts, facets) for code, number in _codes(rows_by, shelves, counts)
    )
    return Matrix(rows_by, _choice(facets, rows_by).name, columns, rows, counts.total)


def _choice(facets: Known, code: str) -> Choice:
    return facets.facets.get(code, NO_CHOICE)


def _counts(index: Index, shelves: Catalogue) -> _Counts:
    """Seven searches at most, once for each index."""
    if index not in _counted:
        whole = index.search(Query(page_size=0))
        columns = whole.counts.get(COLUMNS, {})
        within = {}
        for code in (*(node.code for node in shelves.top(COLUMNS, columns)), WITHOUT):
            found = index.search(Query(facets={COLUMNS: frozenset({code})}, page_size=0))
            within[code] = {facet: found.counts.get(facet, {}) for facet in ROWS}
        rows = {facet: whole.counts.get(facet, {}) for facet in ROWS}
        _counted[index] = _Counts(whole.total, rows, within, columns)
    return _counted[index]


def _codes(rows_by: str, shelves: Catalogue, counts: _Counts) -> list[tuple[str, int]]:
    """The rows from the top down with their numbers: levels and years from the last, those without a value last."""
    used = counts.rows[rows_by]
    if rows_by == YEAR:
        return [(year, 0) for year in sorted(used, reverse=True)]
    nodes = [(node.code, node.number if rows_by == DEFAULT else 0) for node in shelves.top(rows_by, used)]
    if rows_by == DEFAULT:
        nodes.reverse()
    return [*nodes, (WITHOUT, 0)] if used.get(WITHOUT) else nodes


def _columns(shelves: Catalogue, counts: _Counts, facets: Known, language: str) -> Iterable[Column]:
    names = _choice(facets, COLUMNS).values
    for node in shelves.top(COLUMNS, counts.columns):
        term, total = node.term(language), counts.columns.get(node.code, 0)
        yield Column(node.code, term.name, term.long_name, node.colour, total, _search(facets, {COLUMNS: node.code}))
    if total := counts.columns.get(WITHOUT, 0):
        yield Column(WITHOUT, names.get(WITHOUT, ""), "", "", total, _search(facets, {COLUMNS: WITHOUT}))


def _row(code: str, rows_by: str, number: int, columns: Iterable[Column], counts: _Counts, facets: Known) -> Row:
    name = _choice(facets, rows_by).values.get(code, code)
    is_sought = code != WITHOUT and rows_by != YEAR
    cells = []
    for column in columns:
        count = counts.within.get(column.code, {}).get(rows_by, {}).get(code, 0)
        url = ""
        if count:
            url = _search(facets, {COLUMNS: column.code, rows_by: code})
        elif is_sought and column.code != WITHOUT:
            url = rooms.wish(column.name, name)
        cells.append(Cell(column, f"{column.name}, {name}", count, url))
    return Row(code, name, number, counts.rows[rows_by].get(code, 0), _search(facets, {rows_by: code}), tuple(cells))


def _search(facets: Known, chosen: Mapping[str, str]) -> str:
    """The address of the list of practices with these values."""
    query = PublicQuery(facets, facets={code: frozenset({value}) for code, value in chosen.items()})
    return query.url(reverse("portal:practices"))


def table(drawn: Matrix) -> tuple[tuple[str, ...], tuple[tuple[str | int, ...], ...]]:
    """The same numbers as the head and the rows of a plain table, totals last."""
    total = _("Total")
    head = (drawn.rows_name, *(column.name for column in drawn.columns), total)
    rows = [(row.shown, *(cell.count for cell in row.cells), row.total) for row in drawn.rows]
    return head, (*rows, (total, *(column.total for column in drawn.columns), drawn.total))


def rows_links(query: PublicQuery, path: str) -> tuple[tuple[str, str, bool], ...]:
    """The rows there are to choose from, as (name, address, is_current)."""
    choice = query.known.facets["rows"]
    chosen = next(iter(query.facets.get("rows", ())), DEFAULT)
    bare = query.without("rows")
    return tuple(
        (name, (bare if code == DEFAULT else bare.with_("rows", code)).url(path), code == chosen)
        for code, name in choice.values.items()
    )
