"""The assessment of a version: the gate, asking assessors, their answers, and the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from criteria.models import CriteriaSet, Criterion
from criteria.scoring import Result, result
from network.models import Duty, Membership, User
from polkka.kit import refusing
from projects.models import ProjectMember

from . import labels, notices, permissions
from .models import Answer, Assessment, Author, GateAnswer, Version
from .permissions import SYSTEM, Actor
from .questions import GATE
from .states import AssessmentState, Kind, State


class Refused(refusing.Refused):
    """Something about an assessment that cannot be done."""


class Changed(Refused):
    """The same assessment was saved in another window meanwhile."""


@dataclass(frozen=True)
class Given:
    """An answer as it came from the form: `step` 0–4, or None with or without "not applicable"."""

    step: int | None
    not_applicable: bool = False
    comment: str = ""
    for_authors: bool = True


def current_set() -> CriteriaSet:
    """The criteria set for new assessments. Raises CriteriaSet.DoesNotExist before one is loaded."""
    return CriteriaSet.objects.get(is_current=True)


def save_gate(version: Version, answers: Mapping[str, tuple[bool, str]], *, by: Actor) -> None:
    """Store the gate answers (question → yes/no, reason) and fix the criteria set. Raises Refused.

    A "no" needs its reason; only somebody who decides on the version may answer, while it is submitted.
    """
    if not _decides(version, by) or version.state != State.SUBMITTED:
        raise Refused(_("The gate can be answered only for a submitted practice."))
    for question, words in GATE:
        is_yes, reason = answers[question]
        if not is_yes and not reason.strip():
            raise Refused(_("Give a reason for the answer “no”: %(question)s") % {"question": words})
    with transaction.atomic():
        if not _hold(version.pk, State.SUBMITTED):
            raise Refused(_("The gate can be answered only for a submitted practice."))
        for question, (is_yes, reason) in answers.items():
            GateAnswer.objects.update_or_create(
                version=version, question=question, defaults={"answer": is_yes, "reason": reason}
            )
        _fix_criteria(version)


def _hold(version_pk: int, state: str) -> bool:
    """Lock the version row if it is in this state; every writer takes this row first, so none waits in a ring."""
    return Version.unscoped.filter(pk=version_pk, state=state).update(edit=F("edit")) == 1


def _fix_criteria(version: Version) -> None:
    """A version is assessed with the set that was current first; the set is frozen from then on."""
    if version.criteria_set_id is None:
        criteria_set = current_set()
        criteria_set.freeze()
        Version.unscoped.filter(pk=version.pk).update(criteria_set=criteria_set)
        version.criteria_set = criteria_set


def _decides(version: Version, by: Actor) -> bool:
    return by is SYSTEM or Version.unscoped.for_user(by, permissions.DECIDE).filter(pk=version.pk).exists()


def candidates(version: Version, by: Actor) -> QuerySet[User]:
    """Active peers and experts without a conflict of interest.

    Not of the owner organisation, not of the project, no co-author, not asked already, and not `by`, who decides.
    """
    practice = version.practice
    tied = [
        Membership.objects.filter(organisation=practice.owner).values("user"),
        ProjectMember.objects.filter(project=practice.project).values("user"),
        Author.unscoped.filter(practice=practice).values("user"),
        Assessment.unscoped.filter(version=version).values("assessor"),
    ]
    people = User.objects.filter(is_active=True, duties__kind__in=[Duty.Kind.PEER, Duty.Kind.EXPERT])
    for rows in tied:
        people = people.exclude(pk__in=rows)
    if isinstance(by, User):
        people = people.exclude(pk=by.pk)
    return people.distinct().order_by("name", "email")


def assign(version: Version, user: User, *, kind: str, by: Actor, deadline: date | None = None) -> Assessment:
    """Ask one person to assess. Raises Refused for a tie, a missing duty or a version not in assessment."""
    if not _decides(version, by) or version.state != State.IN_ASSESSMENT:
        raise Refused(_("Assessors can be asked only for a practice in assessment."))
    if not candidates(version, by).filter(pk=user.pk, duties__kind=kind).exists():
        raise Refused(
            _("%(name)s cannot assess this practice: there is a conflict of interest, or the duty is missing.")
            % {"name": user}
        )
    with transaction.atomic():
        if not _hold(version.pk, State.IN_ASSESSMENT):
            raise Refused(_("Assessors can be asked only for a practice in assessment."))
        _fix_criteria(version)  # one reopened after it was declined at the gate has none yet
        assessment, is_new = Assessment.unscoped.get_or_create(
            version=version, assessor=user, defaults={"kind": kind, "deadline": deadline}
        )
        if is_new:
            notices.assigned(assessment)
    return assessment


def save(
    assessment: Assessment,
    given: Mapping[str, Given],
    *,
    by: Actor,
    verdict: str,
    confidence: int | None,
    praise: str,
    suggestions: str,
    seen: int | None = None,
) -> Assessment:
    """Save the answers as they stand, by criterion code; finishing is a deed of its own. Raises Refused.

    `seen` is the edit counter the person was shown; Changed is raised if another window has saved meanwhile.
    """
    with transaction.atomic():
        _open(assessment, by, seen)
        criteria = {c.code: c for c in criteria_of(assessment.version)}
        for code, answer in given.items():
            Answer.objects.update_or_create(
                assessment=assessment,
                criterion=criteria[code],
                defaults={
                    "step": None if answer.not_applicable else answer.step,
                    "not_applicable": answer.not_applicable,
                    "comment": answer.comment,
                    "for_authors": answer.for_authors,
                },
            )
        values: dict[str, Any] = {
            "verdict": verdict,
            "confidence": confidence,
            "praise": praise,
            "suggestions": suggestions,
        }
        for name, value in values.items():
            setattr(assessment, name, value)
        assessment.save(update_fields=list(values))
    assessment.refresh_from_db()
    return assessment


def _open(assessment: Assessment, by: Actor, seen: int | None = None) -> None:
    """Claim an assessment for writing: the version's row first, then one conditional UPDATE of its own."""
    is_held = _hold(assessment.version_id, State.IN_ASSESSMENT)
    mine = Assessment.unscoped.filter(pk=assessment.pk).waiting()
    if isinstance(by, User):
        mine = mine.filter(assessor=by)
    if is_held and seen is not None and mine.exclude(edit=seen).exists():
        raise Changed(_("You saved this assessment in another window."))
    if not is_held or not mine.update(state=AssessmentState.OPEN, edit=F("edit") + 1):
        raise Refused(_("This assessment is finished or no longer asked for, so it cannot be changed."))


def criteria_of(version: Version) -> list[Criterion]:
    """The criteria of the version's set, in order, with their anchor texts: two queries."""
    rows = Criterion.objects.filter(criteria_set=version.criteria_set).prefetch_related("levels")
    return list(rows.order_by("order"))


def unanswered(assessment: Assessment) -> list[str]:
    """Codes of required criteria without an answer, and "verdict" or "confidence" if they are missing."""
    answered = {
        answer.criterion.code
        for answer in assessment.answers.select_related("criterion")
        if answer.step is not None or answer.not_applicable
    }
    missing = [c.code for c in criteria_of(assessment.version) if c.required and c.code not in answered]
    return missing + [name for name in ("confidence", "verdict") if not getattr(assessment, name)]


def finish(assessment: Assessment, *, by: Actor, when: Any = None) -> None:
    """Finish an assessment; doing it twice changes nothing. Raises Refused if something is unanswered.

    The version's edit counter grows: whoever decides must have seen this view.
    """
    if by is not SYSTEM and assessment.assessor_id != by.pk:
        raise Refused(_("This is not your assessment."))
    if Assessment.unscoped.filter(pk=assessment.pk, state=AssessmentState.FINISHED).exists():
        return
    if unanswered(assessment):
        raise Refused(_("Answer every criterion, give your verdict and say how sure you are."))
    with transaction.atomic():
        Version.unscoped.filter(pk=assessment.version_id, state=State.IN_ASSESSMENT).update(edit=F("edit") + 1)
        mine = Assessment.unscoped.filter(pk=assessment.pk, version__state=State.IN_ASSESSMENT).waiting()
        if not mine.update(state=AssessmentState.FINISHED, finished_at=when or timezone.now()):
            raise Refused(_("This assessment is finished or no longer asked for, so it cannot be changed."))
        notices.finished(assessment)


def abstain(assessment: Assessment, *, by: Actor, reason: str, when: datetime | None = None) -> None:
    """Decline the task with a reason. Raises Refused without a reason or when it is finished."""
    if not reason.strip():
        raise Refused(_("Say in a word why you abstain: a conflict of interest, no time, another field."))
    with transaction.atomic():
        _open(assessment, by)
        Assessment.unscoped.filter(pk=assessment.pk).update(
            state=AssessmentState.ABSTAINED, reason=reason, finished_at=when or timezone.now()
        )


def outcome(version: Version) -> Result | None:
    """The result of a version's finished assessments, or None before the gate has fixed its criteria."""
    if version.criteria_set_id is None:
        return None
    weights = {
        c.code: c.weight for c in Criterion.objects.filter(criteria_set=version.criteria_set_id).order_by("order")
    }
    return result(weights, labels.scored(version))


def duty_for(user: User) -> str:
    """The kind of assessor a person is: expert if that duty is held, else peer."""
    is_expert = any(duty.kind == Duty.Kind.EXPERT for duty in user.duties.all())
    return Kind.EXPERT if is_expert else Kind.PEER
