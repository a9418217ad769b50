"""Publishing at a time decided before: the plan, its calling off, and what the clock does when the time has come."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit.languages import speaking
from polkka.upkeep import clock

from . import notices, workflow
from .models import Schedule, Version
from .permissions import DECIDE
from .recording import record

MOST_AHEAD = timedelta(days=366)
MINUTE = timedelta(minutes=1)
Fault = Schedule.Fault


class NoSuchTime(Exception):
    """The clock skips this time in spring; `before` and `after` are the nearest times that there are (naive)."""

    def __init__(self, before: datetime, after: datetime) -> None:
        super().__init__()
        self.before, self.after = before, after


def moment(day: date, clock: time) -> datetime:
    """The moment at which the clocks of Finland show this; of an hour shown twice in autumn the first.

    Raises NoSuchTime.
    """
    shown = datetime.combine(day, clock)
    if not _is_shown(shown):
        raise NoSuchTime(_nearest(shown, -MINUTE), _nearest(shown, MINUTE))
    return shown.replace(tzinfo=timezone.get_default_timezone(), fold=0).astimezone(UTC)


def is_doubled(at: datetime) -> bool:
    """Whether the clocks show this time twice."""
    at = timezone.localtime(at)
    return at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()


def _is_shown(shown: datetime) -> bool:
    zone = timezone.get_default_timezone()
    return shown.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == shown


def _nearest(shown: datetime, step: timedelta) -> datetime:
    shown = shown.replace(second=0, microsecond=0)
    while not _is_shown(shown):
        shown += step
    return shown


def plan(version: Version, at: datetime, *, by: User, seen: int, note: str = "") -> Schedule:
    """Have the version published at a time; an earlier plan gives way. Raises workflow.Refused and its kinds."""
    now = timezone.now()
    if at <= now:
        raise workflow.Refused(_("This time has passed. Give a time to come."))
    if at > now + MOST_AHEAD:
        raise workflow.Refused(_("Give a time within a year."))
    version = workflow.checked(version, "publish", by=by, seen=seen, note=note)
    try:
        with transaction.atomic():
            _take(version, seen)
            Schedule.unscoped.filter(version=version).delete()
            values = {"at": at, "by": by, "by_name": by.name, "note": note, "edit": seen + 1}
            made = Schedule.unscoped.create(version=version, **values)
            _note(version, "plan", by, at)
            _tell("planned", version, made)
            return made
    except IntegrityError as error:
        raise workflow.Stale from error


def cancel(version: Version, *, by: User, seen: int) -> None:
    """Call the plan off; without one nothing happens. Raises workflow.Refused and its kinds."""
    held = Schedule.unscoped.filter(version=version).first()
    if not Version.unscoped.for_user(by, DECIDE).filter(pk=version.pk).exists():
        raise workflow.NotAllowed(_("You cannot do this to this practice."))
    if held is None:
        return
    with transaction.atomic():
        _take(version, seen)
        if Schedule.unscoped.filter(pk=held.pk).delete()[0] and not held.fault:
            _note(version, "unplan", by, held.at)
            _tell("unplanned", version, held)


def _take(version: Version, seen: int) -> None:
    """The one conditional UPDATE that decides who was first: a plan is a decision like the moves."""
    mine = Version.unscoped.filter(pk=version.pk, state=version.state, edit=seen)
    if mine.update(edit=F("edit") + 1) != 1:
        raise workflow.Stale


def _note(version: Version, deed: str, by: User, at: datetime) -> None:
    words = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    record(version, deed, by=by, source=version.state, target=version.state, note=words)


def _tell(kind: str, version: Version, plan: Schedule) -> None:
    for user in notices.submitters(version):
        key = f"{kind}:{plan.pk}"
        notices.tell(kind, key, [user], version, "practices:status", at=_words(plan.at, user))


def _words(at: datetime, user: User) -> str:
    with speaking(user.language):
        return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def planned(versions: Iterable[Version]) -> dict[int, Schedule]:
    """Version → its plan, also one that failed: one query for any number."""
    rows = Schedule.unscoped.filter(version__in=[version.pk for version in versions])
    return {row.version_id: row for row in rows}


def run() -> int:
    """What the clock does each minute: publish what is due; how many were."""
    due = Schedule.unscoped.filter(at__lte=timezone.now(), fault="").select_related("version__practice", "by")
    return clock.each(due.order_by("at", "pk"), _publish)


def _publish(row: Schedule) -> bool:
    """Publish as the person who decided; of two clocks at once the second finds the plan gone and does nothing."""
    if row.by is None or not row.by.is_active:
        return _give_up(row, Fault.RIGHTS)
    try:
        workflow.move(row.version, "publish", by=row.by, seen=row.edit, note=row.note)
    except workflow.NotAllowed:
        return _give_up(row, Fault.RIGHTS)
    except workflow.Stale:
        return _give_up(row, Fault.CHANGED)
    except workflow.Incomplete:
        return _give_up(row, Fault.MISSING)
    except workflow.Refused:
        return _give_up(row, Fault.STATE)
    return True


def _give_up(row: Schedule, fault: Fault) -> bool:
    """Keep why, and tell those who decide; nothing if the plan is gone, for then somebody has decided otherwise."""
    with transaction.atomic():
        if Schedule.unscoped.filter(pk=row.pk, fault="").update(fault=fault):
            people = {user.pk: user for user in notices.coordinators(row.version)}
            if row.by and row.by.is_active:
                people[row.by.pk] = row.by
            for user in people.values():
                with speaking(user.language):
                    why = str(fault.label)
                told = {"why": why, "at": _words(row.at, user)}
                notices.tell("plan_failed", f"plan_failed:{row.pk}", [user], row.version, "practices:decide", **told)
    return False
