"""The tasks of an assessor: what waits and what is under way, how far, what is finished, and how it ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from django.db.models import Count, F

from network.models import Availability, User

from .models import Assessment, Author, Text, Version
from .notices import submitters
from .permissions import ASSESS, SEE
from .questions import ROWS, TEXT_QUESTIONS
from .states import AssessmentState, State

WORDS_A_MINUTE = 180
TO_JUDGE = 15
"""Minutes that the assessment itself takes."""
DECIDED = (State.RETURNED, State.DECLINED, State.PUBLISHED, State.SUPERSEDED)
"""States in which assessors still see their own answers."""
SHOWN = 20
"""Finished assessments that a queue shows after the decision."""


@dataclass(frozen=True)
class Task:
    """One assessment in a queue: how much there is to read, and how many of the criteria are answered."""

    assessment: Assessment
    title: str
    language: str
    words: int
    minutes: int
    answered: int
    criteria: int
    is_late: bool


@dataclass(frozen=True)
class Queue:
    """Tasks by how far they are: the earliest deadline first, what has been finished last first."""

    waiting: list[Task]
    under_way: list[Task]
    finished: list[Task]
    decided: list[Task]


def queue(user: User) -> Queue:
    """Everything that this person was asked to assess and did not decline: the same queries for one and for many."""
    now = [_task(row) for row in _rows(Assessment.unscoped.for_user(user, ASSESS))]
    past = Assessment.unscoped.for_user(user, SEE).finished().filter(version__state__in=DECIDED)
    open_ = [task for task in now if task.assessment.is_waiting]
    finished = [task for task in now if task.assessment.state == AssessmentState.FINISHED]
    return Queue(
        waiting=[task for task in open_ if not task.assessment.accepted_at],
        under_way=[task for task in open_ if task.assessment.accepted_at],
        finished=sorted(finished, key=lambda task: task.assessment.pk, reverse=True),
        decided=[_task(row) for row in _rows(past, "-finished_at")[:SHOWN]],
    )


def _rows(rows: Any, *order: str) -> Any:
    counted = rows.with_answered().annotate(criteria=Count("version__criteria_set__criteria", distinct=True))
    ready = counted.select_related("version__practice").prefetch_related("version__texts")
    return ready.order_by(*order, F("deadline").asc(nulls_last=True), "pk")


def _task(row: Any) -> Task:
    original = row.version.original
    words = words_of(original)
    return Task(row, original.title, original.language, words, minutes(words), row.answered, row.criteria, row.is_late)


def words_of(text: Text) -> int:
    """How many words the text of a version has."""
    n = 0
    for question in TEXT_QUESTIONS:
        answer = getattr(text, question.code)
        pieces: Iterable[str] = [answer]
        if question.kind == ROWS:
            pieces = [value for row in answer for value in row.values()]
        n += sum(len(piece.split()) for piece in pieces)
    return n


def minutes(words: int) -> int:
    """How long so many words take to read."""
    return max(1, ceil(words / WORDS_A_MINUTE))


def writers(version: Version) -> list[str]:
    """The names of those who wrote it, as assessors may know them: who sent it, and the co-authors."""
    names = [str(user) for user in submitters(version)]
    rows = Author.unscoped.filter(practice=version.practice_id).select_related("user").order_by("pk")
    return list(dict.fromkeys([*names, *(str(row.user) for row in rows)]))


def availability(user: User) -> Availability:
    """What the person has said of how much is wished, or what holds for who has said nothing (not saved)."""
    return Availability.objects.filter(user=user).first() or Availability(user=user)


def set_availability(user: User, *, most: int, paused_until: date | None) -> None:
    """Tasks at once, and the day before which no new one is wished."""
    Availability.objects.update_or_create(user=user, defaults={"most": most, "paused_until": paused_until})
