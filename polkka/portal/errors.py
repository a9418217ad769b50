"""The error views that polkka/urls.py names, and the page for a form that lost its protection token."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from polkka.kit.errors import error_page

SHOWN = 200_000  # bytes of a refused form that are shown back
_HIDDEN = {"csrfmiddlewaretoken", "once"}


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error_page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    return error_page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that asks nothing of the database or the request, since one of them may be what broke."""
    return HttpResponseServerError(render_to_string("errors/500.html"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 that shows what was typed, so that it can be copied and nothing is lost; nothing is saved."""
    small = int(request.META.get("CONTENT_LENGTH") or 0) <= SHOWN
    fields = request.POST.lists() if small else ()
    typed = [value for name, values in fields if name not in _HIDDEN for value in values if len(value) > 20]
    return error_page(request, 403, typed=typed, retry=request.path, is_form=True)
