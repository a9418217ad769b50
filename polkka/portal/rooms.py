"""The rooms of the collection: everything about one theme, level, school stage, subject, keyword or coordination."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polkka.kit import markdown
from polkka.kit.dot_rows import DotRow, dot_rows
from polkka.kit.languages import path_of
from practices.telling import Card
from search.loading import search
from search.query import LABEL, Query, Results
from taxonomy.catalogue import Catalogue, Node, Term

from . import feeds, hits
from .feeds import Followed

CONCEPT_ROOMS = ("theme", "level", "stage", "subject")
"""The vocabularies whose concepts have rooms, which are also the names of their addresses."""
SHOWN = 6
LONGEST_DESCRIPTION = 160
BEHIND_THE_VOCABULARIES = ("label", "language", "coordination", "project", "year", "tag")
"""The facets that are no vocabulary, as they follow one another in an address."""
BY: dict[str, Promise] = {
    "level": gettext_lazy("By level"),
    "theme": gettext_lazy("By theme"),
    "stage": gettext_lazy("By school stage"),
}
Counts = Mapping[str, Mapping[str, int]]


class Link(NamedTuple):
    """A name with its address, and how many practices stand behind it."""

    name: str
    url: str
    count: int = 0


class Row(NamedTuple):
    """What the room has of one concept: the search for both, or the wish where there is nothing; `path` draws it."""

    name: str
    colour: str
    count: int
    url: str
    path: str
    height: int


@dataclass(frozen=True)
class Crossing:
    """The practices of the room by the concepts of a vocabulary; `worth` is how many practices one dot stands for."""

    vocabulary: str
    heading: str
    rows: tuple[Row, ...]
    worth: int


@dataclass(frozen=True)
class About:
    """What a room is about: a value of a facet, in words.

    `kind` says what sort of thing it is, `crumbs` the way up, `language` that of the introduction if it is another
    than the reader's.
    """

    facet: str
    code: str
    kind: str
    name: str
    lead: str = ""
    definition: str = ""
    introduction: str = ""
    language: str = ""
    colour: str = ""
    crumbs: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Room:
    """A room with its practices: the newest, how many there are in all, and where there are none.

    `followed` is None while there is nothing to follow.
    """

    about: About
    introduction: SafeString
    description: str
    total: int
    cards: tuple[Card, ...]
    list_url: str
    best_url: str
    followed: Followed | None
    wish_url: str
    short: Link | None
    crossings: tuple[Crossing, ...]
    gaps: tuple[Link, ...]
    results: Results


def room(about: About, by: Iterable[str], shelves: Catalogue, language: str, at: int, *, gaps: str = "") -> Room:
    """The room of `about` with its practices by the vocabularies `by`; `gaps` is the vocabulary told by what lacks."""
    chosen = {about.facet: about.code}
    results = search(_query(chosen, language), at=at)
    told = about.definition or markdown.plain(about.introduction) or about.lead
    return Room(
        about=about,
        introduction=markdown.render(about.introduction, lower=1),
        description=Truncator(told).chars(LONGEST_DESCRIPTION),
        total=results.total,
        cards=tuple(hits.cards([hit.public_id for hit in results.hits], language, at)),
        list_url=address(shelves, chosen),
        best_url=address(shelves, chosen, sort=LABEL),
        followed=_followed(about, results.total),
        wish_url=wish(about.name),
        short=_short(chosen, results.counts, shelves, language),
        crossings=tuple(_crossing(about, each, results.counts, shelves, language) for each in by),
        gaps=_gaps(about, gaps, results.counts, shelves, language) if gaps and results.total else (),
        results=results,
    )


def _followed(about: About, total: int) -> Followed | None:
    """The feeds: a concept may be followed before it has practices, other values are not known until then."""
    is_known = total or about.facet in CONCEPT_ROOMS
    return feeds.one(about.name, about.facet, about.code) if is_known else None


def _query(chosen: Mapping[str, str], language: str) -> Query:
    facets = {facet: frozenset({code}) for facet, code in chosen.items()}
    return Query(facets=facets, language=language, page_size=SHOWN)


def address(shelves: Catalogue, chosen: Mapping[str, str], sort: str = "") -> str:
    """The address of the list of practices within these limits, facet → code, as the list itself would write it."""
    order = [*(shelf.code for shelf in shelves.facets()), *BEHIND_THE_VOCABULARIES]
    pairs = [("sort", sort), *((facet, chosen.get(facet, "")) for facet in order)]
    query = urlencode([(key, value) for key, value in pairs if value])
    return path_of("portal:practices") + (f"?{query}" if query else "")


def wish(*words: str) -> str:
    """The address of the wish for practices of these words."""
    return f"{path_of('portal:wish')}?{urlencode({'q': ', '.join(words)})}"


def of_concept(vocabulary: str, code: str) -> str:
    """The address of the room of a concept, "" if its vocabulary has none."""
    return path_of(f"portal:{vocabulary}", code=code) if vocabulary in CONCEPT_ROOMS else ""


def about_concept(node: Node, shelves: Catalogue, language: str, introduction: tuple[str, str] = ("", "")) -> About:
    """What the room of a concept says of it; a theme begins with its long name. `introduction`: text and language."""
    term = node.term(language)
    return About(
        facet=node.vocabulary,
        code=node.code,
        kind=_kind(node, shelves, term),
        name=term.name,
        lead=term.long_name or term.definition,
        definition=term.definition if term.long_name else "",
        introduction=introduction[0],
        language=introduction[1],
        colour=node.colour,
        crumbs=(practices_crumb(), *_above(node, shelves, language)),
    )


def practices_crumb() -> Link:
    """The way up that every room of practices shares."""
    return Link(_("Practices"), path_of("portal:practices"))


def _above(node: Node, shelves: Catalogue, language: str) -> list[Link]:
    terms = (shelves.term(node.vocabulary, code, language) for code in reversed(node.parents))
    return [Link(term.name, of_concept(term.vocabulary, term.code)) for term in terms if term]


def _kind(node: Node, shelves: Catalogue, term: Term) -> str:
    if node.vocabulary == "level":
        return _("Level %(number)s of %(all)s") % {"number": term.number, "all": len(shelves.top("level"))}
    return {"theme": _("Theme"), "stage": _("School stage"), "subject": _("Subject")}[node.vocabulary]


def narrower(about: About, counts: Counts, shelves: Catalogue, language: str) -> tuple[Link, ...]:
    """The concepts right under one, each with all its practices."""
    shelf = shelves.shelves.get(about.facet)
    nodes = (
        [node for node in shelf.nodes.values() if node.parents[:1] == (about.code,) and node.active] if shelf else []
    )
    found = counts.get(about.facet, {})
    return tuple(
        Link(node.term(language).name, of_concept(about.facet, node.code), found.get(node.code, 0)) for node in nodes
    )


def neighbours(about: About, shelves: Catalogue, language: str) -> tuple[Link | None, Link | None]:
    """The levels right below and right above one."""
    nodes = [None, *shelves.top(about.facet), None]
    place = next((place for place, node in enumerate(nodes) if node and node.code == about.code), 0)
    if not place:
        return None, None
    below, above = (
        Link(f"{node.number}. {node.term(language).name}", of_concept(node.vocabulary, node.code)) if node else None
        for node in (nodes[place - 1], nodes[place + 1])
    )
    return below, above


def _short(chosen: Mapping[str, str], counts: Counts, shelves: Catalogue, language: str) -> Link | None:
    """The practices that take the shortest time there is a name for."""
    node = next(iter(shelves.top("time")), None)
    count = counts.get("time", {}).get(node.code, 0) if node else 0
    if not node or not count:
        return None
    return Link(node.term(language).name, address(shelves, {**chosen, "time": node.code}), count)


def _crossing(about: About, vocabulary: str, counts: Counts, shelves: Catalogue, language: str) -> Crossing:
    found = counts.get(vocabulary, {})
    nodes = shelves.top(vocabulary, found)
    drawn = dot_rows([found.get(node.code, 0) for node in nodes])
    rows = (_row(about, node, drawing, shelves, language) for node, drawing in zip(nodes, drawn.rows, strict=True))
    return Crossing(vocabulary, str(BY[vocabulary]), tuple(rows), drawn.worth)


def _row(about: About, node: Node, drawing: DotRow, shelves: Catalogue, language: str) -> Row:
    term = node.term(language)
    name = f"{term.number}. {term.name}" if node.vocabulary == "level" else term.name
    both = {about.facet: about.code, node.vocabulary: node.code}
    url = address(shelves, both) if drawing.count else wish(about.name, term.name)
    colour = node.colour if node.vocabulary == "theme" else about.colour
    return Row(name, colour, drawing.count, url, drawing.path, drawing.height)


def _gaps(about: About, vocabulary: str, counts: Counts, shelves: Catalogue, language: str) -> tuple[Link, ...]:
    found = counts.get(vocabulary, {})
    terms = (node.term(language) for node in shelves.top(vocabulary) if not found.get(node.code))
    return tuple(Link(term.name, wish(about.name, term.name)) for term in terms)
