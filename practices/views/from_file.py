"""Starting from a document: the upload, what was placed where, and moving what waits."""

import hashlib
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polkka.kit.access import parks, signed_in
from polkka.kit.forms import faults
from polkka.kit.requests import takes_files
from polkka.upkeep import receipts

from .. import beginning, completeness, edits, places, setting_aside
from ..from_file_form import FromFileForm
from ..models import Version
from ..permissions import WRITE
from ..questions import BY_CODE, PAGES, Page, asked_codes, pages
from ..states import State
from .beside import aside
from .lines import go_on
from .lookup import newest

PLACED = "placed"
"""In the session: what was found where in the documents sent lately, by public name of the draft."""
MOST_KEPT = 5


@takes_files
@parks
@require_http_methods(["GET", "HEAD", "POST"])
def from_file(request: HttpRequest) -> HttpResponse:
    """Begin a practice from a document. Who has no project or school yet finds or proposes it first."""
    offered = places.places(request.user)
    if not offered:
        return redirect(f"{reverse('practices:welcome')}?for=new")
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FromFileForm(offered, *sent, depth=request.GET.get("depth", ""))
    if form.is_bound and form.is_valid():
        return redirect(receipts.once(_key(request, form), request.user, lambda: _begin(request, form)))
    context = {"form": form, "errors": faults(form), "once": receipts.sent(request)}
    return render(request, "practices/from_file.html", context)


def _key(request: HttpRequest, form: FromFileForm) -> str:
    """The same form with the same document is one deed, another document is another."""
    document = hashlib.sha256(form.sent).hexdigest()[:12]
    return f"{document}.{hashlib.sha256(receipts.sent_as_typed(request).encode()).hexdigest()}"


def _begin(request: HttpRequest, form: FromFileForm) -> str:
    """Make the draft and put everything into it, in one transaction; the address of the page that tells of it."""
    place, found = form.cleaned_data["place"], form.fitted
    with transaction.atomic():
        depth, language = form.cleaned_data["depth"], form.cleaned_data["language"]
        version = beginning.begin(place, by=request.user, depth=depth, language=language)
        edits.save(version, found.answers, by=request.user, seen={}, remembers=False)
        Version.unscoped.filter(pk=version.pk).update(aside="\n\n".join(found.aside))
    public_id = version.practice.public_id
    told = {"matches": [[match.heading, match.code] for match in found.matches], "pictures": found.pictures}
    kept = list(request.session.get(PLACED, {}).items())[1 - MOST_KEPT :]
    request.session[PLACED] = dict([*kept, (public_id, told)])
    return reverse("practices:placed", kwargs={"public_id": public_id})


@signed_in
@require_safe
def placed(request: HttpRequest, public_id: str) -> HttpResponse:
    """What of the document was placed where, and what waits."""
    version = newest(request.user, public_id, WRITE)
    told = request.session.get(PLACED, {}).get(public_id)
    if version.state != State.DRAFT or told is None:
        return redirect("practices:status", public_id)
    waiting = setting_aside.waiting(version)
    context = {
        "version": version,
        "matches": [(heading, *_question(version, code)) for heading, code in told["matches"]],
        "pictures": told["pictures"],
        "waiting": waiting,
        "headings": [one.text for one in waiting if one.is_heading],
        "n_letters": len(version.aside),
        "go_on": go_on(version, completeness.missing(version)),
    }
    return render(request, "practices/placed.html", context)


def _question(version: Version, code: str) -> tuple[Any, str]:
    """The label of a question, and its page ("" if it is not asked at this depth)."""
    page = next((page for page in pages(version.depth) if code in {q.code for q in page.questions}), None)
    url = ""
    if page and code in asked_codes(version.depth):
        url = reverse("practices:edit", kwargs={"public_id": version.practice.public_id, "page": page.code})
    return BY_CODE[code].label, url and f"{url}#id_{code}"


@signed_in
@require_POST
def move_aside(request: HttpRequest, public_id: str) -> HttpResponse:
    """Move a waiting paragraph to a question of the page, or leave it out. Asked by the page itself: JSON."""
    version = newest(request.user, public_id, WRITE)
    page = next((page for page in PAGES if page.code == request.POST.get("page")), pages(version.depth)[0])
    mark, code = request.POST.get("mark", ""), request.POST.get("code", "")
    fault, moved = "", None
    try:
        if request.POST.get("deed") == "leave":
            setting_aside.leave_out(version, mark, by=request.user)
        else:
            moved = setting_aside.move(version, mark, code, by=request.user)
    except (setting_aside.Refused, edits.NotWritable) as refusal:
        fault = str(refusal)
    if "X-Part" in request.headers:
        return _in_place(request, public_id, page, fault, moved)
    if fault:
        messages.error(request, fault)
    elif moved:
        messages.success(request, _("Added to this answer: %(label)s") % {"label": BY_CODE[code].label})
    url = reverse("practices:edit", kwargs={"public_id": public_id, "page": page.code})
    return redirect(url + (f"#id_{code}" if moved else "#aside"))


def _in_place(
    request: HttpRequest, public_id: str, page: Page, fault: str, moved: setting_aside.Moved | None
) -> HttpResponse:
    version = newest(request.user, public_id, WRITE)
    context = {"version": version, "page": page, **aside(version, page, is_open=True)}
    html = render_to_string("practices/edit/aside.html", context, request)
    return JsonResponse({"html": html, "fault": fault, "moved": vars(moved) if moved else None})
