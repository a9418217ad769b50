"""All vocabularies in memory, read anew when the generation has grown: names, order, what stands under what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from polkka.kit.languages import CODES, FALLBACK

from .models import Concept


@dataclass(frozen=True)
class Term:
    """A concept in one language, as templates show it. `colour` is that of its theme, or ""."""

    vocabulary: str
    code: str
    name: str
    definition: str = ""
    colour: str = ""
    long_name: str = ""
    number: int = 0


@dataclass(frozen=True)
class Node:
    """A concept with everything in every language; `parents` from the nearest up.

    `other_words` are its alternative words by language, `alternatives` all of them. Texts explain
    a concept that is `explained`.
    """

    pk: int
    vocabulary: str
    code: str
    parents: tuple[str, ...]
    names: dict[str, str]
    long_names: dict[str, str]
    definitions: dict[str, str]
    alternatives: tuple[str, ...]
    colour: str
    number: int
    active: bool
    replaced_by: str = ""
    explained: bool = False
    other_words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def term(self, language: str) -> Term:
        def said(values: dict[str, str]) -> str:
            return next((values[code] for code in FALLBACK[language] if values[code]), "")

        return Term(
            self.vocabulary,
            self.code,
            said(self.names),
            said(self.definitions),
            self.colour,
            said(self.long_names),
            self.number,
        )


@dataclass(frozen=True)
class Shelf:
    """A vocabulary with its concepts in order."""

    code: str
    names: dict[str, str]
    is_facet: bool
    many: bool
    nodes: dict[str, Node] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """Its name in `language`, else in the nearest one it has a name in; "" if it has none at all."""
        return next((self.names[code] for code in FALLBACK[language] if self.names[code]), "")


class Catalogue:
    """Every vocabulary by its code."""

    def __init__(self, shelves: dict[str, Shelf]) -> None:
        self.shelves = shelves

    def facets(self) -> list[Shelf]:
        """The vocabularies that are facets, in order."""
        return [shelf for shelf in self.shelves.values() if shelf.is_facet]

    def node(self, vocabulary: str, code: str) -> Node | None:
        shelf = self.shelves.get(vocabulary)
        return shelf.nodes.get(code) if shelf else None

    def term(self, vocabulary: str, code: str, language: str) -> Term | None:
        node = self.node(vocabulary, code)
        return node.term(language) if node else None

    def terms(self, vocabulary: str, codes: Iterable[str], language: str) -> list[Term]:
        """The terms of these codes, in their order; a code that there is not is left out."""
        nodes = (self.node(vocabulary, code) for code in codes)
        return [node.term(language) for node in nodes if node]

    def top(self, vocabulary: str, used: Collection[str] = ()) -> list[Node]:
        """The concepts that stand under nothing, in order: those in use, and of the retired ones those `used`."""
        shelf = self.shelves.get(vocabulary)
        nodes = shelf.nodes.values() if shelf else ()
        return [node for node in nodes if not node.parents and (node.active or node.code in used)]

    def with_broader(self, vocabulary: str, codes: Sequence[str]) -> list[str]:
        """The codes and everything they stand under, each once; a replaced concept counts as the one in its place."""
        found: dict[str, None] = {}
        for code in codes:
            node = self.node(vocabulary, code)
            if node and node.replaced_by:
                node = self.node(vocabulary, node.replaced_by)
            found.update(dict.fromkeys((node.code, *node.parents) if node else (code,)))
        return list(found)


def load() -> Catalogue:
    """Read the whole catalogue in one query; a vocabulary without concepts is not in it."""
    order = ("vocabulary__order", "vocabulary__code", "order", "code")
    rows = list(Concept.objects.select_related("vocabulary").order_by(*order))
    vocabularies = {row.vocabulary.code: row.vocabulary for row in rows}
    shelves = {
        code: Shelf(code, {c: getattr(v, f"name_{c}") for c in CODES}, v.is_facet, v.many)
        for code, v in vocabularies.items()
    }
    by_pk = {row.pk: row for row in rows}
    for row in rows:
        shelf = shelves[row.vocabulary.code]
        shelf.nodes[row.code] = _node(row, by_pk, len(shelf.nodes) + 1)
    return Catalogue(shelves)


def _node(row: Concept, by_pk: dict[int, Concept], number: int) -> Node:
    above, colour, parents = row, row.colour, []
    while above.parent_id and len(parents) < 9:
        above = by_pk[above.parent_id]
        parents.append(above.code)
        colour = colour or above.colour
    return Node(
        pk=row.pk,
        vocabulary=row.vocabulary.code,
        code=row.code,
        parents=tuple(parents),
        names={c: getattr(row, f"name_{c}") for c in CODES},
        long_names={c: getattr(row, f"long_{c}") for c in CODES},
        definitions={c: getattr(row, f"definition_{c}") for c in CODES},
        alternatives=tuple(word for c in CODES for word in getattr(row, f"alternatives_{c}")),
        colour=colour,
        number=number,
        active=row.active,
        replaced_by=_last(row, by_pk),
        explained=row.explained,
        other_words={c: tuple(getattr(row, f"alternatives_{c}")) for c in CODES},
    )


def _last(row: Concept, by_pk: dict[int, Concept]) -> str:
    """The code of the concept of the same vocabulary that stands in the place of a replaced one, or ""."""
    last, seen = row, {row.pk}
    while last.replaced_by_id in by_pk and last.replaced_by_id not in seen:
        last = by_pk[last.replaced_by_id]
        seen.add(last.pk)
    return last.code if last is not row and last.vocabulary_id == row.vocabulary_id else ""


_lock = Lock()
_held: dict[int, Catalogue] = {}
AT_A_TIME = 2
"""Generations held: that of the first database, and that of a follower which is a moment behind."""


def at(generation: int) -> Catalogue:
    """The catalogue as of `generation` (the caller has read the number); kept in memory until the number grows."""
    if (held := _held.get(generation)) is not None:
        return held
    with _lock:
        if generation not in _held:
            found = load()
            while len(_held) >= AT_A_TIME:
                del _held[next(iter(_held))]
            _held[generation] = found
        return _held[generation]


def forget() -> None:
    """Forget the catalogue of this process (tests, and after the tables were replaced)."""
    _held.clear()
