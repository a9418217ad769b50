"""The collection as dots, asked from the index: the pyramid and the themes of the front page."""

from weakref import WeakKeyDictionary

from django.urls import reverse

from search.index import Index
from search.query import Query
from taxonomy.catalogue import Catalogue, Node, Term

ByTheme = tuple[tuple[str, int], ...]
_by_theme: WeakKeyDictionary[Catalogue, dict[str, ByTheme]] = WeakKeyDictionary()
"""The dots of the levels, kept as long as the generation's catalogue: an index may outlive a change of the levels."""


def by_theme(index: Index, catalogue: Catalogue) -> dict[str, ByTheme]:
    """Level → (colour, practices), each practice once under its first theme, those without a theme last."""
    if catalogue not in _by_theme:
        themes = catalogue.top("theme")
        _by_theme[catalogue] = {level.code: _dots(index, level.code, themes) for level in catalogue.top("level")}
    return _by_theme[catalogue]


def _dots(index: Index, level: str, themes: list[Node]) -> ByTheme:
    """What each theme adds to the union of those before it."""
    dots, seen, codes = [], 0, frozenset[str]()
    for theme in themes:
        codes |= {theme.code}
        total = _total(index, level=frozenset({level}), theme=codes)
        dots.append((theme.colour, total - seen))
        seen = total
    dots.append(("", _total(index, level=frozenset({level})) - seen))
    return tuple((colour, count) for colour, count in dots if count)


def _total(index: Index, **facets: frozenset[str]) -> int:
    return index.search(Query(facets=facets, page_size=0)).total


def pyramid(index: Index, catalogue: Catalogue, language: str) -> tuple[tuple[Term, int, str, ByTheme], ...]:
    """The levels from the first up: (level, practices, address of its page, dots)."""
    dots = by_theme(index, catalogue)
    return tuple(
        (
            node.term(language),
            sum(count for _, count in dots[node.code]),
            reverse("portal:level", kwargs={"code": node.code}),
            dots[node.code],
        )
        for node in catalogue.top("level")
    )


def themes(index: Index, catalogue: Catalogue, language: str) -> tuple[tuple[Term, str, int, str], ...]:
    """The themes as (theme, long name, practices, address of its page)."""
    counts = index.search(Query(page_size=0)).counts.get("theme", {})
    rows = []
    for node in catalogue.top("theme"):
        term = node.term(language)
        url = reverse("portal:theme", kwargs={"code": node.code})
        rows.append((term, term.long_name, counts.get(node.code, 0), url))
    return tuple(rows)
