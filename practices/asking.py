"""Asking people to assess: several at once, within what each takes on; letting go, asking the next, moving a day."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Availability, User

from . import assessing, assessor_mail, assessors
from .assessing import Refused
from .models import Assessment, Version
from .permissions import Actor
from .states import AssessmentState, Kind, State

NOT_ASKED = _("Assessors can be asked only for a practice in assessment.")


def ask(version: Version, people: Iterable[User], *, by: Actor, deadline: date) -> list[Assessment]:
    """Ask these people, all or nobody. Raises Refused, with the name, for a tie, a full desk, a pause or an expert
    before two peers have finished.

    The version's row is taken first and then each person's, in one order, so that nobody gets more than was wished.
    """
    with transaction.atomic():
        if not assessing.hold(version.pk, State.IN_ASSESSMENT):
            raise Refused(NOT_ASKED)
        return [_ask(version, user, by, deadline) for user in sorted(people, key=lambda user: user.pk)]


def _ask(version: Version, user: User, by: Actor, deadline: date) -> Assessment:
    kind = assessors.duty_for(user)
    rows = Assessment.unscoped.filter(version=version, assessor=user)
    if rows.exclude(state=AssessmentState.RELEASED).exists():
        raise Refused(_("%(name)s has been asked already.") % {"name": user})
    if kind == Kind.EXPERT and not assessors.expert_may(version):
        raise Refused(_("%(name)s is an expert: experts are asked after two peers have finished.") % {"name": user})
    assessment = assessing.assign(version, user, kind=kind, by=by, deadline=deadline)
    if reason := _hindrance(user):
        raise Refused(f"{user} {reason}.")
    return assessment


def _hindrance(user: User) -> str:
    """What is in the way once this task is counted, with the person's row taken so that two askers are not at once."""
    held, _is_new = Availability.objects.get_or_create(user=user)
    Availability.objects.filter(pk=held.pk).update(most=F("most"))
    held.refresh_from_db()
    return assessors.hindrance(held, assessors.loads([user])[user.pk] - 1)


def release(assessment: Assessment, *, by: Actor) -> None:
    """Let a silent assessor go with thanks. Raises Refused if there is nothing to wait for any more."""
    with transaction.atomic():
        _hold_waiting(assessment, by, state=AssessmentState.RELEASED, finished_at=timezone.now())
        assessor_mail.released(assessment)


def replace(assessment: Assessment, people: Iterable[User], *, by: Actor, deadline: date) -> list[Assessment]:
    """Let one go and ask others in the same deed: both or nothing. Raises Refused."""
    with transaction.atomic():
        release(assessment, by=by)
        return ask(assessment.version, people, by=by, deadline=deadline)


def extend(assessment: Assessment, deadline: date, *, by: Actor) -> None:
    """Give another day; the assessor is told if it is another one. Raises Refused as `release`."""
    with transaction.atomic():
        before = assessment.deadline
        _hold_waiting(assessment, by, deadline=deadline)
        assessment.deadline = deadline
        if deadline != before:
            assessor_mail.deadline_moved(assessment)


def _hold_waiting(assessment: Assessment, by: Actor, **values: object) -> None:
    if not assessing.decides(assessment.version, by) or not assessing.hold(assessment.version_id, State.IN_ASSESSMENT):
        raise Refused(NOT_ASKED)
    if not Assessment.unscoped.filter(pk=assessment.pk).waiting().update(**values):
        raise Refused(_("This assessment is finished or no longer asked for. Look at the page again."))


def suggested(candidates: Iterable[assessors.Candidate]) -> list[int]:
    """Whom to ask for a third opinion: the least loaded peer, or nobody."""
    return [one.user.pk for one in candidates if not (one.reason or one.is_expert or one.was_asked)][:1]


def wants_third(version: Version) -> bool:
    """Whether the finished assessments lie so far apart that one more is needed, and none is on its way."""
    found = assessing.outcome(version)
    is_waiting = Assessment.unscoped.filter(version=version).waiting().exists()
    return bool(found and found.wants_third and not is_waiting)
