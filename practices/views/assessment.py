"""An assessor's pages: what I have been asked to assess, the assessment itself, and what the others thought."""

from math import ceil
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polkka.kit.access import needs, parks
from polkka.kit.forms import faults
from polkka.kit.languages import current
from polkka.upkeep import receipts

from .. import assessing, opinions, points, telling, typed
from ..assessment_forms import AssessmentForm, saved
from ..models import Assessment, Text
from ..permissions import ASSESS, SEE
from ..questions import ROWS, TEXT_QUESTIONS
from ..states import SET_ASIDE, AssessmentState, State
from .lookup import once_as_sent, whole_number

WORDS_A_MINUTE = 180
DECIDED = (State.RETURNED, State.DECLINED, State.PUBLISHED, State.SUPERSEDED)
"""States in which assessors still see their own answers."""


@needs("practices.assess")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for me, and what I have finished while it is still in assessment."""
    mine = Assessment.unscoped.for_user(request.user, ASSESS).exclude(state__in=SET_ASIDE)
    rows = mine.select_related("version__practice").prefetch_related("version__texts")
    ordered = rows.order_by(F("deadline").asc(nulls_last=True), "pk")
    context = {
        "waiting": [_line(row) for row in ordered if row.state != AssessmentState.FINISHED],
        "finished": [_line(row) for row in ordered if row.state == AssessmentState.FINISHED],
    }
    return render(request, "practices/queue.html", context)


def _line(assessment: Assessment) -> dict[str, Any]:
    original = assessment.version.original
    is_late = assessment.deadline is not None and assessment.deadline < timezone.localdate()
    return {
        "assessment": assessment,
        "title": original.title,
        "language": original.language,
        "minutes": _minutes(original),
        "is_late": is_late and assessment.state != AssessmentState.FINISHED,
    }


def _minutes(text: Text) -> int:
    """How long the text takes to read."""
    words = 0
    for question in TEXT_QUESTIONS:
        answer = getattr(text, question.code)
        pieces = [value for row in answer for value in row.values()] if question.kind == ROWS else [answer]
        words += sum(len(piece.split()) for piece in pieces)
    return max(1, ceil(words / WORDS_A_MINUTE))


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """The text and the criteria; once finished, thanks and the others' steps. Own assessments only."""
    mine = Assessment.unscoped.for_user(request.user, SEE).filter(pk=pk)
    assessment = mine.select_related("version__criteria_set", "version__practice__owner__region").first()
    if assessment is None:
        raise Http404
    if request.method == "POST":
        return _answer(request, assessment)
    if _is_open(assessment):
        return _ask(request, assessment)
    is_past = assessment.version.state in DECIDED
    is_in_assessment = Assessment.unscoped.for_user(request.user, ASSESS).filter(pk=pk).exists()
    if assessment.state == AssessmentState.FINISHED and (is_past or is_in_assessment):
        return render(request, "practices/assessed.html", {**_others(assessment), "is_past": is_past})
    raise Http404


def _form(assessment: Assessment, data: Any = None) -> AssessmentForm:
    criteria = assessing.criteria_of(assessment.version)
    scale = assessment.version.criteria_set.scale if assessment.version.criteria_set else []
    return AssessmentForm(criteria, scale, data, initial=saved(assessment, criteria))


def _ask(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    form = _form(assessment)
    errors = _unanswered(assessment, form) if "missing" in request.GET else []
    return _page(request, assessment, form, errors)


def _unanswered(assessment: Assessment, form: AssessmentForm) -> list[tuple[str, str]]:
    """What is still to be answered before the assessment can be finished, with the place of each."""
    found = []
    names = {asked.code: asked.name for asked in form.asked()}
    for code in assessing.unanswered(assessment):
        field = form[f"step_{code}"] if code in names else form[code]
        words = _("%(criterion)s: choose a step or “not applicable”.") % {"criterion": names.get(code, "")}
        message = words if code in names else _("Still to be answered: %(question)s") % {"question": field.label}
        found.append((message, field.auto_id))
    return found


def _page(
    request: HttpRequest,
    assessment: Assessment,
    form: AssessmentForm,
    errors: list[tuple[str, str]],
    *,
    status: int = 200,
    is_changed: bool = False,
) -> HttpResponse:
    version = assessment.version
    context = {
        "assessment": assessment,
        "is_changed": is_changed,
        "practice": telling.told(version, current(), written=version.original.language),
        "points": points.asked(version),
        "form": form,
        "errors": errors,
        "seen": assessment.edit,
        "once": receipts.new_key(),
    }
    return render(request, "practices/assess.html", context, status=status)


def _answer(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Save, finish or abstain once; whatever goes wrong, the page comes back with everything typed."""
    form = _form(assessment, request.POST)
    plan = {"finish": _finish, "abstain": _abstain}.get(request.POST.get("deed", ""), _save)

    def deed() -> str:
        if not _is_open(assessment):
            raise Closed
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        return plan(request, assessment, form)

    try:
        return redirect(receipts.once(once_as_sent(request), request.user, deed))
    except Closed:
        return _closed(request, assessment)
    except ValidationError:
        return _page(request, assessment, form, faults(form), status=400)
    except assessing.Changed:
        return _page(request, assessment, form, [], is_changed=True, status=409)
    except assessing.Refused as refusal:
        if not _is_open(assessment):
            return _closed(request, assessment)
        return _page(request, assessment, form, [(str(refusal), form["reason"].auto_id)], status=400)


class Closed(Exception):
    """Nothing can be saved any more: finished, abstained or decided."""


def _is_open(assessment: Assessment) -> bool:
    return Assessment.unscoped.for_user(assessment.assessor, ASSESS).waiting().filter(pk=assessment.pk).exists()


def _write(request: HttpRequest, assessment: Assessment, form: AssessmentForm) -> None:
    seen = whole_number(request, "seen")
    assessing.save(assessment, form.given(), by=assessment.assessor, seen=-1 if seen is None else seen, **form.whole())


def _save(request: HttpRequest, assessment: Assessment, form: AssessmentForm) -> str:
    _write(request, assessment, form)
    messages.success(request, _("Saved. You can go on later."))
    return reverse("practices:assess", kwargs={"pk": assessment.pk})


def _finish(request: HttpRequest, assessment: Assessment, form: AssessmentForm) -> str:
    """Saved in any case; finished if nothing is missing, else back to what is."""
    _write(request, assessment, form)
    address = reverse("practices:assess", kwargs={"pk": assessment.pk})
    if assessing.unanswered(assessment):
        return f"{address}?missing=1"
    assessing.finish(assessment, by=assessment.assessor)
    return address


def _abstain(request: HttpRequest, assessment: Assessment, form: AssessmentForm) -> str:
    assessing.abstain(assessment, by=assessment.assessor, reason=form.cleaned_data["reason"])
    messages.success(request, _("You have abstained. The coordinator will ask somebody else."))
    return reverse("practices:queue")


def _others(assessment: Assessment) -> dict[str, Any]:
    return {"assessment": assessment, "title": assessment.version.title, "compared": opinions.compared(assessment)}


def _closed(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """409: nothing can be saved any more; what was typed is shown so that it can be copied."""
    context = {
        "typed": typed.of_request(request),
        "is_closed": True,
        "is_mine": assessment.state == AssessmentState.FINISHED,
    }
    return render(request, "practices/assessed.html", context, status=409)
