"""The moves of a version: a page that asks for confirmation, the deed itself, and why it could not be done."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from polkka.kit.access import parks, signed_in
from polkka.kit.forms import faults
from polkka.upkeep import receipts

from .. import edits, letters, planning, points, workflow
from ..deciding_forms import PICK, PublishForm, with_picks
from ..forms import MoveForm
from ..models import Comment, Version, VersionAttachment
from ..permissions import WRITE, is_author, is_coordinator
from ..points import Request
from ..questions import BY_CODE, pages
from ..sending_forms import PointsForm
from ..states import MOVES, Move, State
from .lookup import missing, newest, versions, whole_number
from .wording import CONFIRM, planned_words

LETTER_ROWS, SHORT_ROWS = 16, 6


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Ask for a move (GET) or make it (POST)."""
    plan = MOVES.get(name)
    if plan is None:
        raise Http404
    if name == "submit":
        return _to_the_check(request, public_id, plan)
    if request.method != "POST":
        return _open(request, _subject(request, public_id, plan), plan)
    wants_more = "more" in request.POST
    data, left = _with_picks(request, public_id, plan)
    form, asked = _form(plan, data), PointsForm(data, more=wants_more)
    if left:
        asked.add_error(None, _("At most %(n)d requests fit in one letter.") % {"n": points.MOST})
    is_ready = (
        not wants_more and _are_sound(plan, form, asked) and _gives_reasons(request, public_id, plan, form, asked)
    )
    if not is_ready:
        return _ask(request, _subject(request, public_id, plan), plan, form, asked, picked=left)
    return _try(request, public_id, plan, form, asked)


def _try(request: HttpRequest, public_id: str, plan: Move, form: MoveForm, asked: PointsForm) -> HttpResponse:
    """Make the move, or say why it was not made, with what was typed."""
    requests = asked.requests() if plan.name == "return" else []
    try:
        return redirect(_done(request, public_id, plan, form, requests))
    except (Http404, workflow.NotAllowed):
        return _taken_back(request, public_id, plan, form, requests)
    except workflow.Incomplete as refusal:
        labels = ", ".join(str(BY_CODE[fault.question].label) for fault in refusal.missing)
        reason: str | Promise = _("Something is still missing: %(what)s.") % {"what": labels}
    except workflow.Refused as refusal:
        reason = refusal.message
    return _ask(request, _subject(request, public_id, plan), plan, form, asked, reason=reason)


def _form(plan: Move, data: Any = None, **options: Any) -> MoveForm:
    """The letter of the move, and for publishing also when."""
    form = (PublishForm if plan.name == "publish" else MoveForm)(data, **options)
    form.fields["note"].widget.attrs["rows"] = LETTER_ROWS if plan.name in letters.DRAFTED else SHORT_ROWS
    return form


def _open(request: HttpRequest, version: Version, plan: Move) -> HttpResponse:
    """The page with the draft of the letter, and the requests of a return that was undone."""
    note = letters.draft(version, plan.name) if plan in workflow.legal_moves(version, request.user) else ""
    kept = points.kept(version) if plan.name == "return" else []
    initial = {f"point-{n}-{part}": value for n, row in enumerate(kept) for part, value in row.items()}
    return _ask(request, version, plan, _form(plan, initial={"note": note}), PointsForm(initial=initial))


def _with_picks(request: HttpRequest, public_id: str, plan: Move) -> tuple[Any, list[str]]:
    """What was sent, with the ticked comments as requests; the ticks for which there is no room."""
    version = _decided(request, public_id, plan) if PICK in request.POST else None
    if plan.name != "return" or version is None:
        return request.POST, []
    return with_picks(request.POST, letters.marked(version))


def _decided(request: HttpRequest, public_id: str, plan: Move) -> Version | None:
    """The version meant, None if it is gone or this person's no more."""
    try:
        return _subject(request, public_id, plan)
    except Http404:
        return None


def _gives_reasons(request: HttpRequest, public_id: str, plan: Move, form: MoveForm, asked: PointsForm) -> bool:
    """A letter that must give reasons is not sent as it was drafted when the draft holds none."""
    version = _decided(request, public_id, plan) if plan.needs_note and not asked.has_words() else None
    if version is None or not letters.is_bare(version, plan.name, form.cleaned_data["note"]):
        return True
    form.add_error("note", _("Write the reasons first: the authors will read them."))
    return False


def _to_the_check(request: HttpRequest, public_id: str, plan: Move) -> HttpResponse:
    """A draft is sent from the page of the check, with what its authors assure."""
    version = _subject(request, public_id, plan)
    return redirect("practices:check" if version.state == State.DRAFT else "practices:status", public_id)


def _are_sound(plan: Move, form: MoveForm, asked: PointsForm) -> bool:
    """Requests go with a return alone: typed ones are never dropped in silence."""
    if plan.name == "return":
        return form.is_valid() and asked.is_valid()
    if asked.has_words():
        text = _("Requests are sent only when you return the practice. Return it, or empty the rows.")
        asked.add_error("point-0-text", text)
    return form.is_valid() and not asked.has_words()


def _subject(request: HttpRequest, public_id: str, plan: Move) -> Version:
    """The version meant: the one the form named, else the newest from which the move leads, else the newest."""
    found = list(versions(request.user, public_id, plan.verb))
    number = whole_number(request, "version")
    if number is not None:
        found = [version for version in found if version.number == number]
    if not found:
        raise missing(request.user, public_id, plan.verb)
    return next((version for version in found if version.state in plan.sources), found[0])


def _done(request: HttpRequest, public_id: str, plan: Move, form: MoveForm, requests: list[Request]) -> str:
    """Make the move; the address to go to. A deleted draft leaves no history, so its form key is kept as a receipt."""
    sent, note = whole_number(request, "seen"), form.cleaned_data["note"]
    seen = -1 if sent is None else sent

    def deed() -> str:
        version = _subject(request, public_id, plan)
        key = receipts.sent(request)
        workflow.move(version, plan.name, by=request.user, seen=seen, note=note, once=key, requests=requests)
        messages.success(request, str(plan.done))
        return _after(public_id, plan)

    def plan_it() -> str:
        version = _subject(request, public_id, plan)
        made = planning.plan(version, form.at, by=request.user, seen=seen, note=note)
        messages.success(request, planned_words(made))
        return _after(public_id, plan)

    if isinstance(form, PublishForm) and form.at:
        return receipts.once(receipts.sent_as_typed(request), request.user, plan_it)
    return receipts.once(receipts.sent_as_typed(request), request.user, deed) if plan.target is None else deed()


def _after(public_id: str, plan: Move) -> str:
    if plan.target is None:
        return reverse("practices:desk")
    return _home(public_id, plan)


def _home(public_id: str, plan: Move) -> str:
    """The page from which such a move is made."""
    view = "practices:status" if plan.verb == WRITE else "practices:decide"
    return reverse(view, kwargs={"public_id": public_id})


def _ask(
    request: HttpRequest,
    version: Version,
    plan: Move,
    form: MoveForm,
    asked: PointsForm,
    *,
    reason: str | Promise = "",
    picked: Sequence[str] = (),
) -> HttpResponse:
    """The page of a move: what it does, or why it was not done and how things stand now."""
    is_possible = plan in workflow.legal_moves(version, request.user)
    form.fields["note"].required = plan.needs_note  # shown only, as is the choice of the time
    if "when" in form.fields:
        form.fields["when"].required = True
    if not is_possible and not reason:
        reason = _("This cannot be done now: the practice is “%(state)s”.") % {"state": version.get_state_display()}
    context = {
        "version": version,
        "plan": plan,
        "form": form,
        "points": asked if plan.name == "return" or asked.has_words() else None,
        "marked": letters.marked(version) if plan.name == "return" and is_possible else [],
        "picked": picked,
        "errors": faults(form) + (_faults(asked) if plan.name == "return" or asked.has_words() else []),
        "reason": reason,
        "is_possible": is_possible,
        "has_note": plan.verb != WRITE,
        "confirm": CONFIRM.get(plan.name, ""),
        "goes": _going(version) if plan.target is None else [],
        "back": _home(version.practice.public_id, plan),
        "once": receipts.new_key(),
    }
    return render(request, "practices/move.html", context, status=409 if reason else 200)


def _faults(asked: PointsForm) -> list[tuple[str, str]]:
    """What is wrong with the requests; what concerns them all leads to the comments to tick."""
    whole = [(str(message), "marked") for message in asked.errors.pop(NON_FIELD_ERRORS, [])]
    return whole + faults(asked)


def _going(version: Version) -> list[str]:
    """What is deleted with a draft besides its texts; comments and co-authors only with the whole practice."""
    files = VersionAttachment.unscoped.filter(version=version, removed_at=None).count()
    found = [ngettext("%(n)d file", "%(n)d files", files) % {"n": files}] if files else []
    if Version.unscoped.filter(practice=version.practice_id).exclude(pk=version.pk).exists():
        return found
    remarks = Comment.unscoped.filter(practice=version.practice_id).count()
    return found + ([ngettext("%(n)d comment", "%(n)d comments", remarks) % {"n": remarks}] if remarks else [])


def _taken_back(
    request: HttpRequest, public_id: str, plan: Move, form: MoveForm, requests: list[Request]
) -> HttpResponse:
    """A letter on a practice that its authors took back meanwhile is shown to be copied; all else is missing."""
    user, note = request.user, form.cleaned_data["note"]
    note = "\n\n".join([note, *(one.text for one in requests)]).strip()
    drafts = Version.unscoped.filter(is_coordinator(user), practice__public_id=public_id, state=State.DRAFT)
    drafts = drafts.exclude(pk__in=Version.unscoped.filter(is_author(user)).values("pk"))
    if plan.verb == WRITE or not drafts.filter(history__move="submit").exists():
        raise missing(user, public_id, plan.verb)
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
