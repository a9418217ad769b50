"""Messages to those who assess and, about their tasks, to the coordinators. What they tell never reaches authors.

Their kinds stand in `polkka.upkeep.outbox.ABOUT_ASSESSORS`, so that the outbox shows none of their words.
"""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from polkka.kit.languages import speaking

from .models import Assessment, HistoryEntry, Version
from .notices import coordinators, tell
from .states import AssessmentState

DECISIONS = {"publish", "return", "decline"}
"""Moves that end an assessment."""


def to_assessor(kind: str, key: str, assessment: Assessment, **context: object) -> None:
    """Write to the assessor, with the address of the task; within the transaction of the cause."""
    user = assessment.assessor
    with speaking(user.language):
        url = settings.SITE_URL + reverse("practices:assess", kwargs={"pk": assessment.pk})
        deadline = day(assessment.deadline)
    tell(kind, key, [user], assessment.version, "", url=url, deadline=deadline, **context)


def to_coordinators(kind: str, key: str, assessment: Assessment, **context: object) -> None:
    """Write to the coordinators, who may know the name; the address is that of the task among the asked."""
    version = assessment.version
    for user in coordinators(version):
        with speaking(user.language):
            kwargs = {"public_id": version.practice.public_id, "pk": assessment.pk}
            url = settings.SITE_URL + reverse("practices:asked", kwargs=kwargs)
            deadline = day(assessment.deadline)
        tell(kind, key, [user], version, "", url=url, who=str(assessment.assessor), deadline=deadline, **context)


def day(value: date | None) -> str:
    """A day in the reader's way, or ""."""
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def _time(assessment: Assessment) -> str:
    """Which time of asking it is: somebody who was let go can be asked again."""
    return f"{assessment.pk}:{assessment.created_at:%y%m%d%H%M%S%f}"


def assigned(assessment: Assessment) -> None:
    """Ask an assessor."""
    to_assessor("assigned", f"assigned:{_time(assessment)}", assessment)


def declined(assessment: Assessment, *, reason: str, conflict: bool) -> None:
    """The coordinators learn at once that somebody else has to be asked."""
    to_coordinators("task_declined", f"declined:{_time(assessment)}", assessment, reason=reason, conflict=conflict)


def released(assessment: Assessment) -> None:
    """Thanks, and that nobody waits for this any more."""
    to_assessor("released", f"released:{_time(assessment)}", assessment)


def deadline_moved(assessment: Assessment) -> None:
    to_assessor("deadline_moved", f"deadline:{assessment.pk}:{assessment.deadline}", assessment)


def decided(version: Version, entry: HistoryEntry) -> None:
    """Tell those who have assessed how it ended, and those who had not finished that it has. No letter goes along."""
    if entry.move not in DECISIONS:
        return
    rows = Assessment.unscoped.filter(version=version).judging().select_related("assessor").order_by("pk")
    public = f"{settings.SITE_URL}/p/{version.practice.public_id}" if entry.move == "publish" else ""
    for assessment in rows:
        assessment.version = version
        if assessment.state == AssessmentState.FINISHED:
            key = f"history:{entry.pk}:outcome:{assessment.pk}"
            to_assessor("outcome", key, assessment, outcome=entry.move, public=public)
        elif assessment.state == AssessmentState.RELEASED and assessment.finished_at == entry.at:
            released(assessment)
