"""The self-check of the authors against the assessors' own criteria, saved as one goes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polkka.kit.access import parks
from polkka.kit.forms import faults
from polkka.kit.languages import translated

from .. import assessing, edits, self_check, typed
from ..models import Assessment, Version
from ..permissions import WRITE
from ..self_check_form import SelfCheckForm
from ..states import AssessmentState, State
from .lookup import newest, whole_number


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def check_oneself(request: HttpRequest, public_id: str) -> HttpResponse:
    """The criteria with their anchor texts; a POST saves what is sound and goes to the next one."""
    version = newest(request.user, public_id, WRITE)
    if self_check.criteria_set() is None:
        raise Http404
    if request.method == "POST":
        return _save(request, version)
    if version.state != State.DRAFT:
        return redirect("practices:status", public_id)
    return _page(request, version, _form(request, version))


def _form(request: HttpRequest, version: Version, data: Any = None) -> SelfCheckForm:
    chosen = self_check.criteria_set()
    given, _number = self_check.answers(version, request.user)
    return SelfCheckForm(self_check.criteria(), chosen.scale if chosen else [], given, data)


def _page(
    request: HttpRequest, version: Version, form: SelfCheckForm, *, is_changed: bool = False, status: int = 200
) -> HttpResponse:
    check = self_check.own(version, request.user)
    given, before = self_check.answers(version, request.user)
    is_done = check is not None and check.state == AssessmentState.FINISHED
    context = {
        "version": version,
        "form": form,
        "errors": faults(form),
        "before": before,
        "is_done": is_done,
        "lowest": _lowest(version, form, given) if is_done else [],
        "seen": check.edit if check else 0,
        "minutes": self_check.MINUTES,
        "is_changed": is_changed,
    }
    return render(request, "practices/self_check.html", context, status=status)


def _lowest(version: Version, form: SelfCheckForm, given: dict[str, assessing.Given]) -> list[dict[str, Any]]:
    """The lowest criteria: name, step, and the pages where more can be told."""
    return [
        {
            "name": translated(low.criterion, "name"),
            "step": low.step,
            "places": [(question.label, _edit_url(version, page, question.code)) for page, question in low.places],
        }
        for low in self_check.lowest(version, form.criteria, given)
    ]


def _edit_url(version: Version, page: str, code: str) -> str:
    kwargs = {"public_id": version.practice.public_id, "page": page}
    return reverse("practices:edit", kwargs=kwargs) + f"#id_{code}"


def _save(request: HttpRequest, version: Version) -> HttpResponse:
    form, go = _form(request, version, request.POST), request.POST.get("go", "")
    form.full_clean()
    seen = whole_number(request, "seen")
    is_done = go == "done" and not form.errors
    try:
        check = self_check.save(version, form.given(), by=request.user, is_done=is_done, seen=seen)
    except edits.NotWritable:
        return _closed(request, version)
    except assessing.Changed:
        return _page(request, version, form, is_changed=True, status=409)
    if form.errors:
        return _page(request, version, form, status=400)
    return redirect(_next(request, version, check, go, [criterion.code for criterion in form.criteria]))


def _next(request: HttpRequest, version: Version, check: Assessment, go: str, codes: list[str]) -> str:
    """The criterion to go on with, the result, or the page as it was."""
    address = reverse("practices:self_check", kwargs={"public_id": version.practice.public_id})
    if go == "done":
        return f"{address}#result"
    if go in codes:
        return f"{address}#{go}"
    messages.success(request, _("Saved. You can go on later."))
    return address


def _closed(request: HttpRequest, version: Version) -> HttpResponse:
    """409: the draft was sent or ended meanwhile; what was typed is shown so that it can be copied."""
    context = {"version": version, "is_closed": True, "typed": typed.of_request(request)}
    return render(request, "practices/self_check.html", context, status=409)
