"""Published practices like the one being written: the fragment beside the page, and what is chosen about each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from polkka.kit.access import signed_in

from .. import edits
from .. import similar as rules
from ..models import Version
from ..permissions import WRITE
from ..questions import PAGES, pages
from .beside import DIFFERS, alike, differing
from .lookup import newest

MOST_KEPT = 40
"""Drafts whose "ours differs" a session remembers."""


@signed_in
@require_POST
def similar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Compare what is typed now, note that this builds on another, or that it differs. Nothing typed is saved here."""
    version = newest(request.user, public_id, WRITE)
    page = next((page for page in PAGES if page.code == request.POST.get("page")), pages(version.depth)[0])
    deed, name = request.POST.get("deed", ""), request.POST.get("name", "")
    said = _build_on(request, version, name) if deed == "build" else ""
    if deed in ("build", "differ") and name:
        _fold_away(request, public_id, name)
    if "X-Part" in request.headers:
        typed = {code: request.POST[code] for code in rules.READ if code in request.POST}
        version = newest(request.user, public_id, WRITE)
        context = {"version": version, "page": page, "said": said, **alike(request, version, page, typed)}
        return render(request, "practices/edit/similar.html", context)
    if said:
        messages.success(request, said)
    return redirect(reverse("practices:edit", kwargs={"public_id": public_id, "page": page.code}) + "#similar")


def _build_on(request: HttpRequest, version: Version, name: str) -> str:
    """What happened, in words."""
    try:
        is_new = rules.build_on(version, name, by=request.user)
    except (rules.Refused, edits.NotWritable) as refusal:
        return str(refusal)
    return _("Noted in the answer to “What it builds on”.") if is_new else _("It is noted there already.")


def _fold_away(request: HttpRequest, public_id: str, name: str) -> None:
    """Remember in the session that this one need not be shown again beside this draft."""
    names = [*differing(request, public_id), name[:8]]
    others = [pair for pair in request.session.get(DIFFERS, {}).items() if pair[0] != public_id]
    request.session[DIFFERS] = dict([*others[1 - MOST_KEPT :], (public_id, list(dict.fromkeys(names)))])
