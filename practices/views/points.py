"""The requests of a letter of return, one by one, and the answers of the authors."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polkka.kit.access import parks
from polkka.kit.forms import faults

from .. import edits, feedback, points, typed
from ..models import Version
from ..permissions import WRITE
from ..sending_forms import AnswersForm
from ..states import State
from .lookup import newest


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """The points with their answers; a POST saves each that is sound, whatever is wrong with the others."""
    version = newest(request.user, public_id, WRITE)
    asked = points.asked(version)
    if not asked or (version.state != State.DRAFT and request.method != "POST"):
        return redirect("practices:status", public_id)
    if request.method == "POST":
        return _save(request, version, AnswersForm(asked, version.depth, request.POST))
    return _page(request, version, AnswersForm(asked, version.depth))


def _save(request: HttpRequest, version: Version, form: AnswersForm) -> HttpResponse:
    form.full_clean()
    try:
        saved = points.answer(version, form.answers(), by=request.user, seen=form.seen())
    except edits.NotWritable as refusal:
        return _closed(request, version, str(refusal))
    if saved.conflicts or form.errors:
        return _show_again(request, version, form, saved.conflicts)
    messages.success(request, _("Saved. You can go on later."))
    is_done = request.POST.get("go") == "on" and not points.missing(version)
    return redirect("practices:check" if is_done else "practices:points", version.practice.public_id)


def _show_again(request: HttpRequest, version: Version, form: AnswersForm, theirs: Mapping[int, str]) -> HttpResponse:
    """The page with everything as it was typed, and beside it what somebody else has answered meanwhile."""
    shown = AnswersForm(points.asked(version), version.depth, form.data, theirs=theirs)
    shown.full_clean()
    return _page(request, version, shown, has_conflict=bool(theirs), status=409 if theirs else 400)


def _page(
    request: HttpRequest, version: Version, form: AnswersForm, *, has_conflict: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "version": version,
        "form": form,
        "errors": faults(form),
        "has_conflict": has_conflict,
        "n_open": sum(not point.answer for point in form.asked),
        "letter": feedback.letter(version.practice),
    }
    return render(request, "practices/points.html", context, status=status)


def _closed(request: HttpRequest, version: Version, reason: str) -> HttpResponse:
    """409: the draft was sent meanwhile; what was typed is shown so that it can be copied."""
    context = {"version": version, "is_closed": True, "reason": reason, "typed": typed.of_request(request)}
    return render(request, "practices/points.html", context, status=409)
