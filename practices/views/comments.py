"""Comments on a practice, each done or open, and asking a coordinator."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from network.models import User
from polkka.kit.access import parks, signed_in
from polkka.kit.forms import faults
from polkka.upkeep import receipts

from .. import comments as rules
from .. import typed
from ..comment_forms import AskForm, CommentForm, lines
from ..models import Comment, Version
from ..permissions import OWN, SEE
from ..questions import PAGES, Page
from ..states import State
from .beside import commented
from .lookup import versions

OPEN, DONE, ALL = "open", "done", "all"
IN_PLACE = "X-Part"
"""Header of a form sent by the page itself: the answer is the fragment alone."""


def _subject(user: User, public_id: str) -> Version:
    """The newest version of a practice whose comments this person may read. Raises Http404."""
    for verb in (OWN, SEE):
        version = versions(user, public_id, verb).first()
        if version is not None and (verb == OWN or rules.part_of(user, version)):
            return version
    raise Http404


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything said of a practice, and a form to say more; a POST may come from a page of the draft."""
    version = _subject(request.user, public_id)
    page = _page(request)
    if request.method != "POST":
        return _show(request, version, CommentForm(depth=version.depth, question=request.GET.get("question", "")))
    form, status = CommentForm(request.POST, depth=version.depth), 200
    if form.is_valid():
        refusal = _write(request, version, form)
        if not refusal:
            return _part(request, version, page) if page and _is_in_place(request) else redirect(_back(version, page))
        form.add_error("text", refusal)
        status = 409
    if page and _is_in_place(request):
        return _part(request, version, page, form)
    return _show(request, version, form, status)


def _write(request: HttpRequest, version: Version, form: CommentForm, *, asks: bool = False) -> str:
    """Write the comment once, however often its form is sent; why it could not be written, "" when it was."""
    said, about = form.cleaned_data["text"], form.cleaned_data["question"]

    def deed() -> str:
        rules.add(version, by=request.user, text=said, question=about, asks=asks)
        return reverse("practices:comments", kwargs={"public_id": version.practice.public_id})

    try:
        receipts.once(receipts.sent_as_typed(request), request.user, deed)
    except rules.Refused as refusal:
        return str(refusal)
    return ""


def _page(request: HttpRequest) -> Page | None:
    """The page of the draft from which a form came."""
    return next((page for page in PAGES if page.code == request.POST.get("page")), None)


def _is_in_place(request: HttpRequest) -> bool:
    return IN_PLACE in request.headers


def _back(version: Version, page: Page | None) -> str:
    kwargs = {"public_id": version.practice.public_id}
    if page is None:
        return reverse("practices:comments", kwargs=kwargs)
    return reverse("practices:edit", kwargs={**kwargs, "page": page.code}) + "#comments"


def _part(request: HttpRequest, version: Version, page: Page, form: CommentForm | None = None) -> HttpResponse:
    """The comments beside a page as they are now; after a refusal with the form as it was sent."""
    context = {"version": version, "page": page, **commented(request, version, page)}
    if form is not None:
        context["comments"]["form"] = form
    return render(request, "practices/edit/comments.html", context)


def _show(request: HttpRequest, version: Version, form: CommentForm, status: int = 200) -> HttpResponse:
    rows = list(rules.visible_to(request.user).filter(practice=version.practice_id))
    shown = request.GET.get("show", OPEN)
    part = rules.part_of(request.user, version)
    writes = part == rules.AUTHOR and version.state == State.DRAFT
    every = lines(rows, request.user, version.depth, writes=writes)
    kept = [line for line in every if shown == ALL or (line.comment.done_at is not None) == (shown == DONE)]
    n_done = sum(1 for row in rows if row.done_at)
    can_write = rules.can_write(request.user, version)
    context = {
        "version": version,
        "lines": kept,
        "shown": shown if shown in (OPEN, DONE, ALL) else OPEN,
        "counts": [(OPEN, _("Open"), len(rows) - n_done), (DONE, _("Done"), n_done), (ALL, _("All"), len(rows))],
        "form": form,
        "errors": _errors(form, can_write=can_write),
        "can_write": can_write,
        "typed": _to_copy(request, can_write=can_write),
        "is_author": part == rules.AUTHOR,
        "once": receipts.sent(request),
    }
    return render(request, "practices/comments.html", context, status=status)


def _errors(form: CommentForm, *, can_write: bool) -> list[tuple[str, str]]:
    """What is wrong; without the form it leads to the words that can be copied."""
    return faults(form) if can_write else [(message, "typed") for message, _id in faults(form)]


def _to_copy(request: HttpRequest, *, can_write: bool) -> typed.Typed:
    """What was typed and cannot be sent again, because the form is gone with the project."""
    return typed.of_request(request) if request.method == "POST" and not can_write else []


@signed_in
@require_POST
def comment(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Mark one comment done, open it again, or take it back."""
    version = _subject(request.user, public_id)
    found = rules.visible_to(request.user).filter(practice=version.practice_id, pk=pk).first()
    deed, page = _deed(request), _page(request)
    if deed is None:
        raise Http404
    if found is not None:  # it may have been deleted a moment ago, by the first click or by somebody else
        try:
            deed(found)
        except rules.Refused as refusal:
            messages.error(request, str(refusal))
    if page and _is_in_place(request):
        return _part(request, version, page)
    return redirect(_back(version, page))


def _deed(request: HttpRequest) -> Callable[[Comment], None] | None:
    user = request.user
    deeds: dict[str, Callable[[Comment], None]] = {
        "done": lambda found: rules.set_done(found, True, by=user),
        "open": lambda found: rules.set_done(found, False, by=user),
        "delete": lambda found: rules.remove(found, by=user),
    }
    return deeds.get(request.POST.get("deed", ""))


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a question to the coordinators, who see the draft from then on; or stop showing it to them."""
    version = versions(request.user, public_id, OWN).first()
    if version is None:
        raise Http404
    if request.method == "POST" and request.POST.get("deed") == "stop":
        return _stop(request, version)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        depth=version.depth,
        question=request.GET.get("question", ""),
    )
    if form.is_bound and form.is_valid():
        refusal = _write(request, version, form, asks=True)
        if not refusal:
            messages.success(request, _("Your question has been sent. You will find the answer among the comments."))
            return redirect("practices:comments", public_id)
        form.add_error("text", refusal)
        return _ask(request, version, form, status=409)
    return _ask(request, version, form)


def _ask(request: HttpRequest, version: Version, form: CommentForm, status: int = 200) -> HttpResponse:
    can_write = rules.can_write(request.user, version)
    context: dict[str, Any] = {
        "version": version,
        "form": form,
        "errors": _errors(form, can_write=can_write),
        "can_write": can_write,
        "typed": _to_copy(request, can_write=can_write),
        "asked_at": version.practice.asked_at,
        "once": receipts.sent(request),
    }
    return render(request, "practices/ask.html", context, status=status)


def _stop(request: HttpRequest, version: Version) -> HttpResponse:
    try:
        rules.stop_showing(version, by=request.user)
        messages.success(request, _("The coordinators no longer see the draft or the comments."))
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("practices:ask", version.practice.public_id)
