"""Asking assessors, and the page of one who has been asked: another day, or somebody else."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from polkka.kit.access import needs
from polkka.kit.forms import faults
from polkka.upkeep import receipts

from .. import asking, assessing
from ..asking_forms import AssessorsForm, DeadlineForm, ask_form, asked, room
from ..models import Assessment, Version
from ..permissions import DECIDE
from .deciding import find, page


@needs("practices.coordinate", parks=True)
@require_POST
def assign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask one person or several to assess."""
    version = find(request, public_id, DECIDE)
    form = ask_form(version, request.user, request.POST)

    def deed() -> str:
        _check(form)
        people, deadline = form.cleaned_data["assessor"], form.cleaned_data["deadline"]
        _say_asked(request, asking.ask(version, people, by=request.user, deadline=deadline))
        return reverse("practices:decide", kwargs={"public_id": public_id})

    def again(errors: list[tuple[str, str]], status: int) -> HttpResponse:
        return page(request, version, asking=room(version, request.user, form), errors=errors, status=status)

    return _once(request, deed, form, again)


def _check(form: Any) -> None:
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())


def _say_asked(request: HttpRequest, made: list[Assessment]) -> None:
    names = ", ".join(str(assessment.assessor) for assessment in made)
    words = ngettext("%(name)s has been asked.", "%(name)s have been asked.", len(made))
    messages.success(request, words % {"name": names})


def _once(
    request: HttpRequest,
    deed: Callable[[], str],
    form: Any,
    again: Callable[[list[tuple[str, str]], int], HttpResponse],
) -> HttpResponse:
    """Do the deed once; what is wrong with it comes back with everything that was typed."""
    try:
        return redirect(receipts.once(receipts.sent_as_typed(request), request.user, deed))
    except ValidationError:
        return again(faults(form), 400)
    except assessing.Refused as refusal:
        return again([(str(refusal), "assessors")], 409)


@needs("practices.coordinate", parks=True)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """One assessor of a version: how far, and the deeds while nobody has finished."""
    assessment = _find(request, public_id, pk)
    if request.method != "POST":
        return _page(request, assessment)
    name = request.POST.get("deed", "")
    if name not in DEEDS:
        raise Http404
    form_of, plan = DEEDS[name]
    form = form_of(request, assessment.version)

    def deed() -> str:
        if form is not None:
            _check(form)
        plan(request, assessment, form)
        return reverse("practices:decide", kwargs={"public_id": public_id}) + f"?version={assessment.version.number}"

    def again(errors: list[tuple[str, str]], status: int) -> HttpResponse:
        given = {"extend": "until", "replace": "form"}.get(name, "")
        return _page(request, assessment, errors=errors, status=status, **({given: form} if given else {}))

    return _once(request, deed, form, again)


def _find(request: HttpRequest, public_id: str, pk: int) -> Assessment:
    rows = Assessment.unscoped.for_user(request.user, DECIDE).filter(pk=pk, version__practice__public_id=public_id)
    found = rows.select_related("assessor", "version__practice__owner", "version__practice__project").first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, assessment: Assessment, *, status: int = 200, **given: Any) -> HttpResponse:
    version = assessment.version
    row = next(row for row in asked(version, request.user) if row.assessment.pk == assessment.pk)
    context: dict[str, Any] = {"row": row, "version": version, "once": receipts.new_key()}
    context["criteria"] = version.criteria_set.criteria.count() if version.criteria_set else 0
    if row.is_waiting and version.state == "in_assessment":
        context |= {"form": ask_form(version, request.user), "until": DeadlineForm()}
    return render(request, "practices/asked.html", context | given, status=status)


def _extend(request: HttpRequest, assessment: Assessment, form: DeadlineForm) -> None:
    asking.extend(assessment, form.cleaned_data["until"], by=request.user)
    messages.success(request, _("%(name)s has been told of the new day.") % {"name": assessment.assessor})


def _replace(request: HttpRequest, assessment: Assessment, form: AssessorsForm) -> None:
    people, deadline = form.cleaned_data["assessor"], form.cleaned_data["deadline"]
    made = asking.replace(assessment, people, by=request.user, deadline=deadline)
    messages.success(request, _("%(name)s is no longer asked, and has been thanked.") % {"name": assessment.assessor})
    _say_asked(request, made)


def _release(request: HttpRequest, assessment: Assessment, form: None) -> None:
    asking.release(assessment, by=request.user)
    messages.success(request, _("%(name)s is no longer asked, and has been thanked.") % {"name": assessment.assessor})


def _no_form(request: HttpRequest, version: Version) -> None:
    return None


DEEDS: dict[str, tuple[Callable[[HttpRequest, Version], Any], Callable[[HttpRequest, Assessment, Any], None]]] = {
    "extend": (lambda request, version: DeadlineForm(request.POST), _extend),
    "replace": (lambda request, version: ask_form(version, request.user, request.POST), _replace),
    "release": (_no_form, _release),
}
"""What can be done about somebody who has been asked: the form of it, and the deed."""
