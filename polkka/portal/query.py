"""The one strict parser of public addresses: what may stand after the question mark, and the links made of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from polkka.kit.languages import CODES, PATH_WORDS, language_names
from polkka.kit.text import clean_line
from practices.states import Label
from search.query import NEWEST, RELEVANCE, SORTS, WITHOUT, Query
from taxonomy.catalogue import Catalogue, Node, Shelf

LONGEST = 200  # characters of the words searched
MOST_VALUES = 5  # of one facet
LAST_PAGE = 50
LONGEST_SHOWN = 60
NO_VALUES: frozenset[str] = frozenset()
LONGEST_PATH = 300  # characters of a page of ours that is named
_SECRET = "|".join(f"{word}/" for word in PATH_WORDS["invitation"])  # whoever knows the address may come in
_OWN_PATH = re.compile(rf"/(?:{'|'.join(CODES)})/(?!{_SECRET})(?:[\w.~-]+/)*[\w.~-]*")
OWN_KEYS = ("q", "sort", "page")
MACHINE_KEYS = ("lang", "per_page")
PER_PAGE, MOST_PER_PAGE = 20, 100


@dataclass(frozen=True)
class Choice:
    """A key with closed values: its name for people, and code → name in the order they are shown.

    `looks` are code → (depth under a broader value, colour) where a value has either. A long list of values shows
    those with most practices first, unless `keeps_order`. `moved` are the values that have been merged into others:
    code → (facet, code) of what stands in the place now.
    """

    name: str
    values: Mapping[str, str]
    looks: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    keeps_order: bool = False
    moved: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """Every key a list understands; the first sort is the default. `is_list`: words and pages are understood too."""

    facets: Mapping[str, Choice]
    sorts: tuple[str, ...] = ()
    most: int = MOST_VALUES
    is_list: bool = True


@dataclass(frozen=True)
class PublicQuery:
    """What an address asks for. `sort` is "" for the default order."""

    known: Known = field(repr=False)
    q: str = ""
    sort: str = ""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """Keys and values in the canonical order."""
        pairs = [("q", self.q), ("sort", self.sort), *self.chosen()]
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return [(key, value) for key, value in pairs if value]

    def chosen(self) -> list[tuple[str, str]]:
        """The chosen values with their facets, in the order of the page."""
        return [
            (code, value)
            for code, choice in self.known.facets.items()
            if code in self.facets
            for value in choice.values
            if value in self.facets[code]
        ]

    def query_string(self) -> str:
        return urlencode(self.pairs())

    def url(self, path: str) -> str:
        """The address of this question on the page at `path`."""
        query = self.query_string()
        return f"{path}?{query}" if query else path

    def is_canonical(self, raw: str) -> bool:
        """Whether the query string `raw` says exactly this, in this order."""
        return parse_qsl(raw, keep_blank_values=True) == self.pairs()

    def with_(self, facet: str, value: str) -> "PublicQuery":
        """The same with one more value, from the first page on."""
        return self._with_values(facet, self.facets.get(facet, NO_VALUES) | {value})

    def without(self, facet: str, value: str | None = None) -> "PublicQuery":
        """The same without one value or without the whole facet, from the first page on."""
        left = self.facets.get(facet, NO_VALUES) - {value} if value else NO_VALUES
        return self._with_values(facet, left)

    def _with_values(self, facet: str, values: frozenset[str]) -> "PublicQuery":
        facets = {**self.facets, facet: values}
        return replace(self, facets={code: kept for code, kept in facets.items() if kept}, page=1)

    def without_facets(self) -> "PublicQuery":
        return replace(self, facets={}, page=1)

    def sorted_by(self, sort: str) -> "PublicQuery":
        return replace(self, sort=_short(sort, self.known, self.q), page=1)

    def asking(self, words: str) -> "PublicQuery":
        """The same with other words, from the first page on."""
        return replace(self, q=words, page=1)

    def at_page(self, number: int) -> "PublicQuery":
        return replace(self, page=number)

    def for_search(self, language: str, page_size: int) -> Query:
        """The same question for the index."""
        return Query(self.q, self.facets, self.sort or RELEVANCE, self.page, language, page_size)

    @property
    def robots(self) -> str:
        """Only the list itself and its single facet values are for search engines."""
        return "noindex" if self.q or self.page > 1 or len(self.chosen()) > 1 else ""

    @property
    def canonical(self) -> "PublicQuery":
        """The same without an order of its own."""
        return replace(self, sort="")


class BadQuery(Exception):
    """An address that asks for something there is not; `sentence` says what, `query` is what was understood."""

    def __init__(self, sentence: str, query: PublicQuery) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.query = query


def of_practices(catalogue: Catalogue, language: str, more: Mapping[str, Choice] | None = None) -> Known:
    """What the list of practices understands: every facet of the catalogue, the label, the language, and `more`."""
    facets = {
        shelf.code: Choice(
            shelf.name(language),
            {node.code: node.term(language).name for node in in_tree_order(shelf) if not node.replaced_by}
            | _without(shelf.code),
            {node.code: _look(node) for node in shelf.nodes.values() if node.parents or node.colour},
            moved={node.code: (shelf.code, node.replaced_by) for node in shelf.nodes.values() if node.replaced_by},
        )
        for shelf in catalogue.facets()
        if shelf.code not in OWN_KEYS
    }
    facets["label"] = Choice(_("Label"), {str(label): str(label.label) for label in Label})
    facets["language"] = Choice(_("Language of the text"), {code: language_names([code]) for code in CODES})
    return Known(facets | dict(more or {}), SORTS)


def _without(vocabulary: str) -> dict[str, str]:
    """The value of practices that have none of `vocabulary`, where they are counted (practices/entries.py)."""
    names = {
        "theme": _("No theme"),
        "level": _("No level"),
        "stage": _("No school stage"),
        "region": _("No region"),
        "subject": _("No subject"),
    }
    return {WITHOUT: names[vocabulary]} if vocabulary in names else {}


def _look(node: Node) -> tuple[int, str]:
    return (1, "") if node.parents else (0, node.colour)


def in_tree_order(shelf: Shelf) -> list[Node]:
    """The concepts, each followed by those under it."""
    under: dict[str, list[Node]] = {}
    for node in shelf.nodes.values():
        under.setdefault(node.parents[0] if node.parents else "", []).append(node)

    def walk(parent: str) -> Iterable[Node]:
        for node in under.get(parent, ()):
            yield node
            yield from walk(node.code)

    return list(walk(""))


def parse(data: QueryDict, catalogue: Catalogue, language: str) -> PublicQuery:
    """What an address of the list of practices asks for; raises BadQuery."""
    return parse_list(data, of_practices(catalogue, language))


def parse_list(data: QueryDict, known: Known) -> PublicQuery:
    """What an address of a list asks for. Unknown keys and empty values are left out; raises BadQuery."""
    q, no_words = _words(data) if known.is_list else ("", "")
    sort, no_sort = _sort(data, known, q)
    facets, no_facet = _facets(data, known)
    page, no_page = _page(data) if known.is_list else (1, "")
    query = PublicQuery(known, q, sort, facets, page)
    if problem := no_words or no_sort or no_facet or no_page:
        raise BadQuery(problem, query)
    return query


@dataclass(frozen=True)
class MachineQuery:
    """What a program asks for: the question of the page, the language of the answer, and the length of its pages."""

    query: PublicQuery
    language: str
    per_page: int


def language_of(data: QueryDict) -> str:
    """The language a program asks for, the first one if it names none or one there is not."""
    given = _last(data, "lang")
    return given if given in CODES else CODES[0]


def parse_for_machines(data: QueryDict, known: Known) -> MachineQuery:
    """What a program asks for; raises BadQuery, and does so for keys that are not known and values that are empty."""
    language, per_page = _last(data, "lang") or CODES[0], _last(data, "per_page") or str(PER_PAGE)
    nothing = PublicQuery(known)
    if unknown := sorted(set(data) - {*OWN_KEYS, *MACHINE_KEYS, *known.facets}):
        raise BadQuery(_("The key “%(key)s” is not known.") % {"key": _shown(unknown[0])}, nothing)
    for code, choice in known.facets.items():
        if len(data.getlist(code)) > known.most:
            raise BadQuery(too_many(choice.name, known.most), nothing)
    if empty := [key for key in data if key != "q" and not all(value.strip() for value in data.getlist(key))]:
        raise BadQuery(_not_there(empty[0], ""), nothing)
    if language not in CODES:
        raise BadQuery(_not_there("lang", language), nothing)
    if not (per_page.isascii() and per_page.isdigit() and len(per_page) < 4 and 1 <= int(per_page) <= MOST_PER_PAGE):
        raise BadQuery(_("A page holds from 1 to %(most)s practices.") % {"most": MOST_PER_PAGE}, nothing)
    return MachineQuery(parse_list(data, known), language, int(per_page))


def _last(data: QueryDict, key: str) -> str:
    return next((value for value in reversed(data.getlist(key)) if value.strip()), "")


def _words(data: QueryDict) -> tuple[str, str]:
    try:
        words = clean_line(_last(data, "q"))
    except ValidationError as error:
        return "", str(error.messages[0])
    if len(words) > LONGEST:
        return "", _("The search takes at most %(limit)s characters. Search with fewer words.") % {"limit": LONGEST}
    return words, ""


def _sort(data: QueryDict, known: Known, q: str) -> tuple[str, str]:
    sort = _last(data, "sort") if known.sorts else ""
    if sort and sort not in known.sorts:
        return "", _("“%(value)s” is not an order of this list.") % {"value": _shown(sort)}
    return _short(sort, known, q), ""


def _short(sort: str, known: Known, q: str) -> str:
    """The order as it stands in an address: nothing for the default, nor for the newest where no words are searched."""
    return "" if sort in known.sorts[:1] or (sort == NEWEST and not q) else sort


def _facets(data: QueryDict, known: Known) -> tuple[dict[str, frozenset[str]], str]:
    facets, problem = {}, ""
    asked = _asked(data, known)
    for code, choice in known.facets.items():
        given = asked[code]
        values = frozenset(value for value in given if value in choice.values)
        unknown = next((value for value in given if value not in choice.values), "")
        if unknown:
            problem = problem or _not_there(choice.name, unknown)
        elif len(values) > known.most:
            problem = problem or too_many(choice.name, known.most)
            values = NO_VALUES
        if values:
            facets[code] = values
    return facets, problem


def _asked(data: QueryDict, known: Known) -> dict[str, list[str]]:
    """Facet → values given; a merged value counts as the one in its place, in whichever facet that stands."""
    asked: dict[str, list[str]] = {code: [] for code in known.facets}
    for code, choice in known.facets.items():
        for value in filter(None, data.getlist(code)):
            facet, there = choice.moved.get(value, (code, value))
            asked[facet if facet in asked else code].append(there if facet in asked else value)
    return asked


def has_moved(data: QueryDict, known: Known) -> bool:
    """Whether an address names a value that has been merged into another one."""
    return any(value in choice.moved for code, choice in known.facets.items() for value in data.getlist(code))


def _not_there(name: str, value: str) -> str:
    return _("“%(value)s” is not in the list “%(list)s”.") % {"value": _shown(value), "list": name}


def too_many(name: str, most: int) -> str:
    """How many values of the list `name` may be chosen, for people."""
    if most == 1:
        return _("Only one may be chosen from the list “%(list)s”.") % {"list": name}
    return _("At most %(most)s may be chosen from the list “%(list)s”.") % {"most": most, "list": name}


def _page(data: QueryDict) -> tuple[int, str]:
    given = _last(data, "page") or "1"
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 0
    if not 1 <= number <= LAST_PAGE:
        return 1, _("The pages of a list go from 1 to %(last)s.") % {"last": LAST_PAGE}
    return number, ""


def _shown(value: str) -> str:
    """A value as it may be repeated to the reader: nothing that turns the line, and not much of it."""
    printable = "".join(character for character in value if character.isprintable())
    return printable if len(printable) <= LONGEST_SHOWN else f"{printable[:LONGEST_SHOWN]}…"


@dataclass(frozen=True)
class About:
    """What feedback is about: the path of a page of ours, and one of the kinds known; "" where nothing is said."""

    page: str = ""
    kind: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        return [(key, value) for key, value in (("page", self.page), ("kind", self.kind)) if value]

    def query_string(self) -> str:
        return urlencode(self.pairs())

    def is_canonical(self, raw: str) -> bool:
        """Whether the query string `raw` says exactly this, in this order."""
        return parse_qsl(raw, keep_blank_values=True) == self.pairs()


def parse_about(data: QueryDict, kinds: Iterable[str]) -> About:
    """What feedback is about; whatever is no page of ours or no kind is left out."""
    kind = _last(data, "kind")
    return About(own_page(_last(data, "page")), kind if kind in kinds else "")


def own_page(address: str, site: str = "") -> str:
    """The path of a page of ours in an address that begins with `site`, without its query; else "".

    An invitation is no page to be told of: its address is a key.
    """
    path = address[len(site) :].partition("?")[0] if site else address
    is_ours = address.startswith(site) and len(path) <= LONGEST_PATH and _OWN_PATH.fullmatch(path)
    return path if is_ours else ""
