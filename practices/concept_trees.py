"""A vocabulary as its keepers see it: the concepts under one another with what uses them and what they lack."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import CODES
from taxonomy.models import Concept, Vocabulary

from . import concept_uses

DEEPEST = 4  # steps that are drawn


@dataclass(frozen=True)
class Branch:
    """A concept in the tree: how deep it stands, what uses it, what it lacks; `can_rise` past the one before it.

    `order` is its number, as it was typed if that could not be kept (`is_faulty`) or has not been yet.
    """

    concept: Concept
    order: str
    is_faulty: bool
    depth: int
    published: int
    used: int
    lacks: tuple[str | Promise, ...]
    words: str
    can_rise: bool
    can_sink: bool


def tree(vocabulary: Vocabulary, typed: Mapping[str, str], faults: Collection[str]) -> list[Branch]:
    """The concepts, each followed by those under it: as many queries for one as for many.

    `typed` are the numbers as a form sent them, by the name of the field; `faults` the names of those that are none.
    """
    rows = list(Concept.objects.filter(vocabulary=vocabulary).select_related("replaced_by").order_by("order", "code"))
    counts = concept_uses.counts(row.pk for row in rows)
    under = _by_parent(rows)
    found = []
    for row, depth in _walk(under, None, 0):
        name = f"order-{row.pk}"
        branch = _branch(row, depth, counts[row.pk], under)
        found.append(replace(branch, order=typed.get(name, branch.order), is_faulty=name in faults))
    return found


def _by_parent(rows: Iterable[Concept]) -> dict[int | None, list[Concept]]:
    under: dict[int | None, list[Concept]] = {}
    for row in rows:
        under.setdefault(row.parent_id, []).append(row)
    return under


def _walk(under: dict[int | None, list[Concept]], parent: int | None, depth: int) -> Iterator[tuple[Concept, int]]:
    for row in under.get(parent, ()):
        yield row, depth
        yield from _walk(under, row.pk, depth + 1)


def _branch(row: Concept, depth: int, counts: tuple[int, int], under: dict[int | None, list[Concept]]) -> Branch:
    beside = under[row.parent_id]
    return Branch(
        concept=row,
        order=str(row.order),
        is_faulty=False,
        depth=min(depth, DEEPEST),
        published=counts[0],
        used=counts[1],
        lacks=tuple(lacks(row)) if row.active else (),
        words=", ".join(word for code in CODES for word in getattr(row, f"alternatives_{code}")),
        can_rise=row.pk != beside[0].pk,
        can_sink=row.pk != beside[-1].pk,
    )


def lacks(concept: Concept) -> Iterator[str | Promise]:
    """What readers or the search would miss in a concept."""
    if not any(getattr(concept, f"definition_{code}") for code in CODES):
        yield _("no definition")
    elif not all(getattr(concept, f"definition_{code}") for code in CODES):
        yield _("the definition is not in all languages")
    if not all(getattr(concept, f"name_{code}") for code in CODES):
        yield _("the name is not in all languages")
    if not any(getattr(concept, f"alternatives_{code}") for code in CODES):
        yield _("no other words")


def moved(vocabulary: Vocabulary, pk: int, step: int) -> dict[int, int]:
    """The numbers of the concepts beside one after it has changed places with its neighbour (`step` -1 or 1)."""
    concept = Concept.objects.filter(vocabulary=vocabulary, pk=pk).first()
    if concept is None:
        return {}
    beside = list(Concept.objects.filter(vocabulary=vocabulary, parent=concept.parent_id).order_by("order", "code"))
    place = beside.index(concept)
    other = place + step
    if not 0 <= other < len(beside):
        return {}
    beside[place], beside[other] = beside[other], beside[place]
    taken = sorted(_spread([row.order for row in beside]))
    return {row.pk: number for row, number in zip(beside, taken, strict=True)}


def _spread(numbers: list[int]) -> list[int]:
    """The numbers as they were if each is used once, else from 1 on."""
    return numbers if len(set(numbers)) == len(numbers) else list(range(1, len(numbers) + 1))


def options(concept: Concept, *, without: Iterable[int] = ()) -> list[tuple[int, str]]:
    """The concepts in use of the same vocabulary for a choice, the narrower ones set in; not itself nor `without`."""
    rows: list[Any] = list(Concept.objects.filter(vocabulary=concept.vocabulary_id).order_by("order", "code"))
    left_out = {concept.pk, *without}
    walked = _walk(_by_parent(rows), None, 0)
    return [(row.pk, "– " * depth + str(row)) for row, depth in walked if row.active and row.pk not in left_out]
