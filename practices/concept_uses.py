"""What would change if a concept went: the practices by state, what else names it, and titles the person may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from taxonomy import uses
from taxonomy.models import Concept, Gain
from taxonomy.uses import Use

from .models import Version, VersionConcept, VersionQuerySet
from .states import State

SHOWN = 5
CHOSEN = "practices.versionconcept.concept"


@dataclass(frozen=True)
class Preview:
    """What hangs on a concept: versions by state (words, number), titles of some, the other rows, narrower concepts."""

    states: tuple[tuple[str, int], ...]
    titles: tuple[str, ...]
    others: tuple[Use, ...]
    narrower: tuple[str, ...]
    gains: tuple[str, ...]
    published: int

    @property
    def is_empty(self) -> bool:
        return not (self.states or self.others or self.narrower or self.gains)


def having(concept: Concept) -> VersionQuerySet:
    """The versions that have chosen a concept, of everybody: for counting and reindexing."""
    return Version.unscoped.filter(chosen__concept=concept)


def preview(concept: Concept, user: Any) -> Preview:
    """What hangs on `concept`; titles only of versions that `user` may see."""
    states = by_state(having(concept))
    return Preview(
        states=tuple((str(State(state).label), number) for state, number in states),
        titles=titles(having(concept), user),
        others=tuple(_others(concept)),
        narrower=tuple(str(row) for row in Concept.objects.filter(parent=concept)),
        gains=tuple(gain.get_who_display() for gain in Gain.objects.filter(concept=concept).order_by("pk")),
        published=dict(states).get(State.PUBLISHED, 0),
    )


def by_state(versions: VersionQuerySet) -> list[tuple[str, int]]:
    """The states of versions in their order, each with how many there are: one query."""
    rows = versions.order_by().values_list("state").annotate(n=Count("pk", distinct=True))
    found = dict(rows)
    return [(state, found[state]) for state in State.values if state in found]


def titles(versions: VersionQuerySet, user: Any) -> tuple[str, ...]:
    """The titles of some of the versions that `user` may see, the published ones first."""
    seen = Version.unscoped.for_user(user).filter(pk__in=versions.values("pk"))
    live = list(seen.published().with_texts().order_by("-pk")[:SHOWN])
    rest = list(seen.exclude(state=State.PUBLISHED).with_texts().order_by("-pk")[: SHOWN - len(live)])
    return tuple(f"{version.title} ({version.get_state_display()})" for version in [*live, *rest])


def _others(concept: Concept) -> Iterable[Use]:
    for column in uses.columns():
        rows = uses.rows(column, concept)
        number = rows.count() if uses.code(column) != CHOSEN else 0
        if number:
            yield Use(uses.code(column), uses.name(column), number, tuple(str(row) for row in rows[:SHOWN]))


def counts(concepts: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Concept → (published practices, all rows that name it): as many queries for one as for many."""
    wanted = list(concepts)
    live = VersionConcept.objects.filter(concept__in=wanted, version__state=State.PUBLISHED).order_by()
    published = dict(live.values_list("concept").annotate(n=Count("pk")))
    return {pk: (published.get(pk, 0), sum(rows.values())) for pk, rows in uses.counted(wanted).items()}
