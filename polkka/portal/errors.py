"""The error views that polkka/urls.py names; a form that could not be taken is shown back so that it can be copied."""

import logging
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from polkka.kit.errors import API, WORDS, error_page, last_page
from polkka.kit.requests import can_be_opened, methods_of, page_before
from polkka.upkeep import generation
from practices import typed
from practices.views import ended, lookup

from . import near, redirects, unavailable

log = logging.getLogger(__name__)
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: of the address, or of a form with more fields than Django reads; 503 if the session could not be written."""
    if response := unavailable.answer(request, exception):
        return response
    if request.method == "POST" and isinstance(exception, TOO_LARGE):
        advice = _("The form had more fields than can be sent at once. Send it in smaller parts.")
        return error_page(request, 400, error_title=WORDS[413][0], advice=advice)
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404, the same whether the thing is missing or another's, with what lies near by the words of the address.

    A form with text shows it back to who sent it, and the authors of an ended project are told whom to ask.
    """
    if isinstance(exception, lookup.Ended):
        return ended.page(request, exception.version)
    access = getattr(getattr(request.resolver_match, "func", None), "access", None)
    user = getattr(request, "user", None)
    if request.method == "POST" and access and access.parks and user and user.is_authenticated:
        held = typed.of_request(request)
        lost = _("This could not be saved: the page is gone, or somebody has ended your right to write it.")
        return error_page(request, 404, typed=held, detail=lost if held else "")
    if request.method in ("GET", "HEAD") and (there := _moved_to(request)):
        return redirect(there, permanent=True)
    words = near.words_of(request.path_info)
    is_page = request.method in ("GET", "HEAD") and not request.path_info.startswith(API)
    return error_page(request, 404, asks=True, q=words, near=near.practices(request, words) if is_page else ())


def _moved_to(request: HttpRequest) -> str:
    """The new address of a missing page; "" too when the database does not answer."""
    try:
        return redirects.target(request.path_info, generation.seen(request))
    except DatabaseError:
        log.exception("The redirects could not be asked.")
        return ""


def too_many(request: HttpRequest) -> HttpResponse:
    return error_page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that asks nothing of the database or the session, since one of them may be what broke.

    503 if one of them, the disk or the network is away: then nothing is wrong with the programme.
    """
    return unavailable.answer(request, sys.exception()) or last_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 that shows what was typed, so that it can be copied and nothing is lost; nothing is saved.

    405 if the page takes no such request at all: then it was no form of ours.
    """
    methods = methods_of(request.resolver_match.func) if request.resolver_match else ()
    if methods and request.method not in methods:
        response = error_page(request, 405)
        response["Allow"] = ", ".join(methods)
        return response
    held = typed.of_request(request)
    advice = (
        _("Your session has changed since you opened the page. Copy your text below, open the page again and paste it.")
        if held
        else _("Your session has changed since you opened the page. Open the page again.")
    )
    context = {"error_title": _("The form could not be sent"), "advice": advice, "typed": held, "is_form": True}
    retry = page_before(request, request.path if can_be_opened(request.path) else "")
    return error_page(request, 403, retry=retry, **context)
