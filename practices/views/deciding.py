"""The decision on one practice: everything that bears on it, the deeds that are possible now, and taking it up."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from criteria.models import CriteriaSet
from polkka.kit.access import needs
from polkka.kit.forms import faults
from polkka.kit.languages import current
from polkka.upkeep import generation, receipts

from .. import (
    assessing,
    completeness,
    declaring,
    joining,
    keeping,
    next_step,
    opinions,
    planning,
    points,
    profiles,
    renewing,
    self_check,
    similar,
    telling,
    workflow,
)
from ..agreeing import agreement_of
from ..asking_forms import room
from ..assessment_forms import GateForm
from ..models import HistoryEntry, Version
from ..permissions import DECIDE, SEE
from ..states import Move, State
from .changes import found
from .lookup import versions, whole_number
from .wording import DEEDS, EXPLAINED, planned_words

WAITING = (State.SUBMITTED, State.IN_ASSESSMENT)
OFTEN = ("publish", "return", "decline", "withdraw", "restore", "reopen")
"""Moves that have a page of their own with the letter, in the order of their buttons."""


def find(request: HttpRequest, public_id: str, verb: str) -> Version:
    """The version meant: the one named by `version`, else what waits, else the published one, else the newest.

    Raises Http404 if there is none with which this person may do `verb`.
    """
    found = list(versions(request.user, public_id, verb).select_related("criteria_set").exclude(state=State.DRAFT))
    number = request.GET.get("version") or request.POST.get("version")
    if number:
        found = [version for version in found if str(version.number) == number]
    if not found:
        raise Http404
    order = {State.SUBMITTED: 0, State.IN_ASSESSMENT: 0, State.PUBLISHED: 1}
    return min(found, key=lambda version: (order.get(State(version.state), 2), -version.number))


@needs("practices.coordinate")
@require_safe
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """One practice and what can be decided of it now."""
    return page(request, find(request, public_id, SEE))


def page(request: HttpRequest, version: Version, *, status: int = 200, **given: Any) -> HttpResponse:
    """The page of a decision; `given` may hold a form or errors to be shown back (gate, asking, errors)."""
    at = generation.number()
    others = Version.unscoped.for_user(request.user, SEE).filter(practice=version.practice_id)
    context: dict[str, Any] = {
        "version": version,
        "practice": telling.told(version, current(), written=version.original.language, at=at),
        "missing": completeness.missing(version),
        "history": HistoryEntry.unscoped.filter(practice=version.practice_id),
        "versions": list(others.exclude(state=State.DRAFT).order_by("-number")),
        "points": points.asked(version),
        "differences": found(version, at) if version.state in WAITING else None,
        "said_of_gate": declaring.said(version),
        "deeds": DEEDS,
        "seen": version.edit,
        "days": next_step.days_waiting(version, timezone.localdate()),
        "unconfirmed": joining.unconfirmed(version.practice),
        "once": receipts.new_key(),
    }
    if Version.unscoped.for_user(request.user, DECIDE).filter(pk=version.pk).exists():
        context |= _deeds(request, version, context, at)
    return render(request, "practices/decide.html", context | given, status=status)


def _deeds(request: HttpRequest, version: Version, shown: dict[str, Any], at: int) -> dict[str, Any]:
    """What only those who decide get: the deeds, the assessors' names and what they said."""
    moves = {move.name: move for move in workflow.legal_moves(version, request.user, only=DECIDE)}
    plan = planning.planned([version]).get(version.pk)
    kept = keeping.assessed_before(version) if "publish" in moves else None
    context: dict[str, Any] = {
        "decides": True,
        "moves": [_deed(version, moves[name], kept) for name in OFTEN if name in moves],
        "undo": next((move for move in moves.values() if move.undoes), None),
        "self_checks": self_check.finished(version),
        "offered": renewing.offered([version]),
        "plan": plan,
        "planned": planned_words(plan) if plan else "",
        "corrects": version.state == State.PUBLISHED,
    }
    if "take_up" in moves:
        context["gate"] = GateForm(version)
    context |= _assessed(request, version) if version.criteria_set_id or version.state == State.IN_ASSESSMENT else {}
    if version.state in WAITING:
        context["similar"] = similar.similar(similar.answers(version), version, current(), at=at)
    context["step"] = next_step.suggested(
        version,
        today=timezone.localdate(),
        missing=shown["missing"],
        assessments=[row.assessment for row in context["asking"].asked] if "asking" in context else [],
        wants_third=context.get("wants_third", False),
        plan=plan,
        is_assessed=kept is not None,
    )
    return context


@dataclass(frozen=True)
class Deed:
    """A move that leads to its own page, with what it means."""

    name: str
    words: str | Promise
    meaning: str | Promise
    url: str
    is_main: bool


def _deed(version: Version, move: Move, kept: Version | None) -> Deed:
    url = reverse("practices:move", kwargs={"public_id": version.practice.public_id, "name": move.name})
    meaning = EXPLAINED.get(move.name, "")
    if move.name == "publish" and kept:
        meaning = _("The changes are small: it is published with the assessment of version %(n)d.") % {"n": kept.number}
    return Deed(move.name, move.deed, meaning, f"{url}?version={version.number}", move.name == "publish")


def _assessed(request: HttpRequest, version: Version) -> dict[str, Any]:
    """Who was asked, what they said, and what it comes to."""
    found: dict[str, Any] = {
        "profile": profiles.profile(version, current(), with_own=True),
        "said": opinions.by_criterion(version) if version.criteria_set_id else [],
    }
    found["agreement"] = agreement_of(found["said"])
    if version.state == State.IN_ASSESSMENT:
        found["asking"] = room(version, request.user)
        found["wants_third"] = found["asking"].wants_third
    return found


@needs("practices.coordinate", parks=True)
@require_POST
def take_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Save the answers of the gate and take the practice up for assessment."""
    version = find(request, public_id, DECIDE)
    form, seen = GateForm(version, request.POST), whole_number(request, "seen")
    if not form.is_valid():
        return page(request, version, gate=form, errors=faults(form), status=400)

    def deed() -> str:
        assessing.save_gate(version, form.answers(), by=request.user)
        workflow.move(version, "take_up", by=request.user, seen=-1 if seen is None else seen)
        messages.success(request, _("Taken up for assessment. Ask the assessors next."))
        return reverse("practices:decide", kwargs={"public_id": public_id})

    try:
        return redirect(receipts.once(receipts.sent_as_typed(request), request.user, deed))
    except (assessing.Refused, workflow.Refused) as refusal:
        return page(request, version, gate=form, errors=[(str(refusal), "gate")], status=409)
    except CriteriaSet.DoesNotExist:
        text = _("No criteria set is in use for new assessments. Choose one in the admin first.")
        return page(request, version, gate=form, errors=[(text, "gate")], status=409)


@needs("practices.coordinate")
@require_POST
def unplan(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call a planned publication off."""
    version, seen = find(request, public_id, DECIDE), whole_number(request, "seen")

    def deed() -> str:
        planning.cancel(version, by=request.user, seen=-1 if seen is None else seen)
        messages.success(request, _("The planned publication was called off."))
        return reverse("practices:decide", kwargs={"public_id": public_id})

    try:
        return redirect(receipts.once(receipts.sent_as_typed(request), request.user, deed))
    except workflow.Refused as refusal:
        return page(request, version, errors=[(str(refusal), "decision")], status=409)
