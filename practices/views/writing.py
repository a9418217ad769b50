"""Writing a draft: one subject a page, what is missing, and how it will look."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polkka.kit.access import parks, signed_in
from polkka.kit.forms import faults
from polkka.kit.languages import OWN_NAMES, current
from polkka.upkeep import receipts

from .. import completeness, edits, telling
from ..forms import DEPTHS, PageForm, again
from ..models import Text, Version
from ..permissions import ASSESS, SEE, WRITE
from ..questions import BY_CODE, PAGES, Page, pages
from ..states import MOVES, Depth, State
from .beside import beside
from .lookup import newest, versions


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str, page: str) -> HttpResponse:
    """One page of questions. A POST saves whatever was typed; what is missing is asked only at submission."""
    asked = next((found for found in PAGES if found.code == page), None)
    if asked is None:
        raise Http404
    version = newest(request.user, public_id, WRITE)
    if request.method == "POST":
        return _save(request, version, asked)
    if version.state != State.DRAFT:
        return redirect("practices:status", public_id)
    if asked not in pages(version.depth):
        return redirect("practices:check", public_id)
    return _show(request, version, asked, _form(version, asked, _answers(version, asked)))


def _answers(version: Version, page: Page) -> dict[str, Any]:
    return {question.code: edits.value(version, question) for question in page.questions}


def _form(version: Version, page: Page, answers: dict[str, Any], **options: Any) -> PageForm:
    return PageForm(page, depth=version.depth, language=version.original.language, answers=answers, **options)


def _save(request: HttpRequest, version: Version, page: Page) -> HttpResponse:
    form = _form(version, page, _answers(version, page), data=request.POST)
    try:
        saved = edits.save(version, form.to_save(), by=request.user, seen=form.sent_digests())
    except edits.NotWritable as refusal:
        return _locked(request, version, page, form, str(refusal))
    if saved.conflicts or form.errors:
        return _show_again(request, version, page, form, saved.conflicts)
    return _go_on(request, version, page)


def _show_again(
    request: HttpRequest, version: Version, page: Page, form: PageForm, theirs: Mapping[str, Any]
) -> HttpResponse:
    """What was refused or is in conflict as it was typed, everything else as it is stored now."""
    version = newest(request.user, version.practice.public_id, WRITE)
    answers, sent, refused = _answers(version, page), form.sent_digests(), form.refused()
    seen = {code: sent[code] for code in refused if code in sent}
    seen |= {code: edits.digest(answer) for code, answer in theirs.items()}
    data = again(form, answers, refused | set(theirs))
    shown = _form(version, page, answers, data=data, seen=seen, theirs=theirs)
    return _show(request, version, page, shown, status=409 if theirs else 200)


def _locked(request: HttpRequest, version: Version, page: Page, form: PageForm, reason: str) -> HttpResponse:
    """What was typed for a version that cannot be written any more, to be copied."""
    context = {"version": version, "page": page, "typed": form.typed(), "reason": reason}
    return render(request, "practices/conflict.html", context, status=409)


def _go_on(request: HttpRequest, version: Version, page: Page) -> HttpResponse:
    """After a save: to the next page, or back to this one and say when it was saved."""
    public_id, more = version.practice.public_id, request.POST.get("more", "")
    if more not in BY_CODE and request.POST.get("go") != "stay":
        return redirect(_neighbours(version, page)[1])
    time = date_format(timezone.localtime(), "H.i")
    messages.success(request, _("Saved at %(time)s. You can go on whenever you like.") % {"time": time})
    return redirect(_page_url(public_id, page) + (f"#id_{more}" if more in BY_CODE else ""))


def _page_url(public_id: str, page: Page) -> str:
    return reverse("practices:edit", kwargs={"public_id": public_id, "page": page.code})


def _neighbours(version: Version, page: Page) -> tuple[str, str]:
    """The addresses of the page before ("" for the first) and of the next one, which after the last is the check."""
    public_id, all_pages = version.practice.public_id, pages(version.depth)
    check_url = reverse("practices:check", kwargs={"public_id": public_id})
    if page not in all_pages:
        return "", check_url
    urls = ["", *(_page_url(public_id, one) for one in all_pages), check_url]
    place = all_pages.index(page) + 1
    return urls[place - 1], urls[place + 1]


def _show(request: HttpRequest, version: Version, page: Page, form: PageForm, status: int = 200) -> HttpResponse:
    all_pages = pages(version.depth)
    back, _next = _neighbours(version, page)
    context = {
        "version": version,
        "page": page,
        "form": form,
        "errors": faults(form),
        "has_conflict": bool(form.theirs),
        "n": all_pages.index(page) + 1 if page in all_pages else 0,
        "total": len(all_pages),
        "is_last": page == all_pages[-1],
        "back": back,
        "tasks": _tasks(version, page),
    }
    return render(request, "practices/edit.html", context | beside(request, version, page), status=status)


def _tasks(version: Version, here: Page | None = None) -> list[tuple[Any, str, str, str]]:
    """The pages with how far each is: (name, address, state, its name)."""
    names = {"done": _("done"), "missing": _("to do"), "optional": _("optional"), "here": _("here")}
    states = completeness.page_states(version)
    if here:
        states[here.code] = "here"
    public_id = version.practice.public_id
    return [
        (page.short, _page_url(public_id, page), states[page.code], names[states[page.code]])
        for page in pages(version.depth)
    ]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is still missing, how much is told, and the way on: preview, submit, discard."""
    version = newest(request.user, public_id, WRITE)
    if version.state != State.DRAFT:
        return redirect("practices:status", public_id)
    if request.method == "POST":
        return _set_depth(request, version)
    context = {
        "version": version,
        "missing": [_fault(public_id, fault) for fault in completeness.missing(version)],
        "tasks": _tasks(version),
        "set_aside": [OWN_NAMES[text.language] for text in version.texts.all() if text.state == Text.State.DRAFT],
        "depths": [(code, name, DEPTHS[code], code == version.depth) for code, name in Depth.choices],
        "submit": MOVES["submit"],
        "discard": MOVES["discard"],
        "once": receipts.new_key(),
    }
    return render(request, "practices/check.html", context)


def _fault(public_id: str, fault: completeness.Missing) -> tuple[Any, Any, str]:
    """Label, message and address of one thing that is missing."""
    url = reverse("practices:edit", kwargs={"public_id": public_id, "page": fault.page})
    return BY_CODE[fault.question].label, fault.message, f"{url}#id_{fault.question}"


def _set_depth(request: HttpRequest, version: Version) -> HttpResponse:
    depth = request.POST.get("depth", "")
    if depth not in Depth.values:
        messages.error(request, _("Choose how much you will tell."))
        return redirect("practices:check", version.practice.public_id)
    try:
        edits.set_depth(version, depth, by=request.user)
    except edits.NotWritable as refusal:
        messages.error(request, str(refusal))
    return redirect("practices:check", version.practice.public_id)


@signed_in
@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page exactly as readers would see it, for the version's own people."""
    mine = versions(request.user, public_id, SEE).first() or versions(request.user, public_id, ASSESS).first()
    if mine is None:
        raise Http404
    context = {
        "version": mine,
        "practice": telling.told(mine, current()),
        "is_preview": True,
        "is_author": versions(request.user, public_id, WRITE).exists(),
        "robots": "noindex",
    }
    return render(request, "practices/preview.html", context)
