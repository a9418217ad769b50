"""How published practices stand to each other, told from the side of one of them."""

from typing import NamedTuple

from django.db.models import Q

from .models import Relation

Kind = Relation.Kind
ORDER = {
    (Kind.REPLACES, False): 0, (Kind.REQUIRES, True): 1, (Kind.BUILDS_ON, True): 2, (Kind.APPLIES, True): 3,
    (Kind.COMPLEMENTS, True): 4, (Kind.COMPLEMENTS, False): 4, (Kind.BUILDS_ON, False): 5, (Kind.APPLIES, False): 6,
    (Kind.REQUIRES, False): 7, (Kind.REPLACES, True): 8,
}  # fmt: skip
"""What a reader needs first: something newer, then what comes before, then what goes on from here."""


class Tie(NamedTuple):
    """A relation to another practice: `is_from_here` if the one asked about is its source."""

    kind: str
    is_from_here: bool
    public_id: str


def ties(public_id: str) -> list[Tie]:
    """The relations of a practice in both directions, each other practice once, published or not: one query."""
    here = Q(source__public_id=public_id) | Q(target__public_id=public_id)
    rows = Relation.unscoped.filter(here).order_by("pk").values_list("kind", "source__public_id", "target__public_id")
    found = [Tie(kind, source == public_id, target if source == public_id else source) for kind, source, target in rows]
    found.sort(key=lambda tie: (ORDER[Kind(tie.kind), tie.is_from_here], tie.public_id))
    first: dict[str, Tie] = {}
    for tie in found:
        first.setdefault(tie.public_id, tie)
    return list(first.values())
