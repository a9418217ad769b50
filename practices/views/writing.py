"""Writing a draft: one subject a page, in any order."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polkka.kit.access import parks
from polkka.kit.forms import faults

from .. import completeness, showing
from ..forms import PageForm
from ..models import Version
from ..permissions import WRITE
from ..questions import BY_CODE, PAGES, Page, pages
from ..rows import stays_at
from ..sheets import Sheet
from . import saving
from .beside import beside
from .guide import guide
from .lookup import newest

TAKEN = ("theirs", "saved-answer")
"""Names of the buttons that give up a text for another; their value is the code of the question."""


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str, page: str) -> HttpResponse:
    """One page of questions. A POST saves whatever was typed; what is missing is asked only at submission."""
    asked = next((found for found in PAGES if found.code == page), None)
    if asked is None:
        raise Http404
    sheet = Sheet(newest(request.user, public_id, WRITE), asked)
    if request.method == "POST":
        return saving.save(request, sheet, show=partial(_show, request), onward=partial(_go_on, request))
    if saving.is_auto(request):
        return saving.told(request, sheet)
    if not sheet.is_open():
        return redirect("practices:status", public_id)
    if asked not in pages(sheet.version.depth):
        return redirect("practices:check", public_id)
    return _show(request, sheet, sheet.opened())


def _go_on(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """After a save: to the next page or the one before, or back to this one and say when it was saved."""
    back_to = stays_at(request.POST) or next((code for name in TAKEN if (code := request.POST.get(name))), "")
    go = request.POST.get("go")
    if not back_to and go != "stay":
        before, after = _neighbours(sheet.version, sheet.page)
        return redirect(before if before and go == "back" else after)
    messages.success(request, _("Saved at %(time)s. You can go on whenever you like.") % {"time": saving.time_now()})
    anchor = f"#id_{back_to}" if back_to in BY_CODE else ""
    return redirect(_page_url(sheet.version.practice.public_id, sheet.page) + anchor)


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


def _show(request: HttpRequest, sheet: Sheet, form: PageForm, status: int = 200) -> HttpResponse:
    version, page = sheet.version, sheet.page
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
        "tasks": tasks(version, page),
        "saving": saving.saving(request, sheet),
    }
    context |= guide(version, page) | beside(request, version, page)
    return render(request, "practices/edit.html", context, status=status)


def tasks(version: Version, here: Page | None = None) -> list[tuple[Any, str, str, str]]:
    """The pages with how far each is: (name, address, state, its name)."""
    names = {"done": _("done"), "missing": _("to do"), "optional": _("optional"), "here": _("here")}
    states = completeness.page_states(version)
    if here:
        states[here.code] = "here"
    public_id = version.practice.public_id
    return [
        (page.short, _page_url(public_id, page), states[page.code], names[states[page.code]])
        for page in pages(version.depth)
    ] + [_files(version, names)]


def _files(version: Version, names: dict[str, str]) -> tuple[Any, str, str, str]:
    """The page of files as a line among the pages of questions."""
    state = showing.state(version)
    url = reverse("practices:files", kwargs={"public_id": version.practice.public_id})
    return showing.LABEL, url, state, names[state]
