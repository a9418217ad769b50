"""What the public views share: rendering for every cache, and answering an address that asks for something."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import escape_uri_path

from polkka.kit import shared
from polkka.kit.errors import error_page
from practices import published
from practices.states import State

from ..query import BadQuery, Known, PublicQuery, parse_list

CACHE = shared.PAGE
NO_ROBOTS = "noindex"


def show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A public page: no cookie, and kept by no browser without asking."""
    own = {"canonical": settings.SITE_URL + escape_uri_path(request.path)}
    response = render(request, template, own | context, status=status)
    response["Cache-Control"] = CACHE
    return response


def bare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page takes no query: whatever stands after the question mark is taken away."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.META.get("QUERY_STRING"):
            return redirect(request.path, permanent=True)
        return view(request, *args, **kwargs)

    return answer


def answered(
    request: HttpRequest, known: Known, answer: Callable[[HttpRequest, PublicQuery], HttpResponse]
) -> HttpResponse:
    """The answer to what the address asks: 400 if it cannot be asked, 301 if there is a plainer way to ask it."""
    try:
        query = parse_list(request.GET, known)
    except BadQuery as bad:
        return error_page(request, 400, detail=bad.sentence, retry=bad.query.url(request.path))
    if not query.is_canonical(request.META.get("QUERY_STRING", "")):
        return redirect(query.url(request.path), permanent=True)
    return answer(request, query)


def missing(request: HttpRequest, public_id: str) -> HttpResponse:
    """A practice that is not there: 410 for a withdrawn one, with the search for another, else 404."""
    if published.state(public_id) != State.WITHDRAWN:
        raise Http404
    context = {"withdrawn": published.withdrawn(public_id), "robots": NO_ROBOTS, "canonical": ""}
    return show(request, "portal/gone.html", context, status=410)


def no_such_page(request: HttpRequest, query: PublicQuery, sentence: str) -> HttpResponse:
    """404 for a page after the last one."""
    return error_page(request, 404, detail=sentence, retry=query.at_page(1).url(request.path))
