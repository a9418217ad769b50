"""A month in figures: what was submitted and decided, how long it took, and how the assessments went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean, median
from typing import Any

from django.db.models import Q
from django.utils import timezone

from network.models import User
from polkka.kit.days import midnight

from .models import Assessment, HistoryEntry, Version
from .permissions import is_coordinator
from .states import AssessmentState

MOVES = ("submit", "publish", "return", "decline")
DECISIONS = MOVES[1:]


@dataclass(frozen=True)
class Month:
    """One calendar month; times are in days, None where nothing was decided or finished."""

    first: date
    submitted: int
    published: int
    returned: int
    declined: int
    days_to_decision: float | None
    asked: int
    finished: int
    days_to_assess: float | None


def starts(today: date) -> tuple[date, date, date]:
    """The first days of the month before, of this month and of the next."""
    this = today.replace(day=1)
    before = (this - timedelta(days=1)).replace(day=1)
    return before, this, (this + timedelta(days=31)).replace(day=1)


def months(user: User, *, everywhere: bool = False) -> tuple[Month, Month]:
    """This month and the one before, of the own coordinations or of the whole portal: two queries.

    Who does not coordinate is told of the whole portal.
    """
    scope = Q() if everywhere or not user.has_perm("practices.coordinate") else is_coordinator(user)
    before, this, after = starts(timezone.localdate())
    moves = list(_moves(scope, midnight(before)))
    asked = list(_assessments(scope, midnight(before)))
    return _month(this, after, moves, asked), _month(before, this, moves, asked)


def _moves(scope: Q, since: datetime) -> Iterable[tuple[Any, ...]]:
    """(move, when, when the version was submitted); an entry and a version name their practice alike."""
    rows = HistoryEntry.unscoped.filter(scope, at__gte=since, move__in=MOVES).order_by()
    return rows.values_list("move", "at", "version__submitted_at")


def _assessments(scope: Q, since: datetime) -> Iterable[tuple[Any, ...]]:
    """(asked, finished or None) of those that somebody was asked for or has finished since."""
    rows = Assessment.unscoped.judging().filter(Q(created_at__gte=since) | Q(finished_at__gte=since))
    if scope:
        rows = rows.filter(version__in=Version.unscoped.filter(scope).order_by().values("pk"))
    return rows.order_by().values_list("created_at", "finished_at", "state")


def _month(first: date, after: date, moves: Iterable[tuple[Any, ...]], asked: Iterable[tuple[Any, ...]]) -> Month:
    since, until = midnight(first), midnight(after)
    made = [(move, at, sent) for move, at, sent in moves if since <= at < until]
    n = {name: sum(move == name for move, _at, _sent in made) for name in MOVES}
    waits = [(at - sent) / timedelta(days=1) for move, at, sent in made if move in DECISIONS and sent and sent <= at]
    ended = [(begun, at) for begun, at, state in asked if state == AssessmentState.FINISHED and at]
    done = [(begun, at) for begun, at in ended if since <= at < until]
    took = [(at - begun) / timedelta(days=1) for begun, at in done if begun <= at]
    return Month(
        first=first,
        submitted=n["submit"],
        published=n["publish"],
        returned=n["return"],
        declined=n["decline"],
        days_to_decision=median(waits) if waits else None,
        asked=sum(since <= begun < until for begun, _at, _state in asked),
        finished=len(done),
        days_to_assess=mean(took) if took else None,
    )
