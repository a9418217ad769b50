"""Saving a page of questions: one endpoint for the button, for what saves by itself, and for every language."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format

from polkka.kit.requests import wants_json

from .. import edits, presence
from ..edits import Saved
from ..forms import PageForm
from ..sheets import Sheet

AUTO = "auto"
"""The value of `go` with which a page saves by itself; it is answered with JSON."""
Show = Callable[[Sheet, PageForm, int], HttpResponse]
"""Shows a page again with a status."""


def person_key(user: Any) -> str:
    """What a browser keeps the texts of this person under; it tells nothing of the person."""
    return salted_hmac("polkka.practices.keep", str(user.pk)).hexdigest()[:20]


def is_auto(request: HttpRequest) -> bool:
    return request.POST.get("go") == AUTO or wants_json(request)


def saving(request: HttpRequest, sheet: Sheet, *, place: str = "") -> dict[str, Any]:
    """The context of practices/edit/saving.html; notes that the person has the page open.

    `place` names the page of this language, so that a browser keeps each apart.
    """
    presence.mark(sheet.version, request.user, sheet.page.code)
    others = presence.others(sheet.version, request.user, sheet.page.code)
    return {
        "others": others,
        "here": json.dumps(others.here),
        "elsewhere": json.dumps(others.elsewhere),
        "url": request.path,
        "person_key": person_key(request.user),
        "place": place or f"{sheet.version.practice.public_id}/{sheet.page.code}/{sheet.written_in}",
    }


def told(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """How the page is held now, for a browser that comes back to it: JSON as `_answer`."""
    return _answer(request, sheet, seen={code: str(digest) for code, digest in sheet.opened().digests.items()})


def save(request: HttpRequest, sheet: Sheet, *, show: Show, onward: Callable[[Sheet], HttpResponse]) -> HttpResponse:
    """Save what was sent. `show` gives the page again with errors or conflicts, `onward` where a good save leads."""
    if is_auto(request) and request.POST.get("person", person_key(request.user)) != person_key(request.user):
        return JsonResponse({"state": "other_person"}, status=403)
    form, dropped = sheet.sent(request.POST), request.POST.getlist("theirs")
    given_up = request.POST.getlist("saved-answer")
    try:
        saved = sheet.save(form, by=request.user, given_up=given_up, dropped=dropped)
        if not is_auto(request):  # a page that stays open is told no answers, so that they are not read again for it
            sheet = sheet.renewed(request.user)
    except edits.NotWritable as refusal:
        return _locked(request, sheet, form, refusal)
    if is_auto(request):
        presence.mark(sheet.version, request.user, sheet.page.code)
        return _answer(request, sheet, seen=saved.seen, form=form, saved=saved)
    if saved.conflicts or form.refused() - {*given_up, *dropped}:
        return show(sheet, sheet.again(form, saved, without={*given_up, *dropped}), 409 if saved.conflicts else 200)
    return onward(sheet)


def _answer(
    request: HttpRequest,
    sheet: Sheet,
    *,
    seen: dict[str, str],
    form: PageForm | None = None,
    saved: Saved | None = None,
) -> JsonResponse:
    """What a page that saves by itself goes on with.

    {state, time (in the reader's way), seen: {code: digest}, errors: {field: message}, conflicts: [code],
    others: {here: [name], elsewhere: [name]}, person, csrf}
    """
    errors = {name: str(messages[0]) for name, messages in form.errors.items()} if form else {}
    others = presence.others(sheet.version, request.user, sheet.page.code)
    return JsonResponse(
        {
            "state": "saved" if sheet.is_open() else "locked",
            "time": time_now(),
            "seen": seen,
            "errors": errors,
            "conflicts": list(saved.conflicts) if saved else [],
            "others": {"here": others.here, "elsewhere": others.elsewhere},
            "person": person_key(request.user),
            "csrf": get_token(request),
        }
    )


def time_now() -> str:
    """The time of day in the reader's way."""
    return date_format(timezone.localtime(), "TIME_FORMAT")


def _locked(request: HttpRequest, sheet: Sheet, form: PageForm, refusal: edits.NotWritable) -> HttpResponse:
    """What was typed for a version that cannot be written any more, to be copied."""
    if is_auto(request):
        is_busy = isinstance(refusal, edits.Busy)
        told = {"state": "busy" if is_busy else "locked", "reason": str(refusal)}
        return JsonResponse(told, status=503 if is_busy else 409)
    context = {"version": sheet.version, "page": sheet.page, "typed": form.typed(), "reason": str(refusal)}
    return render(request, "practices/conflict.html", context, status=409)
