"""Admin pages that ask first: a GET shows what would change, a POST with a one-time key does it once."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polkka.kit.refusing import Refused
from polkka.upkeep import receipts
from polkka.upkeep.curating import ModelAdmin

from . import indexing

AT_ONCE = 6.0
"""Seconds in which the person waits for the search; the rest is the clock’s."""


def ask(
    model_admin: ModelAdmin,
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    deed: Callable[[], str] | None,
    back: str,
) -> HttpResponse:
    """Show the page, or do the deed and go `back`. `deed` gives the sentence of what was done; None only shows."""
    refusal = str(context.get("refusal", ""))
    if request.method == "POST" and deed is None and (again := done_before(request)):
        return again
    if request.method == "POST" and deed is not None:
        try:
            url = receipts.once(receipts.sent_as_typed(request), request.user, lambda: _done(request, deed, back))
        except Refused as refused:
            refusal = str(refused)
        else:
            _tell_search(request)
            return redirect(url)
    shown = {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, "back": back, **context}
    shown |= {"refusal": refusal, "once": receipts.new_key()}
    status = 409 if refusal and request.method == "POST" else 400 if request.method == "POST" else 200
    return TemplateResponse(request, template, shown, status=status)


def done_before(request: HttpRequest) -> HttpResponse | None:
    """Where the same form led when it was sent first: after the deed, what it was about may be gone."""
    url = receipts.earlier(receipts.sent_as_typed(request), request.user)
    return redirect(url) if url else None


def _done(request: HttpRequest, deed: Callable[[], str], back: str) -> str:
    messages.success(request, deed())
    return back


def _tell_search(request: HttpRequest) -> None:
    """Write the search entries that the deed made old; say how many are left to the clock."""
    left = indexing.catch_up(AT_ONCE)
    if left:
        words = ngettext(
            "The search hears of %(n)d practice in a few minutes.",
            "The search hears of %(n)d practices in a few minutes.",
            left,
        )
        messages.info(request, words % {"n": left})


def counted_practices(number: int) -> str:
    """So many practices, in words."""
    return ngettext("%(n)d practice", "%(n)d practices", number) % {"n": number} if number else _("no practices")
