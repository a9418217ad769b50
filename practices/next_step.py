"""What a coordinator might do next with a version, in one sentence: told from what the page has read already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .completeness import Missing
from .labels import PEERS_NEEDED
from .models import Assessment, Schedule, Version
from .states import AssessmentState, Depth, Kind, State


@dataclass(frozen=True)
class Step:
    """A sentence, and the part of the page where it is done; `is_late` asks for attention."""

    text: str | Promise
    place: str = ""
    is_late: bool = False


def days_waiting(version: Version, today: date) -> int | None:
    """Whole days since it was sent, while it waits for a decision."""
    if version.state not in (State.SUBMITTED, State.IN_ASSESSMENT) or version.submitted_at is None:
        return None
    return (today - timezone.localdate(version.submitted_at)).days


def suggested(
    version: Version,
    *,
    today: date,
    missing: Sequence[Missing] = (),
    assessments: Sequence[Assessment] = (),
    wants_third: bool = False,
    plan: Schedule | None = None,
    is_assessed: bool = False,
) -> Step | None:
    """The next step of a version that waits; None for one that does not. `is_assessed`: see keeping."""
    if plan is not None:
        if plan.fault:
            return Step(_("It was not published as planned. Look at it and decide anew."), "decision", is_late=True)
        return Step(_("Its publication is planned. There is nothing to do before that."), "decision")
    if version.state == State.SUBMITTED:
        return _before(version, missing, is_assessed)
    if version.state == State.IN_ASSESSMENT:
        return _during(assessments, wants_third, today)
    return None


def _before(version: Version, missing: Sequence[Missing], is_assessed: bool) -> Step:
    if missing:
        return Step(_("Something required is missing: return it with a request."), "decision")
    if version.depth == Depth.TIP:
        return Step(_("A tip needs no assessment: read it and decide."), "decision")
    if is_assessed:
        words = _(
            "Look at the answers and at what has changed: publish it if that is little, or have it assessed anew."
        )
        return Step(words, "points")
    return Step(_("Answer the five questions of the gate and take it up."), "gate")


def _during(assessments: Sequence[Assessment], wants_third: bool, today: date) -> Step:
    finished = [row for row in assessments if row.state == AssessmentState.FINISHED]
    waiting = [row for row in assessments if row.is_waiting]
    late = [row for row in waiting if row.deadline and row.deadline < today]
    peers = sum(row.kind == Kind.PEER for row in (*finished, *waiting))
    if late:
        words = ngettext(
            "%(n)d assessor is late: give more time or ask somebody else.",
            "%(n)d assessors are late: give more time or ask somebody else.",
            len(late),
        )
        return Step(words % {"n": len(late)}, "assessors", is_late=True)
    if peers < PEERS_NEEDED:
        return Step(_("Ask one more peer.") if peers else _("Ask two peers."), "assessors")
    if waiting:
        words = ngettext("%(n)d assessor is at work.", "%(n)d assessors are at work.", len(waiting))
        return Step(words % {"n": len(waiting)}, "assessors")
    if wants_third:
        return Step(_("The views differ: ask a third assessor."), "assessors", is_late=True)
    return Step(_("Everything is in: read what was said and decide."), "decision")
