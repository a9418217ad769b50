"""What coordinators lift to the front page, and its shelves: spearheads, picks, the newest, the furthest tried."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from weakref import WeakKeyDictionary

from django.db.models import Q
from django.urls import reverse

from polkka.kit.languages import translated
from practices.states import Label
from practices.telling import Card
from search.index import Index
from search.loading import current, search
from search.query import LABEL, Query
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue

from . import hits, known
from .models import Pick, Spearhead
from .query import Known, PublicQuery
from .told import written

SHELF = 3  # cards in a row
MOST_SPEARHEADS = 4
MOST_PICKS = 6
SPARE = 12
"""More candidates than a shelf takes: those of the other shelves are left out of it."""

_found: WeakKeyDictionary[Catalogue, dict[tuple[str, str], int]] = WeakKeyDictionary()
"""How many practices a spearhead leads to, by query and language; kept as long as the generation's catalogue."""


@dataclass(frozen=True)
class Lifted:
    """A spearhead theme in one language: its name and sentence, and where it leads.

    The languages are "" where they are the reader's own.
    """

    name: str
    name_language: str
    text: str
    text_language: str
    count: int
    url: str
    colour: str


@dataclass(frozen=True)
class Picked:
    """A practice recommended, and why; `why` may be "". `language` is "" where it is the reader's own."""

    card: Card
    why: str
    language: str


@dataclass(frozen=True)
class Front:
    """Everything chosen for the front page; nothing stands twice in the picks and on the shelves."""

    spearheads: Sequence[Lifted] = ()
    picks: Sequence[Picked] = ()
    newest: Sequence[Card] = field(default_factory=list)
    tried: Sequence[Card] = field(default_factory=list)


def front(at: int, language: str, today: date) -> Front:
    """What the front page shows on a day at the generation `at`: two queries, and three more for cards not read yet."""
    chosen = list(_shown_on(today))
    index = current(at)
    newest = _ids(index, Query(language=language, page_size=SHELF + MOST_PICKS))
    tried = _ids(index, Query(language=language, sort=LABEL, page_size=SPARE))
    wanted = dict.fromkeys([*(pick.public_id for pick in chosen), *newest, *tried])
    cards = {card.public_id: card for card in hits.cards(list(wanted), language, at)}
    picks = [Picked(cards[pick.public_id], *written(pick, "why")) for pick in chosen if pick.public_id in cards]
    picks = picks[:MOST_PICKS]
    taken = {picked.card.public_id for picked in picks}
    fresh = [cards[name] for name in newest if name in cards and name not in taken][:SHELF]
    taken |= {card.public_id for card in fresh}
    rest = (cards[name] for name in tried if name in cards and name not in taken)
    further = [card for card in rest if card.label_step > Label.DESCRIBED.step][:SHELF]
    return Front(_spearheads(at, language, today), picks, fresh, further)


def is_shown(row: Pick | Spearhead, today: date) -> bool:
    """Whether the days of a pick or theme allow it today; whether it leads to a practice is another matter."""
    return (row.from_day is None or row.from_day <= today) and (row.to_day is None or today <= row.to_day)


def _lasting(today: date) -> Q:
    """The rows whose days allow them today."""
    return (Q(from_day=None) | Q(from_day__lte=today)) & (Q(to_day=None) | Q(to_day__gte=today))


def _shown_on(today: date) -> "list[Pick]":
    return list(Pick.objects.filter(_lasting(today))[: 2 * MOST_PICKS])


def _ids(index: Index, query: Query) -> list[str]:
    return [hit.public_id for hit in index.search(query).hits]


def _spearheads(at: int, language: str, today: date) -> list[Lifted]:
    """The active ones of the day that lead to a practice at least."""
    rows = Spearhead.objects.filter(_lasting(today), active=True).select_related("concept__vocabulary")
    understood = known.concepts(at, language)
    lifted = (_lifted(row, understood, at, language) for row in rows[: 2 * MOST_SPEARHEADS])
    return [one for one in lifted if one.count][:MOST_SPEARHEADS]


def _lifted(row: Spearhead, understood: Known, at: int, language: str) -> Lifted:
    words, facets, colour = row.words, {}, ""
    if row.concept:
        facet, code = row.concept.vocabulary.code, row.concept.code
        node = catalogue.at(at).node(facet, code)
        code = node.replaced_by or code if node else code
        if facet in understood.facets and code in understood.facets[facet].values:
            facets = {facet: frozenset({code})}
            node = catalogue.at(at).node(facet, code)
            colour = node.colour if node else ""
        else:
            words = words or translated(row.concept, "name", language)
    query = PublicQuery(understood, q=words, facets=facets)
    count = _count(query, at, language)
    return Lifted(
        *written(row, "name"),
        *written(row, "text"),
        count,
        query.url(reverse("portal:practices")),
        colour,
    )


def _count(query: PublicQuery, at: int, language: str) -> int:
    """How many practices a search finds; asked once for each generation and language."""
    held, key = _found.setdefault(catalogue.at(at), {}), (query.query_string(), language)
    if key not in held:
        held[key] = search(query.for_search(language, 1), at=at).total
    return held[key]
