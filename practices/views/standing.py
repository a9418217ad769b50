"""Where a practice stands: who has it, what happens next, and what has been said of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from polkka.kit.access import signed_in
from polkka.kit.languages import current
from polkka.upkeep import counting, receipts
from projects.models import Project

from .. import completeness, edits, feedback, journey, link_checks, placing, planning, points, telling, workflow
from ..models import HistoryEntry, Version
from ..permissions import OWN, WRITE
from ..states import State
from .lines import go_on
from .lookup import newest, versions
from .wording import DEEDS, STAGES, planned_words


@signed_in
@require_safe
def status(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where a practice is, who has it, what happens next, and what has been said of it."""
    version = newest(request.user, public_id, OWN)
    practice = version.practice
    history = HistoryEntry.unscoped.filter(practice=practice)
    moves = workflow.legal_moves(version, request.user)
    public = _public(request, public_id)
    asked = points.asked(version)
    context = {
        "version": version,
        "stations": journey.stations(version),
        "days": journey.typical_days(version) if version.state == State.SUBMITTED else None,
        "deadline": journey.deadline(version),
        "points": (sum(bool(point.answer) for point in asked), len(asked)) if asked else None,
        "asked": asked,
        "planned": _planned(version),
        "has_before": version.builds_on_id is not None,
        "writes": versions(request.user, public_id, WRITE).exists(),
        "ended": _ended(version),
        "can_move": placing.can_move(version, request.user),
        "stage": STAGES[State.RETURNED if _is_back(version) else version.state],
        "moves": [move for move in moves if move.verb == WRITE and move.name != "submit"],
        "go_on": go_on(version, completeness.missing(version)) if version.state == State.DRAFT else "",
        "letter": feedback.letter(practice),
        "feedback": feedback.feedback(practice, current()),
        "history": [(entry, DEEDS.get(entry.move, entry.move)) for entry in history.order_by("pk")],
        "public": public,
        "n_read": counting.views_of([public_id])[public_id] if public else 0,
        "broken": link_checks.broken(version),
        "can_renew": edits.renewable(practice) is not None,
        "once": receipts.new_key(),
    }
    return render(request, "practices/status.html", context)


def _planned(version: Version) -> str:
    """When it will be published, if that is planned and still holds."""
    plan = planning.planned([version]).get(version.pk)
    return planned_words(plan) if plan and not plan.fault and plan.edit == version.edit else ""


def _ended(version: Version) -> Project | None:
    """The project, if it has ended: then nobody writes any more."""
    project = version.practice.project
    return project if project and project.has_ended else None


def _is_back(version: Version) -> bool:
    """Whether a draft was opened because the version before it was returned."""
    before = version.builds_on
    return version.state == State.DRAFT and before is not None and before.state == State.RETURNED


def _public(request: HttpRequest, public_id: str) -> str:
    """The readers' page, if a version is published."""
    live = versions(request.user, public_id, OWN).published().first()
    return telling.path(public_id, live.title, live.original.language) if live else ""
