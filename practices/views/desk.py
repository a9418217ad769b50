"""The writer's desk: what one may write, beginning a practice, where one stands, and forms kept over a sign-in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from polkka.kit.access import parks, signed_in
from polkka.kit.forms import faults
from polkka.kit.languages import current
from polkka.upkeep import counting, parking, receipts

from .. import completeness, edits, feedback, telling, typed, workflow
from ..forms import CreateForm, places
from ..models import Assessment, HistoryEntry, Version
from ..permissions import DECIDE, OWN, WRITE
from ..questions import pages
from ..states import State
from .lines import go_on, groups
from .lookup import newest, once, once_as_sent, versions
from .wording import DEEDS, STAGES


@signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Everything I may write, by where it is."""
    user = request.user
    mine = Version.unscoped.for_user(user, OWN).with_words()
    rows = mine.select_related("practice__owner", "practice__project")
    context = {
        "groups": groups(rows.order_by("-updated_at", "-pk")),
        "to_assess": Assessment.unscoped.for_user(user).waiting().count(),
        "to_decide": Version.unscoped.for_user(user, DECIDE).awaiting().count(),
        "can_assess": user.has_perm("practices.assess"),
        "can_coordinate": user.has_perm("practices.coordinate"),
        "can_write": user.has_perm("practices.write"),
    }
    return render(request, "practices/desk.html", context)


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Begin a practice; who has no project or school yet is told how to be added."""
    offered = places(request.user)
    if not offered:
        return render(request, "practices/no_home.html")
    form = CreateForm(offered, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return redirect(
            receipts.once(once_as_sent(request), request.user, lambda: _begin(request.user, form.cleaned_data))
        )
    return render(request, "practices/create.html", {"form": form, "errors": faults(form), "once": once(request)})


def _begin(user: Any, asked: dict[str, Any]) -> str:
    """Make the draft; the address of its first page."""
    place, depth = asked["place"], asked["depth"]
    version = edits.create(
        by=user, owner=place.owner, project=place.project, depth=depth, language=asked["language"], title=asked["title"]
    )
    first = pages(depth)[0].code
    return reverse("practices:edit", kwargs={"public_id": version.practice.public_id, "page": first})


@signed_in
@require_safe
def status(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where a practice is, who has it, what happens next, and what has been said of it."""
    version = newest(request.user, public_id, OWN)
    practice = version.practice
    history = HistoryEntry.unscoped.filter(practice=practice)
    moves = workflow.legal_moves(version, request.user)
    public = _public(request, public_id)
    context = {
        "version": version,
        "stage": STAGES[State.RETURNED if _is_back(version) else version.state],
        "moves": [move for move in moves if move.verb == WRITE and move.name != "submit"],
        "go_on": go_on(version, completeness.missing(version)) if version.state == State.DRAFT else "",
        "letter": feedback.letter(practice),
        "feedback": feedback.feedback(practice, current()),
        "history": [(entry, DEEDS.get(entry.move, entry.move)) for entry in history.order_by("pk")],
        "public": public,
        "n_read": counting.views_of([public_id])[public_id] if public else 0,
        "can_renew": edits.renewable(practice) is not None,
        "once": receipts.new_key(),
    }
    return render(request, "practices/status.html", context)


def _is_back(version: Version) -> bool:
    """Whether a draft was opened because the version before it was returned."""
    before = version.builds_on
    return version.state == State.DRAFT and before is not None and before.state == State.RETURNED


def _public(request: HttpRequest, public_id: str) -> str:
    """The readers' page, if a version is published."""
    live = versions(request.user, public_id, OWN).published().first()
    return telling.path(public_id, live.title, live.original.language) if live else ""


@signed_in
@require_safe
def parked(request: HttpRequest, key: str) -> HttpResponse:
    """A form that arrived after its session had ended: shown, and sent again by a button."""
    kept = parking.fetch(key)
    if kept is None:
        return render(request, "practices/parked.html", status=410)
    held = typed.of_form(kept.path, kept.fields, request.user)
    return render(request, "practices/parked.html", {"kept": kept, "typed": held})
