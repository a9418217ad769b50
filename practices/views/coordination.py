"""The coordinators' pages: what waits, and the decision on one practice."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from criteria.models import CriteriaSet
from polkka.kit.access import needs
from polkka.kit.forms import faults
from polkka.kit.languages import current
from polkka.upkeep import receipts

from .. import (
    assessing,
    comments,
    completeness,
    declaring,
    joining,
    opinions,
    points,
    profiles,
    renewing,
    self_check,
    telling,
    workflow,
)
from ..assessment_forms import AssignForm, GateForm, LetterForm
from ..models import Assessment, HistoryEntry, Version
from ..permissions import DECIDE, SEE
from ..sending_forms import PointsForm
from ..states import State
from .changes import found
from .lookup import once_as_sent, versions, whole_number
from .wording import DEEDS

RECENT = 20
COMPARED = (State.SUBMITTED, State.IN_ASSESSMENT)
DECIDED = (State.PUBLISHED, State.RETURNED, State.DECLINED, State.WITHDRAWN)


@needs("practices.coordinate")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Submitted ones, oldest first; those in assessment and how far they are; and the latest decisions."""
    mine = Version.unscoped.for_user(request.user, DECIDE).select_related("practice__owner", "practice__project")
    rows = mine.prefetch_related("texts")
    assessed = list(rows.filter(state=State.IN_ASSESSMENT).order_by("updated_at", "pk"))
    standings = opinions.standings(assessed, timezone.localdate())
    context = {
        "submitted": list(rows.filter(state=State.SUBMITTED).order_by("submitted_at", "pk")),
        "assessed": [(version, standings[version.pk]) for version in assessed],
        "decided": list(rows.filter(state__in=DECIDED).newest_first()[:RECENT]),
        "questions": comments.questions(request.user),
        "offered": renewing.waiting(request.user),
    }
    return render(request, "practices/coordination.html", context)


def find(request: HttpRequest, public_id: str, verb: str) -> Version:
    """The version meant: the one named by `version`, else what waits, else the published one, else the newest.

    Raises Http404 if there is none with which this person may do `verb`.
    """
    found = list(versions(request.user, public_id, verb).exclude(state=State.DRAFT))
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
    """The page of a decision; `given` may hold a form or errors to be shown back (gate, assign, letter, errors)."""
    context: dict[str, Any] = {
        "version": version,
        "practice": telling.told(version, current(), written=version.original.language),
        "missing": completeness.missing(version),
        "history": HistoryEntry.unscoped.filter(practice=version.practice_id).select_related("by"),
        "versions": versions(request.user, version.practice.public_id, SEE).exclude(state=State.DRAFT),
        "points": points.asked(version),
        "differences": found(version) if version.state in COMPARED else None,
        "said_of_gate": declaring.said(version),
        "deeds": DEEDS,
        "seen": version.edit,
        "unconfirmed": joining.unconfirmed(version.practice),
        "once": receipts.new_key(),
    }
    if Version.unscoped.for_user(request.user, DECIDE).filter(pk=version.pk).exists():
        context |= _deeds(request, version)
    return render(request, "practices/decide.html", context | given, status=status)


def _deeds(request: HttpRequest, version: Version) -> dict[str, Any]:
    """What only those who decide get: the deeds, the assessors' names and what they said."""
    moves = {move.name: move for move in workflow.legal_moves(version, request.user) if move.verb == DECIDE}
    context: dict[str, Any] = {"decides": True, "moves": moves, "self_checks": self_check.finished(version)}
    context["offered"] = renewing.offered([version])
    if "take_up" in moves:
        context["gate"] = GateForm(version)
    if version.criteria_set_id is not None:
        outcome = assessing.outcome(version)
        context |= {
            "assessments": Assessment.unscoped.for_user(request.user, DECIDE)
            .filter(version=version)
            .select_related("assessor")
            .order_by("pk"),
            "profile": profiles.profile(version, current(), with_own=True),
            "wants_third": outcome.wants_third if outcome else False,
            "said": opinions.by_criterion(version),
            "today": timezone.localdate(),
        }
    if version.state == State.IN_ASSESSMENT:
        context["assign"] = AssignForm(assessing.candidates(version, request.user))
    if moves:
        draft = opinions.letter(version) if version.state == State.IN_ASSESSMENT else ""
        context["letter"] = LetterForm(initial={"note": draft})
        # shown only, so that it is not called optional: its hint says when it is needed
        context["letter"].fields["note"].required = True
        context["requests"] = PointsForm() if "return" in moves else None
    return context


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
        return redirect(receipts.once(once_as_sent(request), request.user, deed))
    except (assessing.Refused, workflow.Refused) as refusal:
        return page(request, version, gate=form, errors=[(str(refusal), "gate")], status=409)
    except CriteriaSet.DoesNotExist:
        text = _("No criteria set is in use for new assessments. Choose one in the admin first.")
        return page(request, version, gate=form, errors=[(text, "gate")], status=409)


@needs("practices.coordinate", parks=True)
@require_POST
def assign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask one person to assess."""
    version = find(request, public_id, DECIDE)
    form = AssignForm(assessing.candidates(version, request.user), request.POST)

    def deed() -> str:
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        user, deadline = form.cleaned_data["assessor"], form.cleaned_data["deadline"]
        assessing.assign(version, user, kind=assessing.duty_for(user), by=request.user, deadline=deadline)
        messages.success(request, _("%(name)s has been asked.") % {"name": user})
        return reverse("practices:decide", kwargs={"public_id": public_id})

    try:
        return redirect(receipts.once(once_as_sent(request), request.user, deed))
    except ValidationError:
        return page(request, version, assign=form, errors=faults(form), status=400)
    except assessing.Refused as refusal:
        return page(request, version, assign=form, errors=[(str(refusal), "assessors")], status=409)
