"""A translation of a published practice before its coordinator: read beside the original, published or sent back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polkka.kit.access import needs
from polkka.kit.differences import Difference, compared
from polkka.kit.forms import faults
from polkka.kit.languages import language_names
from polkka.upkeep import receipts

from .. import renewing
from ..editions import answer_words
from ..forms import MoveForm
from ..models import Version
from ..permissions import DECIDE
from ..questions import BY_CODE
from ..renewing import Offered
from ..sources import renewed
from .lookup import versions, whole_number


@dataclass(frozen=True)
class Shown:
    """One answer of an offered translation, in plain words; `changes` is the way from what is public now, if any."""

    label: str | Promise
    original: str
    offered: str
    changes: tuple[Difference, ...]


@needs("practices.coordinate", parks=True)
@require_http_methods(["GET", "HEAD", "POST"])
def decide_text(request: HttpRequest, public_id: str, language: str) -> HttpResponse:
    """Read the translation beside the original; a POST publishes it or sends it back with a letter."""
    version = versions(request.user, public_id, DECIDE).published().first()
    if version is None:
        raise Http404
    offered = next((each for each in renewing.offered([version]) if each.language == language), None)
    if request.method == "POST":
        return _decide(request, version, language, offered)
    if offered is None:
        messages.info(request, _("This translation is not offered for publishing any more."))
        return redirect("practices:decide", public_id)
    return _show(request, offered, _form())


def _form(data: Any = None) -> MoveForm:
    form = MoveForm(data)
    form.fields["note"].help_text = _("Needed when you send the translation back.")
    return form


def _show(
    request: HttpRequest, offered: Offered, form: MoveForm, *, reason: str = "", status: int = 200
) -> HttpResponse:
    version = offered.version
    errors = faults(form) + ([(reason, form["note"].auto_id)] if reason else [])
    context = {
        "version": version,
        "offered": offered,
        "answers": _answers(offered),
        "original_name": language_names([version.original.language]),
        "form": form,
        "errors": errors,
        "seen": version.edit,
        "once": receipts.sent(request),
    }
    return render(request, "practices/decide_text.html", context, status=status)


def _answers(offered: Offered) -> list[Shown]:
    version = offered.version
    stored = next(text for text in version.texts.all() if text.language == offered.language)
    text = renewed(stored, version.original)
    found = []
    for code, before, _after in offered.answers:
        question = BY_CODE[code]
        original, new = (answer_words(each, version, question) for each in (version.original, text))
        changes: tuple[Difference, ...] = ()
        if before:
            pieces = compared(answer_words(stored, version, question), new)
            changes = (Difference(_("What changes"), pieces, offered.language),) if pieces else ()
        found.append(Shown(question.label, original, new, changes))
    return found


def _decide(request: HttpRequest, version: Version, language: str, offered: Offered | None) -> HttpResponse:
    form, seen = _form(request.POST), whole_number(request, "seen")
    if not form.is_valid():
        return _again(request, offered, form, "", 400)
    options: dict[str, Any] = {"by": request.user, "seen": -1 if seen is None else seen, "once": receipts.sent(request)}
    try:
        if request.POST.get("deed") == "publish":
            renewing.publish_text(version, language, **options)
            messages.success(request, _("The translation is published."))
        else:
            renewing.send_back(version, language, note=form.cleaned_data["note"], **options)
            messages.success(request, _("The translation was sent back to its authors."))
    except renewing.NotAllowed as refusal:
        raise Http404 from refusal
    except renewing.Refused as refusal:
        status = 409 if isinstance(refusal, renewing.Stale | renewing.Illegal) else 400
        return _again(request, offered, form, str(refusal), status)
    return redirect("practices:decide", version.practice.public_id)


def _again(request: HttpRequest, offered: Offered | None, form: MoveForm, reason: str, status: int) -> HttpResponse:
    """The page with the reason and what was typed; if nothing is offered any more, the letter to be copied."""
    if offered is not None:
        return _show(request, offered, form, reason=reason, status=status)
    context = {"reason": reason, "note": form.data.get("note", ""), "errors": faults(form)}
    return render(request, "practices/decide_text.html", context, status=status)
