"""The assessment of a version: the gate, asking assessors, their answers, and the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from criteria.models import CriteriaSet, Criterion
from criteria.scoring import Result, result
from network.models import User
from polkka.kit import refusing

from . import assessor_mail, assessors, labels, notices, permissions
from .models import Answer, Assessment, GateAnswer, Version
from .permissions import SYSTEM, Actor
from .questions import GATE
from .states import AssessmentState, State


class Refused(refusing.Refused):
    """Something about an assessment that cannot be done."""


CLOSED = _("This assessment is finished or no longer asked for, so it cannot be changed.")


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
    if not decides(version, by) or version.state != State.SUBMITTED:
        raise Refused(_("The gate can be answered only for a submitted practice."))
    for question, words in GATE:
        is_yes, reason = answers[question]
        if not is_yes and not reason.strip():
            raise Refused(_("Give a reason for the answer “no”: %(question)s") % {"question": words})
    with transaction.atomic():
        if not hold(version.pk, State.SUBMITTED):
            raise Refused(_("The gate can be answered only for a submitted practice."))
        for question, (is_yes, reason) in answers.items():
            GateAnswer.objects.update_or_create(
                version=version, question=question, defaults={"answer": is_yes, "reason": reason}
            )
        _fix_criteria(version)


def hold(version_pk: int, state: str) -> bool:
    """Lock the version row if it is in this state; every writer takes this row first, so none waits in a ring."""
    return Version.unscoped.filter(pk=version_pk, state=state).update(edit=F("edit")) == 1


def _fix_criteria(version: Version) -> None:
    """A version is assessed with the set that was current first; the set is frozen from then on."""
    if version.criteria_set_id is None:
        criteria_set = current_set()
        criteria_set.freeze()
        Version.unscoped.filter(pk=version.pk).update(criteria_set=criteria_set)
        version.criteria_set = criteria_set


def decides(version: Version, by: Actor) -> bool:
    """Whether this person decides on the version: one query."""
    return by is SYSTEM or Version.unscoped.for_user(by, permissions.DECIDE).filter(pk=version.pk).exists()


def assign(version: Version, user: User, *, kind: str, by: Actor, deadline: date | None = None) -> Assessment:
    """Ask one person to assess. Raises Refused for a tie, a missing duty or a version not in assessment.

    How much the person has to do already and the order of peers and experts are judged in `asking`.
    """
    if not decides(version, by) or version.state != State.IN_ASSESSMENT:
        raise Refused(_("Assessors can be asked only for a practice in assessment."))
    if not assessors.untied(version, by).filter(pk=user.pk, duties__kind=kind).exists():
        raise Refused(
            _("%(name)s cannot assess this practice: there is a conflict of interest, or the duty is missing.")
            % {"name": user}
        )
    with transaction.atomic():
        if not hold(version.pk, State.IN_ASSESSMENT):
            raise Refused(_("Assessors can be asked only for a practice in assessment."))
        _fix_criteria(version)  # one reopened after it was declined at the gate has none yet
        assessment, is_new = Assessment.unscoped.get_or_create(
            version=version, assessor=user, defaults={"kind": kind, "deadline": deadline}
        )
        if is_new or _ask_again(assessment, kind, deadline):
            assessor_mail.assigned(assessment)
    return assessment


def _ask_again(assessment: Assessment, kind: str, deadline: date | None) -> bool:
    """Ask somebody who was let go; what was answered then is still there. False if the person is not let go."""
    let_go = Assessment.unscoped.filter(pk=assessment.pk, state=AssessmentState.RELEASED)
    now = {"created_at": timezone.now(), "accepted_at": None, "finished_at": None}
    if not let_go.update(state=AssessmentState.ASSIGNED, kind=kind, deadline=deadline, edit=F("edit") + 1, **now):
        return False
    assessment.refresh_from_db()
    return True


def save(
    assessment: Assessment,
    given: Mapping[str, Given],
    *,
    by: Actor,
    verdict: str,
    confidence: int | None,
    praise: str,
    suggestions: str,
) -> Assessment:
    """Save all answers as they stand, by criterion code; finishing is a deed of its own. Raises Refused.

    A page that is open in a browser saves field by field: see assessment_sheet.
    """
    with transaction.atomic():
        claim(assessment, by)
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


def claim(assessment: Assessment, by: Actor, *, state: Any = AssessmentState.OPEN, accepts: bool = True) -> None:
    """Take an assessment for writing: the version's row first, then one conditional UPDATE to `state`.

    It `accepts` the task too. Raises Refused if it is finished, no longer asked for, or somebody else's.
    """
    is_held = hold(assessment.version_id, State.IN_ASSESSMENT)
    mine = Assessment.unscoped.filter(pk=assessment.pk).waiting()
    if isinstance(by, User):
        mine = mine.filter(assessor=by)
    accepted = Coalesce("accepted_at", Value(timezone.now())) if accepts else F("accepted_at")
    if not is_held or not mine.update(state=state, edit=F("edit") + 1, accepted_at=accepted):
        raise Refused(CLOSED)


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
    with transaction.atomic():
        Version.unscoped.filter(pk=assessment.version_id, state=State.IN_ASSESSMENT).update(edit=F("edit") + 1)
        assessment.refresh_from_db(fields=["verdict", "confidence"])
        if unanswered(assessment):
            raise Refused(_("Answer every criterion, give your verdict and say how sure you are."))
        mine = Assessment.unscoped.filter(pk=assessment.pk, version__state=State.IN_ASSESSMENT).waiting()
        if not mine.update(state=AssessmentState.FINISHED, finished_at=when or timezone.now()):
            raise Refused(CLOSED)
        notices.finished(assessment)


def accept(assessment: Assessment, *, by: Actor) -> None:
    """Take the task; to answer anything takes it too. Raises Refused if it is closed."""
    with transaction.atomic():
        claim(assessment, by, state=F("state"))


def abstain(
    assessment: Assessment, *, by: Actor, reason: str, conflict: bool = False, when: datetime | None = None
) -> None:
    """Decline the task with a reason; the coordinators are told. Raises Refused without a reason or when it is closed.

    With a `conflict` of interest the person is never asked about this practice again.
    """
    if not reason.strip():
        raise Refused(_("Say in a word why you abstain: a conflict of interest, no time, another field."))
    with transaction.atomic():
        claim(assessment, by, state=AssessmentState.ABSTAINED, accepts=False)
        Assessment.unscoped.filter(pk=assessment.pk).update(
            reason=reason, conflict=conflict, finished_at=when or timezone.now()
        )
        assessor_mail.declined(assessment, reason=reason, conflict=conflict)


def outcome(version: Version) -> Result | None:
    """The result of a version's finished assessments, or None before the gate has fixed its criteria."""
    if version.criteria_set_id is None:
        return None
    weights = {
        c.code: c.weight for c in Criterion.objects.filter(criteria_set=version.criteria_set_id).order_by("order")
    }
    return result(weights, labels.scored(version))
