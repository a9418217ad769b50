"""The page of an assessment, from the request to the thanks: own ones only."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polkka.kit.access import parks
from polkka.kit.forms import faults, label_of
from polkka.kit.languages import current
from polkka.kit.requests import wants_json
from polkka.upkeep import receipts

from .. import assessing, assessment_sheet, opinions, points, tasks, telling, typed
from ..assessment_forms import WHOLE, AssessmentForm
from ..assessment_sheet import Saved
from ..models import Assessment
from ..permissions import ASSESS, SEE
from ..states import AssessmentState
from .saving import is_auto, person_key, time_now

Plan = Callable[[HttpRequest, Assessment, AssessmentForm], str]


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """The task, the text and the criteria; once finished, thanks and the others' steps. Own assessments only."""
    mine = Assessment.unscoped.for_user(request.user, SEE).filter(pk=pk)
    assessment = mine.select_related("assessor", "version__criteria_set", "version__practice__owner__region").first()
    if assessment is None:
        raise Http404
    if request.method == "POST":
        return _save_itself(request, assessment) if is_auto(request) else _answer(request, assessment)
    if wants_json(request):
        return _told(request, assessment)
    if _is_open(assessment):
        form = _form(assessment)
        return _page(request, assessment, form, _unanswered(assessment, form) if "missing" in request.GET else [])
    is_past = assessment.version.state in tasks.DECIDED
    is_in_assessment = Assessment.unscoped.for_user(request.user, ASSESS).filter(pk=pk).exists()
    if assessment.state == AssessmentState.FINISHED and (is_past or is_in_assessment):
        return _thanks(request, assessment)
    return _closed(request, assessment, status=410)


def _is_open(assessment: Assessment) -> bool:
    return Assessment.unscoped.for_user(assessment.assessor, ASSESS).waiting().filter(pk=assessment.pk).exists()


def _form(assessment: Assessment, data: Any = None) -> AssessmentForm:
    criteria = assessing.criteria_of(assessment.version)
    scale = assessment.version.criteria_set.scale if assessment.version.criteria_set else []
    return AssessmentForm(criteria, scale, data, initial=assessment_sheet.held(assessment, criteria))


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
    theirs: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """`theirs` are the fields that another window changed too: both texts are shown, and this one is not saved yet."""
    version = assessment.version
    held = assessment_sheet.held(assessment, form.criteria)
    words, asked = tasks.words_of(version.original), form.asked()
    context = {
        "assessment": assessment,
        "practice": telling.told(version, current(), written=version.original.language),
        "points": points.asked(version),
        "form": form,
        "asked": asked,
        "answered": sum(one.is_answered for one in asked),
        "errors": errors,
        "theirs": _changed(form, theirs or {}),
        "seen": assessment_sheet.digests(held),
        "once": receipts.new_key(),
        "words": words,
        "minutes": tasks.minutes(words),
        "minutes_to_judge": tasks.TO_JUDGE,
        "writers": tasks.writers(version),
        "is_late": assessment.is_late,
        "saving": _saving(request, assessment),
    }
    return render(request, "practices/assess.html", context, status=status)


def _changed(form: AssessmentForm, theirs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What two windows changed, in the order of the page, in the shape that components/theirs.html takes."""
    found = []
    for name in sorted(theirs, key=lambda name: name in WHOLE):
        question = {"label": label_of(form, name).rstrip("?"), "kind": "concepts"}
        words = _in_words(form.fields[name], theirs[name])
        found.append({"input": {"code": name, "question": question}, "theirs": words})
    return found


def _in_words(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(field.choices).get(value, "")) if hasattr(field, "choices") else str(value)


def _saving(request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
    """How the page saves by itself: see static/js/autosave.js."""
    return {
        "person_key": person_key(request.user),
        "place": f"assessment/{assessment.pk}",
        "url": request.path,
        "here": "[]",
        "elsewhere": "[]",
    }


class Closed(Exception):
    """Nothing can be saved any more: finished, abstained, let go or decided."""


class Unsound(Exception):
    """Something that was sent cannot be kept as it is; the sound fields are."""


def _save(request: HttpRequest, assessment: Assessment, form: AssessmentForm) -> Saved:
    """Keep the sound fields that changed. Raises assessing.Refused."""
    form.full_clean()
    values, seen = assessment_sheet.sent(form, request.POST, request.POST.getlist("theirs"))
    return assessment_sheet.save(assessment, values, by=assessment.assessor, seen=seen)


def _save_itself(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The page saves by itself: the same as the button, answered with data."""
    if request.POST.get("person", person_key(request.user)) != person_key(request.user):
        return JsonResponse({"state": "other_person"}, status=403)
    form = _form(assessment, request.POST)
    try:
        if not _is_open(assessment):
            raise Closed
        saved = _save(request, assessment, form)
    except (Closed, assessing.Refused):
        return JsonResponse({"state": "locked", "reason": str(assessing.CLOSED)}, status=409)
    if form.strangers():
        return JsonResponse({"state": "refused", "reason": _stranger_words(form)}, status=400)
    errors = {name: str(found[0]) for name, found in form.errors.items() if "seen-" + name in request.POST}
    return _told(request, assessment, saved, errors)


def _told(
    request: HttpRequest, assessment: Assessment, saved: Saved | None = None, errors: dict[str, str] | None = None
) -> JsonResponse:
    """What the page goes on with, in the form that static/js/autosave.js reads (views/saving._answer).

    `unsaved` are the fields with errors: nothing of them is stored, so that the browser goes on keeping them.
    """
    saved = saved or Saved()
    return JsonResponse(
        {
            "state": "saved" if _is_open(assessment) else "locked",
            "time": time_now(),
            "seen": {name: digest for name, digest in saved.seen.items() if name not in saved.conflicts},
            "errors": errors or {},
            "conflicts": list(saved.conflicts),
            "unsaved": list(errors or {}),
            "others": {"here": [], "elsewhere": []},
            "person": person_key(request.user),
            "csrf": get_token(request),
        }
    )


def _answer(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Save, take, finish or decline once; whatever goes wrong, the page comes back with everything typed."""
    form = _form(assessment, request.POST)
    plan = PLANS.get(request.POST.get("deed", ""), _go_on)

    def deed() -> str:
        if not _is_open(assessment):
            raise Closed
        saved = _save(request, assessment, form)
        if saved.conflicts or form.errors or form.strangers():
            raise Unsound
        return plan(request, assessment, form)

    try:
        return redirect(receipts.once(receipts.sent_as_typed(request), request.user, deed))
    except Closed:
        return _closed(request, assessment)
    except Unsound:
        return _unsound(request, assessment, form)
    except ValidationError:
        return _page(request, assessment, form, faults(form), status=400)
    except assessing.Refused:
        return _closed(request, assessment)


def _unsound(request: HttpRequest, assessment: Assessment, form: AssessmentForm) -> HttpResponse:
    """Keep what is sound, and show the page with its faults and what two windows changed."""
    saved = _save(request, assessment, form)
    errors = faults(form)
    if form.strangers():
        errors.append((_stranger_words(form), "judging"))
    return _page(request, assessment, form, errors, status=409 if saved.conflicts else 400, theirs=saved.conflicts)


def _stranger_words(form: AssessmentForm) -> str:
    words = _("These criteria are not part of this assessment: %(codes)s. The other answers have been saved.")
    return words % {"codes": ", ".join(form.strangers())}


def _address(assessment: Assessment) -> str:
    return reverse("practices:assess", kwargs={"pk": assessment.pk})


def _go_on(request: HttpRequest, assessment: Assessment, form: AssessmentForm) -> str:
    messages.success(request, _("Saved. You can go on later."))
    return _address(assessment)


def _accept(request: HttpRequest, assessment: Assessment, form: AssessmentForm) -> str:
    assessing.accept(assessment, by=assessment.assessor)
    messages.success(request, _("Thank you. The task is yours; everything you answer is saved as you go."))
    return _address(assessment)


def _finish(request: HttpRequest, assessment: Assessment, form: AssessmentForm) -> str:
    """Saved in any case; finished if nothing is missing, else back to what is."""
    saved = Assessment.unscoped.select_related("version__practice", "assessor").get(pk=assessment.pk)
    if assessing.unanswered(saved):
        return f"{_address(assessment)}?missing=1"
    assessing.finish(saved, by=saved.assessor)
    return _address(assessment)


def _decline(request: HttpRequest, assessment: Assessment, form: AssessmentForm) -> str:
    """With a reason, and for good if it is a conflict of interest."""
    reason, conflict = form.cleaned_data["reason"], request.POST.get("deed") == "conflict"
    if not reason:
        form.add_error("reason", _("Say in a word why you abstain: a conflict of interest, no time, another field."))
        raise ValidationError(form.errors.as_data())
    assessing.abstain(assessment, by=assessment.assessor, reason=reason, conflict=conflict)
    told = _("Thank you for saying so. You will not be asked about this practice again.")
    messages.success(request, told if conflict else _("You have abstained. The coordinator will ask somebody else."))
    return reverse("practices:queue")


PLANS: dict[str, Plan] = {"accept": _accept, "finish": _finish, "abstain": _decline, "conflict": _decline}
"""The buttons of the page; every other one saves."""


def _thanks(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    version = assessment.version
    context = {
        "assessment": assessment,
        "title": version.title,
        "language": version.original.language,
        "compared": opinions.compared(assessment),
        "verdicts": opinions.verdicts(assessment),
        "is_past": version.state in tasks.DECIDED,
    }
    return render(request, "practices/assessed.html", context)


def _closed(request: HttpRequest, assessment: Assessment, *, status: int = 409) -> HttpResponse:
    """Nothing can be saved any more; what was typed, now or before, is shown so that it can be copied."""
    form = _form(assessment)
    kept = [] if request.method == "POST" else form.told()
    context = {"typed": typed.of_request(request) or kept, "is_closed": True, "state": assessment.state}
    return render(request, "practices/assessed.html", context, status=status)
