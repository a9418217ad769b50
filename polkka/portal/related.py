"""What to read after a practice: its typed relations, and the practices most like it, each with the reason said."""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import published
from practices.published import Card, Practice
from search.index import Index
from search.likeness import COUNTED, Alike, alike
from search.loading import current, lexicon
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue

from . import hits

MOST_TIES, MOST_ALIKE, MOST_CONCEPTS = 6, 3, 2
MOST_KEPT = 4_000  # practices whose likeness a process remembers
SENTENCES = {
    ("builds_on", True): gettext_lazy("This practice builds on it."),
    ("builds_on", False): gettext_lazy("It builds on this practice."),
    ("applies", True): gettext_lazy("This practice applies it."),
    ("applies", False): gettext_lazy("It applies this practice."),
    ("complements", True): gettext_lazy("These two complement each other."),
    ("complements", False): gettext_lazy("These two complement each other."),
    ("replaces", True): gettext_lazy("This practice has replaced it."),
    ("replaces", False): gettext_lazy("It has replaced this practice."),
    ("requires", True): gettext_lazy("This practice requires that you do it first."),
    ("requires", False): gettext_lazy("It requires that you do this practice first."),
}
"""Kind of relation and whether it goes out from the practice shown → what is said of the other one."""

_alike: WeakKeyDictionary[Index, dict[tuple[str, str, frozenset[str]], tuple[Alike, ...]]] = WeakKeyDictionary()
"""The practices alike, without those that are related: kept as long as the index they were found in."""


class Shared(NamedTuple):
    """What two practices have in common; `language` is that of the words where it is not the reader's, else ""."""

    words: str
    language: str
    concepts: str


class Item(NamedTuple):
    """A practice to go on with: the reason in a sentence, or what is shared."""

    card: Card
    sentence: str
    shared: Shared | None


class Group(NamedTuple):
    heading: str
    items: tuple[Item, ...]


class Ways(NamedTuple):
    """Where one could go on from a practice, before the cards are read."""

    ties: tuple[published.Tie, ...]
    near: tuple[Alike, ...]

    @property
    def names(self) -> list[str]:
        """The public names of all of them, each once."""
        return list(dict.fromkeys([tie.public_id for tie in self.ties] + [one.public_id for one in self.near]))


def ways(public_id: str, at: int, language: str) -> Ways:
    """The relations and the likest practices of a published practice, those without a relation: one query."""
    live = [tie for tie in published.ties(public_id) if current(at).holds(tie.public_id)]
    ties = tuple(live[:MOST_TIES])
    return Ways(ties, _near(public_id, language, at, without=frozenset(tie.public_id for tie in ties)))


def related(found: Practice, at: int, language: str, on: Ways | None = None) -> tuple[Group, ...]:
    """What to read next, first by relation and then by likeness; () if there is nothing. `on`: its ways, if known.

    Four queries for the cards that are not yet kept, and one for the ways.
    """
    ties, near = on or ways(found.card.public_id, at, language)
    names = [tie.public_id for tie in ties] + [one.public_id for one in near]
    cards = {card.public_id: card for card in hits.cards(list(dict.fromkeys(names)), language, at)}
    tied = {tie.public_id: tie for tie in ties if tie.public_id in cards}
    first = tuple(Item(cards[name], str(SENTENCES[tie.kind, tie.is_from_here]), None) for name, tie in tied.items())
    shelves = catalogue.at(at)
    then = tuple(
        Item(cards[one.public_id], "", _shared(one, shelves, language)) for one in near if one.public_id in cards
    )
    groups = (Group(_("Related to this"), first), Group(_("Like this"), then))
    return tuple(group for group in groups if group.items)


def _near(public_id: str, language: str, at: int, *, without: frozenset[str]) -> tuple[Alike, ...]:
    """The likest practices; `without` are those that are shown as related already."""
    index = current(at)
    kept = _alike.setdefault(index, {})
    key = (public_id, language, without)
    found = kept.get(key)
    if found is None:
        found = alike(index, lexicon(at), public_id, language, concepts=COUNTED, without=without, most=MOST_ALIKE)
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = found
    return found


def _shared(one: Alike, shelves: Catalogue, language: str) -> Shared:
    named = []
    for facet, code in _narrowest(one, shelves):
        term, shelf = shelves.term(facet, code, language), shelves.shelves.get(facet)
        if term and shelf:
            name = shelf.name(language)
            named.append(f"{name[:1].lower()}{name[1:]} {term.name}")
    return Shared(
        ", ".join(one.words), one.language if one.language != language else "", "; ".join(named[:MOST_CONCEPTS])
    )


def _narrowest(one: Alike, shelves: Catalogue) -> list[tuple[str, str]]:
    """The shared concepts without those that a narrower shared one stands under."""
    broader = set()
    for facet, code in one.concepts:
        node = shelves.node(facet, code)
        broader |= {(facet, parent) for parent in node.parents} if node else set()
    return [pair for pair in one.concepts if pair not in broader]
