"""Reminders of deadlines: before, on and after the day to the assessor, and a week after it to the coordinators.

The clock calls `run` every minute; the key of a message says for which day it is, so that none goes twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from polkka.upkeep import clock
from polkka.upkeep.models import Mail

from . import assessor_mail
from .models import Assessment
from .states import State

HOURS = range(8, 20)
"""Hours of the day, as in Finland, at which reminders go out."""
BEFORE, LATE, SILENT, LAST = 3, 3, 7, 28  # days before the deadline; days after it
YOUNG = timedelta(days=1)
"""Somebody who has just been asked is not reminded."""


@dataclass(frozen=True)
class Due:
    """A reminder whose day it is."""

    kind: str
    assessment: Assessment

    @property
    def key(self) -> str:
        """Names the reminder of this task and this day; the address of the receiver is added by the outbox."""
        return f"{self.kind}:{self.assessment.pk}:{self.assessment.deadline}"


def run() -> int:
    """Send what is due and has not been sent; how many were written. Nothing outside of the day."""
    now = timezone.localtime()
    if now.hour not in HOURS:
        return 0
    reminders = list(due(now.date()))
    sent = _sent(reminders)
    return clock.each([reminder for reminder in reminders if reminder.key not in sent], _remind)


def due(today: date) -> Iterator[Due]:
    """The one reminder of each waiting assessment that belongs to this day: one query.

    A clock that stood still makes up for what still holds, and never sends one whose day is over.
    """
    days = (today - timedelta(days=LAST), today + timedelta(days=BEFORE))
    rows = Assessment.unscoped.waiting().filter(version__state=State.IN_ASSESSMENT, deadline__range=days)
    ready = rows.filter(created_at__lte=timezone.now() - YOUNG).select_related(
        "assessor", "version__practice__project__coordination"
    )
    for assessment in ready.order_by("pk"):
        if assessment.deadline and (kind := kind_of((today - assessment.deadline).days)):
            yield Due(kind, assessment)


def kind_of(days: int) -> str:
    """The reminder that many days after the deadline (negative: before it), or ""."""
    if -BEFORE <= days < 0:
        return "reminder_before"
    if days == 0:
        return "reminder_today"
    if LATE <= days < SILENT:
        return "reminder_late"
    return "reminder_silent" if SILENT <= days <= LAST else ""


def _sent(reminders: list[Due]) -> set[str]:
    """The keys of those that have been written, to one receiver at least: one query."""
    kinds = {reminder.kind for reminder in reminders}
    since = timezone.now() - timedelta(days=LAST + BEFORE + 1)
    rows = Mail.objects.filter(kind__in=kinds, created_at__gte=since).values_list("key", flat=True)
    return {key.rpartition(":")[0] for key in rows}


def _remind(reminder: Due) -> bool:
    """Write it, unless the task was finished or given back just now."""
    with transaction.atomic():
        if not Assessment.unscoped.waiting().filter(pk=reminder.assessment.pk).exists():
            return False
        tell = assessor_mail.to_assessor
        if reminder.kind == "reminder_silent":
            tell = assessor_mail.to_coordinators
        tell(reminder.kind, reminder.key, reminder.assessment)
    return True
