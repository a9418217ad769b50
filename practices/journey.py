"""The way of a version from writing to readers: its stations, how long they take, and until when assessors have it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Assessment, HistoryEntry, Version
from .permissions import SYSTEM
from .states import Depth, State

DECISIONS = ("publish", "return", "decline")
LOOKED_BACK = timedelta(days=365)
ENOUGH = 5
"""Decisions within a year from which a usual time is told; from fewer it would be a guess."""
DONE, HERE, AHEAD = "done", "here", "ahead"


@dataclass(frozen=True)
class Station:
    """One stop of the way: `state` is done, here or ahead."""

    name: str | Promise
    state: str


def stations(version: Version) -> list[Station]:
    """Written, sent, being assessed (not a tip), decided, published; the present one is "here"."""
    written = _("Being written") if version.state == State.DRAFT else _("Written")
    names: list[str | Promise] = [written, _("Sent"), _("Being assessed"), _("Decided"), _("Published")]
    place = {
        State.DRAFT: 0, State.SUBMITTED: 1, State.IN_ASSESSMENT: 2, State.RETURNED: 3, State.DECLINED: 3,
        State.PUBLISHED: 4, State.SUPERSEDED: 4, State.WITHDRAWN: 4,
    }[State(version.state)]  # fmt: skip
    found = [Station(name, DONE if n < place else HERE if n == place else AHEAD) for n, name in enumerate(names)]
    skips = version.depth == Depth.TIP and version.state != State.IN_ASSESSMENT
    return found[:2] + found[3:] if skips else found


def typical_days(version: Version, when: datetime | None = None) -> int | None:
    """The median of days from sending to the decision within the last year, of tips or of the others: one query.

    None when there have been too few decisions to promise anything.
    """
    since = (when or timezone.now()) - LOOKED_BACK
    rows = HistoryEntry.unscoped.filter(
        move__in=DECISIONS, at__gte=since, version__submitted_at__isnull=False, practice__is_demo=False
    )
    rows = rows.exclude(by_name=SYSTEM.name)  # loaded with the content: nobody has waited for these
    tips = rows.filter(version__depth=Depth.TIP)
    rows = tips if version.depth == Depth.TIP else rows.exclude(version__depth=Depth.TIP)
    times = rows.order_by("pk").values_list("version__submitted_at", "at")
    days = [(at - sent).total_seconds() / 86_400 for sent, at in times if sent]
    return max(1, round(median(days))) if len(days) >= ENOUGH else None


def deadline(version: Version) -> date | None:
    """The last day of the assessors who have not finished, if the version is being assessed."""
    if version.state != State.IN_ASSESSMENT:
        return None
    waiting = Assessment.unscoped.filter(version=version).waiting()
    last: date | None = waiting.aggregate(last=Max("deadline"))["last"]
    return last
