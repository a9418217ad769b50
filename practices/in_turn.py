"""Whose turn it is with what has been submitted: the coordinator’s (and for what), or the assessors’."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Value, When
from django.utils import timezone

from criteria.scoring import ENOUGH, Scored, result
from network.models import User
from polkka.kit.days import midnight

from .models import Assessment, Schedule, Version
from .permissions import DECIDE, SEE, is_coordinator, is_own
from .states import SET_ASIDE, AssessmentState, State

NEW, ANSWERED, OVERDUE, READY, DIFFER, TO_ASK, UNDER_WAY = (
    "new", "answered", "overdue", "ready", "differ", "to_ask", "under_way",
)  # fmt: skip
LATE = timedelta(days=7)
"""How long a submission may wait to be taken up."""


@dataclass(frozen=True)
class Turn:
    """One version and the one queue it stands in; `at` is since when, for a passed deadline the deadline."""

    code: str
    pk: int
    public_id: str
    number: int
    at: datetime
    place: str


@dataclass
class Standing:
    """How far the assessment of a version is; `late` is the earliest deadline that has passed."""

    finished: list[Scored] = field(default_factory=list)
    waiting: int = 0
    late: date | None = None
    last: datetime | None = None

    @property
    def asked(self) -> int:
        return len(self.finished) + self.waiting

    @property
    def differs(self) -> bool:
        codes = {code: 1 for row in self.finished for code in row.steps}
        return result(codes, self.finished).wants_third


def turns(user: User, *, everywhere: bool = False) -> list[Turn]:
    """What waits in the own coordinations, or `everywhere` one may look: the oldest first; two queries.

    How far an assessment is, is told only of versions that this person decides on; of those, what will be published
    by itself waits for nobody.
    """
    if everywhere and not user.has_perm("practices.coordinate_all"):
        seen = Version.unscoped.for_user(user, SEE).awaiting().filter(~is_own(user))
        rows = seen.annotate(decides=Case(When(is_coordinator(user), then=Value(True)), default=Value(False)))
    else:
        rows = Version.unscoped.for_user(user, DECIDE).awaiting().annotate(decides=Value(True))
    columns = (
        "decides", "pk", "practice__public_id", "number", "state", "submitted_at", "updated_at", "builds_on__state",
        "practice__project__name", "practice__owner__name",
    )  # fmt: skip
    planned = Schedule.unscoped.filter(fault="").order_by().values("version")
    found = list(rows.exclude(decides=True, pk__in=planned).order_by().values_list(*columns))
    standings = _standings(user, timezone.localdate()) if found else {}
    told = (_turn(row, standings.get(row[0], Standing()) if decides else None) for decides, *row in found)
    return sorted(told, key=lambda turn: (turn.at, turn.pk))


def _standings(user: User, today: date) -> dict[int, Standing]:
    """Version → standing, of all that are in assessment and that this person decides on: one query."""
    rows = Assessment.unscoped.for_user(user, DECIDE).filter(version__state=State.IN_ASSESSMENT)
    columns = (
        "version", "pk", "kind", "state", "deadline", "verdict", "finished_at", "answers__criterion__code",
        "answers__step",
    )  # fmt: skip
    heads: dict[int, tuple[Any, ...]] = {}
    steps: dict[int, dict[str, int | None]] = {}
    for version, pk, *head, code, step in rows.exclude(state__in=SET_ASIDE).order_by("pk").values_list(*columns):
        heads[pk] = (version, *head)
        steps.setdefault(pk, {}).update({code: step} if code else {})
    return _summed(((steps[pk], *head) for pk, head in heads.items()), today)


def _summed(assessments: Iterable[tuple[Any, ...]], today: date) -> dict[int, Standing]:
    found: dict[int, Standing] = {}
    for steps, version, kind, state, deadline, verdict, finished_at in assessments:
        standing = found.setdefault(version, Standing())
        if state == AssessmentState.FINISHED:
            standing.finished.append(Scored(kind, steps, verdict))
            standing.last = max(filter(None, (standing.last, finished_at)), default=None)
            continue
        standing.waiting += 1
        if deadline and deadline < today:
            standing.late = min(deadline, standing.late or deadline)
    return found


def _turn(row: Sequence[Any], standing: Standing | None) -> Turn:
    pk, public_id, number, state, submitted, updated, before, project, owner = row
    code, at = _submitted(submitted or updated, before) if state == State.SUBMITTED else _assessed(standing, updated)
    return Turn(code, pk, public_id, number, at, project or owner)


def _submitted(at: datetime, before: str | None) -> tuple[str, datetime]:
    if at < timezone.now() - LATE:
        return OVERDUE, at
    return (ANSWERED if before == State.RETURNED else NEW), at


def _assessed(standing: Standing | None, updated: datetime) -> tuple[str, datetime]:
    if standing is None:
        return UNDER_WAY, updated
    if not standing.waiting and len(standing.finished) >= ENOUGH:
        return (DIFFER if standing.differs else READY), standing.last or updated
    if standing.late:
        return OVERDUE, midnight(standing.late)
    return (TO_ASK if standing.asked < ENOUGH else UNDER_WAY), updated
