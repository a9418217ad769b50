"""The search for programs: JSON, its description, and the feeds."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from polkka.kit.access import picture
from polkka.kit.languages import current, speaking
from polkka.upkeep import generation
from search.loading import search

from .. import api, feeds, known, leads, limits
from ..query import (
    MACHINE_KEYS,
    OWN_KEYS,
    BadQuery,
    Known,
    MachineQuery,
    PublicQuery,
    has_moved,
    language_of,
    parse_for_machines,
)
from .common import CACHE, NO_ROBOTS, answered, bare

PROBLEM = "application/problem+json"


@picture
@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """The search as JSON; every key of the page, `lang` and `per_page`."""
    if seconds := limits.wait(request, "api"):
        detail = f"One client may ask {limits.LIMITS['api'][0]} times a minute. Wait {seconds} seconds."
        response = _problem(api.problem(429, "Too many requests", detail))
        response["Retry-After"] = str(seconds)
        return response
    at, language = generation.seen(request), language_of(request.GET)
    with speaking("en"):
        understood = known.practices(at, "en")
        try:
            asked = parse_for_machines(request.GET, understood)
        except BadQuery as bad:
            keys = [*OWN_KEYS, *MACHINE_KEYS, *understood.facets]
            return _problem(api.problem(400, "The question was not understood", bad.sentence, known=keys))
    if has_moved(request.GET, understood):
        return _open(redirect(api.address(asked, request.path), permanent=True), language)
    with speaking(language):
        return _open(_answer(request, asked, at), language)


def _answer(request: HttpRequest, asked: MachineQuery, at: int) -> HttpResponse:
    etag = _etag(at, request.META.get("QUERY_STRING", ""))
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    named = MachineQuery(_in_language(asked.query, known.practices(at, asked.language)), asked.language, asked.per_page)
    results = search(asked.query.for_search(asked.language, asked.per_page), at=at)
    if asked.query.page > 1 and not results.hits:
        return _problem(api.problem(404, "No such page", "The list has fewer pages."))
    meant = leads.meant(asked.query, results, at, asked.language, request.path)
    answer = api.answer(named, results, request.path, at=at, did_you_mean=meant[0] if meant else "")
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["ETag"] = etag
    return response


def _in_language(query: PublicQuery, names: Known) -> PublicQuery:
    """The same question with the names of the values in another language."""
    return PublicQuery(names, query.q, query.sort, query.facets, query.page)


def _etag(at: int, *parts: str) -> str:
    whole = "\n".join((settings.SITE_URL, api.version(), *parts))
    return f'W/"{at}-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"'


def _problem(problem: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(problem, status=problem["status"], content_type=PROBLEM)
    response["Cache-Control"] = "no-store"
    return _open(response, "en")


def _open(response: HttpResponse, language: str) -> HttpResponse:
    """Any page may read it; search engines need not list it."""
    response.headers.setdefault("Cache-Control", CACHE)
    response.headers.setdefault("Content-Language", language)
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = NO_ROBOTS
    return response


@picture
@require_safe
@bare
def description(request: HttpRequest) -> HttpResponse:
    """What the API takes and gives, as OpenAPI."""
    return _open(HttpResponse(api.description(), content_type="application/json"), "en")


@picture
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Any search as an Atom feed, the newest first unless the address says otherwise."""
    return _followed(request, _atom)


@picture
@require_safe
def feed_json(request: HttpRequest) -> HttpResponse:
    """As `feed`, as JSON Feed 1.1."""
    return _followed(request, _json_feed)


Written = Callable[[PublicQuery, str, int, str], HttpResponse]
"""A feed written for (query, language, generation, path)."""


def _atom(query: PublicQuery, language: str, at: int, path: str) -> HttpResponse:
    text = feeds.atom(query, language, at=at, path=path, page=reverse("portal:practices"))
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


def _json_feed(query: PublicQuery, language: str, at: int, path: str) -> HttpResponse:
    data = feeds.json_feed(query, language, at=at, path=path, page=reverse("portal:practices"))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False}, content_type="application/feed+json")


def _followed(request: HttpRequest, written: Written) -> HttpResponse:
    if refused := limits.refused(request, "feed"):
        return refused
    at, language = generation.seen(request), current()
    understood = feeds.known(known.practices(at, language))
    return answered(request, understood, lambda request, query: _feed(request, query, at, language, written))


def _feed(request: HttpRequest, query: PublicQuery, at: int, language: str, written: Written) -> HttpResponse:
    if query.page > 1:
        return redirect(query.at_page(1).url(request.path), permanent=True)
    etag = _etag(at, request.path, query.query_string())
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    response = written(query, language, at, request.path)
    response["ETag"], response["Cache-Control"] = etag, CACHE
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = NO_ROBOTS
    return response
