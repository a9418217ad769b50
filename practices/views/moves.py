"""The moves of a version: a page that asks for confirmation, the deed itself, and why it could not be done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polkka.kit.access import parks, signed_in
from polkka.kit.forms import faults
from polkka.upkeep import receipts

from .. import edits, workflow
from ..forms import MoveForm
from ..models import Version
from ..permissions import WRITE, is_author, is_coordinator
from ..questions import BY_CODE, pages
from ..states import MOVES, Move, State
from .lookup import newest, once, once_as_sent, versions, whole_number
from .wording import CONFIRM


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Ask for a move (GET) or make it (POST)."""
    plan = MOVES.get(name)
    if plan is None:
        raise Http404
    if request.method != "POST":
        return _ask(request, _subject(request, public_id, plan), plan, MoveForm())
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _ask(request, _subject(request, public_id, plan), plan, form)
    try:
        return redirect(_done(request, public_id, plan, form.cleaned_data["note"]))
    except (Http404, workflow.NotAllowed):
        return _taken_back(request, public_id, plan, form)
    except workflow.Incomplete as refusal:
        return _incomplete(request, public_id, plan, form, refusal)
    except workflow.Refused as refusal:
        return _ask(request, _subject(request, public_id, plan), plan, form, reason=refusal.message)


def _subject(request: HttpRequest, public_id: str, plan: Move) -> Version:
    """The version meant: the one the form named, else the newest from which the move leads, else the newest."""
    found = list(versions(request.user, public_id, plan.verb))
    number = whole_number(request, "version")
    if number is not None:
        found = [version for version in found if version.number == number]
    if not found:
        raise Http404
    return next((version for version in found if version.state in plan.sources), found[0])


def _done(request: HttpRequest, public_id: str, plan: Move, note: str) -> str:
    """Make the move; the address to go to. A deleted draft leaves no history, so its form key is kept as a receipt."""
    seen = whole_number(request, "seen")

    def deed() -> str:
        version = _subject(request, public_id, plan)
        workflow.move(
            version, plan.name, by=request.user, seen=-1 if seen is None else seen, note=note, once=once(request)
        )
        messages.success(request, str(plan.done))
        return _after(public_id, plan)

    return receipts.once(once_as_sent(request), request.user, deed) if plan.target is None else deed()


def _after(public_id: str, plan: Move) -> str:
    if plan.target is None:
        return reverse("practices:desk")
    return _home(public_id, plan)


def _home(public_id: str, plan: Move) -> str:
    """The page from which such a move is made."""
    view = "practices:status" if plan.verb == WRITE else "practices:decide"
    return reverse(view, kwargs={"public_id": public_id})


def _ask(
    request: HttpRequest, version: Version, plan: Move, form: MoveForm, *, reason: str | Promise = ""
) -> HttpResponse:
    """The page of a move: what it does, or why it was not done and how things stand now."""
    is_possible = plan in workflow.legal_moves(version, request.user)
    form.fields["note"].required = plan.needs_note
    if not is_possible and not reason:
        reason = _("This cannot be done now: the practice is “%(state)s”.") % {"state": version.get_state_display()}
    context = {
        "version": version,
        "plan": plan,
        "form": form,
        "errors": faults(form),
        "reason": reason,
        "is_possible": is_possible,
        "has_note": plan.verb != WRITE,
        "confirm": CONFIRM.get(plan.name, ""),
        "back": _home(version.practice.public_id, plan),
        "once": receipts.new_key(),
    }
    return render(request, "practices/move.html", context, status=409 if reason else 200)


def _incomplete(
    request: HttpRequest, public_id: str, plan: Move, form: MoveForm, refusal: workflow.Incomplete
) -> HttpResponse:
    """Authors go to the list of what is missing; coordinators keep their letter and are told what it is."""
    if plan.verb == WRITE:
        messages.error(request, str(refusal))
        return redirect("practices:check", public_id)
    labels = ", ".join(str(BY_CODE[fault.question].label) for fault in refusal.missing)
    reason = _("Something is still missing: %(what)s.") % {"what": labels}
    return _ask(request, _subject(request, public_id, plan), plan, form, reason=reason)


def _taken_back(request: HttpRequest, public_id: str, plan: Move, form: MoveForm) -> HttpResponse:
    """A letter on a practice that its authors took back meanwhile is shown to be copied; all else is missing."""
    user, note = request.user, form.cleaned_data["note"]
    asked = Version.unscoped.filter(is_coordinator(user), practice__public_id=public_id, state=State.DRAFT)
    asked = asked.exclude(pk__in=Version.unscoped.filter(is_author(user)).values("pk"))
    if plan.verb == WRITE or not asked.filter(history__move="submit").exists():
        raise Http404
    return render(request, "practices/move.html", {"plan": plan, "is_taken_back": True, "note": note}, status=409)


@signed_in
@require_POST
def new_version(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open the next version as a draft, or go to the one that is open."""
    version = newest(request.user, public_id, WRITE)
    source = edits.renewable(version.practice)
    draft = edits.new_version(source, by=request.user) if source else version
    if draft.state != State.DRAFT:
        return redirect("practices:status", public_id)
    if source:
        messages.success(request, _("Version %(number)s is a draft now.") % {"number": draft.number})
    return redirect("practices:edit", public_id, pages(draft.depth)[0].code)
