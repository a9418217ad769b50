"""What the assessors have said: for the other assessors, for the coordinator, and as a letter to the authors."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from criteria.models import Criterion
from polkka.kit.languages import speaking, translated

from .assessing import criteria_of
from .models import Answer, Assessment, HistoryEntry, Version
from .states import AssessmentState, Kind, Verdict

LONGEST = HistoryEntry._meta.get_field("note").max_length or 0
"""The longest letter, in characters."""


@dataclass(frozen=True)
class Compared:
    """One criterion to somebody who has finished: the own step and everybody else's, the least first, without names."""

    name: str
    own: str
    others: str
    spread: str


def compared(assessment: Assessment) -> list[Compared]:
    """The own view beside the others'; nothing before the own one is finished."""
    if assessment.state != AssessmentState.FINISHED:
        return []
    own = {answer.criterion_id: _step(answer) for answer in assessment.answers.all()}
    others: dict[int, list[str]] = defaultdict(list)
    finished = Answer.objects.filter(
        assessment__version=assessment.version_id, assessment__state=AssessmentState.FINISHED
    ).exclude(assessment=assessment)
    for answer in finished.exclude(assessment__kind=Kind.SELF):
        others[answer.criterion_id].append(_step(answer))
    return [
        Compared(translated(c, "name"), own.get(c.pk, "–"), ", ".join(theirs), _spread(own.get(c.pk), theirs))
        for c in criteria_of(assessment.version)
        for theirs in [sorted(others[c.pk])]
    ]


def _spread(own: str | None, others: list[str]) -> str:
    """From the least to the greatest step of all, or the one that everybody gave; "" before anybody else has."""
    steps = sorted(step for step in (own, *others) if step and step.isdecimal())
    if not others or not steps:
        return ""
    return steps[0] if steps[0] == steps[-1] else f"{steps[0]}–{steps[-1]}"


def verdicts(assessment: Assessment) -> list[tuple[str, int]]:
    """What the others advise and how many of them, without names; nothing before the own view is finished."""
    if assessment.state != AssessmentState.FINISHED:
        return []
    others = Assessment.unscoped.filter(version=assessment.version_id).finished().exclude(pk=assessment.pk)
    given = Counter(others.values_list("verdict", flat=True))
    return [(str(verdict.label), given[verdict]) for verdict in Verdict if given[verdict]]


def _step(answer: Answer) -> str:
    return "–" if answer.step is None else str(answer.step)


@dataclass(frozen=True)
class Said:
    """What one assessor said of one criterion."""

    assessor: str
    kind: str
    step: str
    comment: str
    for_authors: bool


def by_criterion(version: Version) -> list[tuple[str, list[Said]]]:
    """Criterion → what every finished assessor said of it, with names: for those who decide."""
    said: dict[int, list[Said]] = defaultdict(list)
    for answer in _finished_answers(version).select_related("assessment__assessor"):
        who, kind = str(answer.assessment.assessor), answer.assessment.get_kind_display()
        said[answer.criterion_id].append(Said(who, kind, _step(answer), answer.comment, answer.for_authors))
    return [(translated(c, "name"), said[c.pk]) for c in criteria_of(version) if said[c.pk]]


def _finished_answers(version: Version) -> QuerySet[Answer]:
    rows = Answer.objects.filter(assessment__in=Assessment.unscoped.filter(version=version.judged_pk).finished())
    return rows.order_by("assessment__pk")


def letter(version: Version) -> str:
    """A draft of the letter to the authors in their language: what was marked for them, by subject, without names."""
    finished = list(Assessment.unscoped.filter(version=version.judged_pk).finished().order_by("pk"))
    with speaking(version.original.language):
        parts = [
            (_("What the assessors found good"), [a.praise for a in finished]),
            *_comments(version, criteria_of(version)),
            (_("What would make it better"), [a.suggestions for a in finished]),
        ]
    texts = [heading + "\n" + "\n".join(f"– {text}" for text in said if text) for heading, said in parts if any(said)]
    return "\n\n".join(texts)[:LONGEST]


def _comments(version: Version, criteria: list[Criterion]) -> list[tuple[str, list[str]]]:
    marked: dict[int, list[str]] = defaultdict(list)
    for answer in _finished_answers(version).filter(for_authors=True).exclude(comment=""):
        marked[answer.criterion_id].append(answer.comment)
    return [(translated(c, "name"), marked[c.pk]) for c in criteria]
