"""Before sending: what is missing, how much is told, how it will look, and the one form that sends it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polkka.kit.access import parks, signed_in
from polkka.kit.forms import faults
from polkka.kit.languages import current, speaking
from polkka.upkeep import receipts

from .. import (
    comments,
    completeness,
    declaring,
    edits,
    journey,
    link_checks,
    points,
    self_check,
    showing,
    sources,
    telling,
    valued,
    workflow,
)
from ..forms import DEPTHS
from ..models import Text, Version
from ..permissions import ASSESS, OWN, SEE, WRITE
from ..questions import BY_CODE, first_new
from ..sending_forms import SendForm
from ..states import MOVES, Depth, State
from .languages import rows as language_rows
from .lookup import newest, versions, whole_number
from .writing import tasks

OTHER_PAGES: dict[str, tuple[str, str | Promise]] = {
    points.PAGE: ("practices:points", points.LABEL),
    showing.PAGE: ("practices:files", showing.LABEL),
}
"""What can be missing elsewhere than on a page of questions: page → (name of the address, label)."""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is still missing, how much is told, and the way on: preview, submit, discard."""
    version = newest(request.user, public_id, WRITE)
    if version.state != State.DRAFT:
        return redirect("practices:status", public_id)
    if request.method == "POST":
        return _set_depth(request, version)
    return _page(request, version, _form(version))


def _form(version: Version, data: Any = None) -> SendForm:
    return SendForm(version.depth, data, before=declaring.before(version))


def _page(
    request: HttpRequest,
    version: Version,
    form: SendForm,
    *,
    errors: Sequence[tuple[str, str]] = (),
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of the check; the form stands on it when nothing is missing, with errors if it was refused."""
    public_id = version.practice.public_id
    asked = points.asked(version)
    deeper = valued.deeper(version)
    context = {
        "version": version,
        "missing": [_fault(public_id, fault) for fault in workflow.to_mend(version, MOVES["submit"])],
        "tasks": tasks(version),
        "languages": language_rows(version),
        "valued": [
            (question.label, _edit_url(public_id, page, question.code)) for page, question in valued.valued(version)
        ],
        "deeper": (Depth(deeper).label, DEPTHS[deeper], deeper) if deeper else None,
        "depths": [(code, name, DEPTHS[code], code == version.depth) for code, name in Depth.choices],
        "n_files": len(showing.shown(version)),
        "broken": link_checks.broken(version),
        "points": (sum(bool(point.answer) for point in asked), len(asked)) if asked else None,
        "has_before": version.builds_on_id is not None,
        "self_check": self_check.is_invited(),
        "own_check": self_check.own(version, request.user),
        "form": form,
        "errors": errors,
        "reason": reason,
        "days": journey.typical_days(version),
        "submit": MOVES["submit"],
        "discard": MOVES["discard"],
        "once": receipts.sent(request),
    }
    return render(request, "practices/check.html", context, status=status)


def _edit_url(public_id: str, page: str, code: str) -> str:
    return reverse("practices:edit", kwargs={"public_id": public_id, "page": page}) + f"#id_{code}"


def _fault(public_id: str, fault: completeness.Missing) -> tuple[Any, Any, str]:
    """Label, message and address of one thing that is missing."""
    if fault.page in OTHER_PAGES:
        name, label = OTHER_PAGES[fault.page]
        return label, fault.message, reverse(name, kwargs={"public_id": public_id})
    return BY_CODE[fault.question].label, fault.message, _edit_url(public_id, fault.page, fault.question)


def _set_depth(request: HttpRequest, version: Version) -> HttpResponse:
    depth = request.POST.get("depth", "")
    if depth not in Depth.values:
        messages.error(request, _("Choose how much you will tell."))
        return redirect("practices:check", version.practice.public_id)
    try:
        edits.set_depth(version, depth, by=request.user)
    except edits.NotWritable as refusal:
        messages.error(request, str(refusal))
    else:
        if page := first_new(version.depth, depth):
            return redirect("practices:edit", version.practice.public_id, page.code)
    return redirect("practices:check", version.practice.public_id)


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send the draft with what its authors assure, in one step; whatever is refused comes back as it was typed."""
    version = newest(request.user, public_id, WRITE)
    if request.method != "POST":
        return redirect("practices:check" if version.state == State.DRAFT else "practices:status", public_id)
    form, seen, key = _form(version, request.POST), whole_number(request, "seen"), receipts.sent(request)
    if not form.is_valid():
        if version.state != State.DRAFT:  # the same form again, or somebody else was faster
            return redirect("practices:status", public_id)
        return _page(request, version, form, errors=faults(form), status=400)
    declared = declaring.declaration(form.gate(), by=request.user, when=timezone.now())
    try:
        workflow.move(
            version, "submit", by=request.user, seen=-1 if seen is None else seen, once=key, declared=declared
        )
    except workflow.NotAllowed as refusal:
        raise Http404 from refusal
    except workflow.Refused as refusal:
        return _refused(request, public_id, str(refusal))
    messages.success(request, _("Thank you. It has been sent."))
    return redirect("practices:status", public_id)


def _refused(request: HttpRequest, public_id: str, reason: str) -> HttpResponse:
    """What stands in the way, with the form as it was typed; a fresh key, as this is another try."""
    version = newest(request.user, public_id, WRITE)
    if version.state != State.DRAFT:
        messages.error(request, reason)
        return redirect("practices:status", public_id)
    return _page(request, version, _form(version, request.POST), reason=reason, status=409)


@signed_in
@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page exactly as readers would see it, for the version's own people."""
    mine = versions(request.user, public_id, SEE).first() or versions(request.user, public_id, ASSESS).first()
    if mine is None:
        raise Http404
    is_author = versions(request.user, public_id, OWN).exists()
    stored = next((text.state for text in mine.texts.all() if text.language == current()), "")
    sources.as_ready(mine, with_drafts=is_author)
    told = telling.told(mine, current())
    context = {
        "version": mine,
        "practice": replace(told, languages=tuple((c, n, _preview_url(public_id, c)) for c, n, _url in told.languages)),
        "is_preview": True,
        "is_draft_language": stored == Text.State.DRAFT and told.language == current(),
        "is_author": versions(request.user, public_id, WRITE).exists(),
        "is_asked": comments.part_of(request.user, mine) == comments.COORDINATOR,
        "robots": "noindex",
    }
    return render(request, "practices/preview.html", context)


def _preview_url(public_id: str, language: str) -> str:
    """The preview in another language; the public page of a draft is not there yet."""
    with speaking(language):
        return reverse("practices:preview", kwargs={"public_id": public_id})
