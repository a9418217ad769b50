"""Correcting a typo in what readers see: the text as a form, what changes word by word, and the deed."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polkka.kit.access import needs
from polkka.kit.differences import Difference
from polkka.kit.forms import faults
from polkka.kit.languages import language_names
from polkka.upkeep import receipts

from .. import correcting, workflow
from ..deciding_forms import CorrectForm
from ..models import Text, Version
from ..permissions import DECIDE
from .lookup import versions, whole_number


@needs("practices.coordinate", parks=True)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: str, language: str) -> HttpResponse:
    """Look at a correction (`deed` look) or publish it at once as a new version."""
    held = versions(request.user, public_id, DECIDE)
    number = whole_number(request, "version")
    version = held.published().first() if number is None else held.filter(number=number).first()
    text = correcting.text_in(version, language) if version else None
    if version is None or text is None:
        raise Http404
    if request.method != "POST":
        return _page(request, version, CorrectForm(version, text))
    form = CorrectForm(version, text, request.POST)
    if not form.is_valid():
        return _page(request, version, form, status=400)
    try:
        changes = correcting.changes(version, language, form.answers())
        if request.POST.get("deed") != "publish" or not changes:
            return _page(
                request, version, form, changes=changes, reason="" if changes else _("Nothing has been changed.")
            )
        return _publish(request, version, text, form)
    except correcting.TooLarge as refusal:
        form.refuse(refusal.faults)
        return _page(request, version, form, status=400)
    except workflow.NotAllowed as refusal:
        raise Http404 from refusal
    except workflow.Refused as refusal:
        return _page(request, version, form, reason=refusal.message, status=409)


def _publish(request: HttpRequest, version: Version, text: Text, form: CorrectForm) -> HttpResponse:
    seen = whole_number(request, "seen")
    correcting.correct(
        version,
        text.language,
        form.answers(),
        by=request.user,
        seen=-1 if seen is None else seen,
        reason=form.reason(),
        once=receipts.sent(request),
    )
    messages.success(request, _("Corrected and published. The authors have been told."))
    return redirect("practices:decide", version.practice.public_id)


def _page(
    request: HttpRequest,
    version: Version,
    form: CorrectForm,
    *,
    changes: Sequence[Difference] = (),
    reason: str | Promise = "",
    status: int = 200,
) -> HttpResponse:
    errors = faults(form) + ([(str(reason), "correction")] if reason else [])
    others = [
        (text.language, language_names([text.language]))
        for text in version.texts.all()
        if text.state != Text.State.DRAFT and text.language != form.text.language
    ]
    context = {
        "version": version,
        "form": form,
        "language": form.text.language,
        "language_name": language_names([form.text.language]),
        "others": others,
        "changes": changes,
        "errors": errors,
        "seen": version.edit,
        "once": receipts.sent(request),
    }
    return render(request, "practices/correct.html", context, status=status)
