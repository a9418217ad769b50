"""Moving a draft to another project or school of the person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polkka.kit.access import signed_in
from polkka.kit.forms import faults
from polkka.upkeep import receipts

from .. import placing
from ..account_forms import PlaceForm
from ..models import Version
from ..permissions import WRITE
from .lookup import newest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask where a draft belongs (GET), and move it (POST)."""
    user: Any = request.user
    version = newest(user, public_id, WRITE)
    form = PlaceForm(placing.offered(version, user), request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, version, form)
    try:
        return redirect(receipts.once(receipts.sent_as_typed(request), user, lambda: _moved(request, version, form)))
    except ValidationError:
        return _page(request, version, form, status=400)
    except placing.Refused as refusal:
        return _page(request, version, form, reason=refusal.message)


def _moved(request: HttpRequest, version: Version, form: PlaceForm) -> str:
    """Move the draft; the address to go to. Raises ValidationError and Refused."""
    user: Any = request.user
    if not placing.can_move(version, user):
        raise placing.Refused(placing.TOO_LATE)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    chosen = form.cleaned_data["place"]
    placing.move(version, chosen, by=user)
    messages.success(request, _("Moved: %(place)s.") % {"place": chosen.name})
    return reverse("practices:status", kwargs={"public_id": version.practice.public_id})


def _page(
    request: HttpRequest, version: Version, form: PlaceForm, *, reason: Any = "", status: int = 200
) -> HttpResponse:
    user: Any = request.user
    can_move = placing.can_move(version, user)
    if not (can_move or reason):
        reason = placing.TOO_LATE
    context = {
        "version": version,
        "form": form,
        "errors": faults(form),
        "reason": reason,
        "can_move": can_move and bool(form.places),
        "once": receipts.sent(request),
    }
    return render(request, "practices/place.html", context, status=409 if reason else status)
