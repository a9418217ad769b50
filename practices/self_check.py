"""The assessors' own criteria as a self-check of the authors: optional, private to them and to who decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from criteria.models import CriteriaSet, Criterion
from network.models import User
from polkka.kit.languages import translated

from .assessing import Changed, Given, current_set
from .edits import NotWritable
from .models import Answer, Assessment, Version
from .permissions import OWN, WRITE
from .questions import Question, pages
from .states import AssessmentState, Kind, State

MINUTES = 5
"""How long it takes."""
LOW, MOST_LOW = 2, 3
"""Steps up to which a criterion is worth telling more of, and how many of the lowest are named."""
TELL_MORE: dict[str, tuple[str, ...]] = {
    "CUR": ("curriculum", "subject"),
    "IMP": ("challenge", "result", "participation", "dissemination"),
    "ENV": ("method", "steps", "safety"),
    "NET": ("partners", "partners_note", "builds_on"),
    "SUS": ("rooting", "contact_name"),
    "OUT": ("materials", "links", "first_monday", "when_not"),
    "RES": ("resources", "pitfalls", "time", "cost"),
}
"""Criterion → the questions where one can tell more of it."""


@dataclass(frozen=True)
class Lowest:
    """A criterion with one of the lowest steps, and where more can be told: (code of the page, question)."""

    criterion: Criterion
    step: int
    places: list[tuple[str, Question]]


@dataclass(frozen=True)
class Said:
    """What one author gave to a criterion: the step as a figure, or "–"."""

    author: str
    step: str
    comment: str


def criteria_set() -> CriteriaSet | None:
    """The set that assessors would use now."""
    return CriteriaSet.objects.filter(is_current=True).first()


def criteria() -> list[Criterion]:
    """The criteria of that set, in order, with their anchor texts: two queries."""
    rows = Criterion.objects.filter(criteria_set__is_current=True).prefetch_related("levels")
    return list(rows.order_by("order"))


def own(version: Version, user: User) -> Assessment | None:
    """The self-check that this person has made of this version."""
    return Assessment.unscoped.for_user(user, OWN).filter(version=version).first()


def answers(version: Version, user: User) -> tuple[dict[str, Given], int | None]:
    """The answers so far by criterion code, or those given to an earlier version with its number, else None."""
    checks = Assessment.unscoped.for_user(user, OWN).filter(version__practice=version.practice_id)
    last = checks.filter(version__number__lte=version.number).order_by("-version__number").select_related("version")
    check = last.first()
    if check is None:
        return {}, None
    rows = Answer.objects.filter(assessment=check).select_related("criterion").order_by("pk")
    given = {row.criterion.code: Given(row.step, row.not_applicable, row.comment) for row in rows}
    return given, None if check.version_id == version.pk else check.version.number


def save(
    version: Version, given: Mapping[str, Given], *, by: User, is_done: bool = False, seen: int | None = None
) -> Assessment:
    """Save the answers as they stand; any may be missing. `seen` is the counter that the form was shown.

    Raises NotWritable, Changed if another window has saved meanwhile, CriteriaSet.DoesNotExist.
    """
    chosen = {c.code: c for c in Criterion.objects.filter(criteria_set=current_set())}
    with transaction.atomic():
        check = _claim(version, by, seen)
        for code, answer in given.items():
            Answer.objects.update_or_create(
                assessment=check,
                criterion=chosen[code],
                defaults={
                    "step": None if answer.not_applicable else answer.step,
                    "not_applicable": answer.not_applicable,
                    "comment": answer.comment,
                },
            )
        if is_done:
            check.state, check.finished_at = AssessmentState.FINISHED, timezone.now()
            check.save(update_fields=["state", "finished_at"])
    return check


def _claim(version: Version, by: User, seen: int | None) -> Assessment:
    """The own self-check of a draft, for writing: the row of the version first, then one conditional UPDATE."""
    mine = Version.unscoped.for_user(by, WRITE).filter(pk=version.pk, state=State.DRAFT)
    held = Version.unscoped.filter(pk=version.pk, state=State.DRAFT)
    if not mine.exists() or not held.update(edit=F("edit")):
        raise NotWritable(_("This version is no longer a draft, so it cannot be changed."))
    check, is_new = Assessment.unscoped.get_or_create(
        version=version, assessor=by, defaults={"kind": Kind.SELF, "state": AssessmentState.OPEN}
    )
    same = Assessment.unscoped.filter(pk=check.pk, kind=Kind.SELF)
    if not is_new and seen is not None:
        same = same.filter(edit=seen)
    if not same.update(edit=F("edit") + 1):
        raise Changed(_("You saved this self-check in another window."))
    return check


def finished(version: Version) -> list[tuple[str, list[Said]]]:
    """Criterion → what the authors who finished a self-check of this version gave, for those who decide: one query."""
    rows = Answer.objects.filter(
        assessment__version=version.judged_pk, assessment__kind=Kind.SELF, assessment__state=AssessmentState.FINISHED
    ).select_related("criterion", "assessment__assessor")
    found: dict[int, tuple[str, list[Said]]] = {}
    for row in rows.order_by("criterion__order", "assessment__pk"):
        step = "–" if row.step is None else str(row.step)
        name = translated(row.criterion, "name")
        said = Said(str(row.assessment.assessor), step, row.comment)
        found.setdefault(row.criterion_id, (name, []))[1].append(said)
    return list(found.values())


def lowest(version: Version, chosen: Iterable[Criterion], given: Mapping[str, Given]) -> list[Lowest]:
    """The criteria with the lowest steps, and where one could tell more of each."""
    steps = {code: answer.step for code, answer in given.items() if answer.step is not None and answer.step <= LOW}
    rows = [criterion for criterion in chosen if criterion.code in steps]
    rows.sort(key=lambda criterion: (steps[criterion.code], criterion.order))
    return [Lowest(c, steps[c.code], places(version, c.code)) for c in rows[:MOST_LOW]]


def places(version: Version, code: str) -> list[tuple[str, Question]]:
    """The questions of this depth where one can tell more of a criterion."""
    wanted = TELL_MORE.get(code, ())
    asked = {q.code: (page.code, q) for page in pages(version.depth) for q in page.questions}
    return [asked[question] for question in wanted if question in asked]


def is_invited() -> bool:
    """Whether there are criteria to check oneself against."""
    return Criterion.objects.filter(criteria_set__is_current=True).exists()
