"""Pages kept in memory until the public content or the day changes, and 304 for who has the page already."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import TypeGuard

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response

from polkka.kit import shared
from polkka.kit.languages import CODES
from polkka.upkeep import generation

from . import banners
from .kept import LONGEST, Key, Page, kept, making, page_of

SOURCES = ("polkka", "practices", "projects", "criteria", "network", "search", "taxonomy", "templates", "static")
SOURCE_ENDINGS = {".py", ".html", ".po", ".css", ".js"}
PREFIXES = tuple(f"/{code}/" for code in CODES)
PATIENCE = 2.0
"""Seconds to wait for a page that another thread is making; then it is made here too."""
AWAY_STATUS = '"polkka"; hit; detail="database away"'
"""Cache-Status (RFC 9211) of a page that is given from memory because nobody could be asked whether it still holds."""


@lru_cache(maxsize=1)
def release() -> str:
    """A fingerprint of the programme as it was when this process started: same files, same mark."""
    mark = hashlib.sha256(settings.SITE_URL.encode())
    for folder in (*SOURCES, "locale"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in SOURCE_ENDINGS:
                mark.update(f"{path.relative_to(settings.BASE_DIR)} {path.stat().st_size}".encode())
                mark.update(path.read_bytes())
    return mark.hexdigest()[:12]


class PageCache:
    """Answers a GET without cookies from memory while the generation is the one the page was made at.

    Only what a view calls public is kept, and nothing that sets a cookie or whose `is_kept` is False. It stands outside
    every other middleware, so that a page comes with the very headers it was first sent with. While the database cannot
    be asked, pages of the generation that it told last are given for an hour.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_be_asked(request):
            return _checked(request, self.get_response(request))
        try:
            at = generation.seen(request)
            kept.saw(at)
            key = _key(request, at)
        except Error:
            page = _last_page(request)
            return _away(request, page) if page else self.get_response(request)
        page = kept.get(key)
        return _answer(request, page, "kept") if page else self._made_once(request, key)

    def _made_once(self, request: HttpRequest, key: Key) -> HttpResponseBase:
        """As `_made`; what another thread is making already is waited for, so that a new generation is no rush."""
        if event := making.begin(key):
            event.wait(PATIENCE)
            page = kept.get(key)
            return _answer(request, page, "kept") if page else self._made(request, key)
        try:
            return self._made(request, key)
        finally:
            making.end(key)

    def _made(self, request: HttpRequest, key: Key) -> HttpResponseBase:
        """The page as the portal makes it now; kept, unless the content, the day or the banners changed meanwhile."""
        response = _checked(request, self.get_response(request))
        if not _may_be_kept(response) or generation.number() != key[0] or _key(request, key[0]) != key:
            return response
        match = request.resolver_match
        page = page_of(response, _etag(key), match.view_name if match else "")
        kept.put(key, page)
        return _answer(request, page, "made")


def _key(request: HttpRequest, at: int) -> Key:
    meta = request.META
    takes_gzip = "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")
    site = f"{request.scheme}://{meta.get('HTTP_HOST', '')} {timezone.localdate()} {banners.mark(at)}"
    return at, site, request.get_full_path(), takes_gzip


def _may_be_asked(request: HttpRequest) -> bool:
    """Whether the answer is the same for everybody: only under a language, for nobody in particular."""
    is_plain = request.method == "GET" and not request.META.get("HTTP_COOKIE")
    return bool(settings.PAGE_CACHE) and is_plain and request.path_info.startswith(PREFIXES)


def _may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and shared.is_for_all(response)
        and getattr(response, "is_kept", True)
        and len(response.content) <= LONGEST
    )


def _checked(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer as caches may have it: never with a cookie, and once for all languages if it is the same in all."""
    if response.cookies and shared.is_for_all(response):
        shared.forbid(response)
    if getattr(request, "is_same_for_all", False) and "Accept-Language" in response.get("Vary", ""):
        varies = [name for name in response["Vary"].split(", ") if name != "Accept-Language"]
        response["Vary"] = ", ".join(varies)
    if response.get("Vary") == "":
        del response["Vary"]
    return response


def _etag(key: Key) -> str:
    mark = hashlib.sha256("\0".join([release(), *map(str, key)]).encode())
    return f'W/"{mark.hexdigest()[:24]}"'


def _last_page(request: HttpRequest) -> Page | None:
    """The page as it was when the database last told its generation, if that is not too long ago."""
    at = kept.last_known(shared.AWAY)
    try:
        return kept.get(_key(request, at)) if at is not None else None
    except Error:
        return None


def _away(request: HttpRequest, page: Page) -> HttpResponseBase:
    response = _answer(request, page, "kept")
    response["Cache-Status"] = AWAY_STATUS
    return response


def _answer(request: HttpRequest, page: Page, how: str) -> HttpResponseBase:
    response: HttpResponseBase = page.answer()
    if request.headers.get("If-None-Match"):
        told = get_conditional_response(request, etag=page.etag, response=response)
        if isinstance(told, HttpResponseNotModified):
            told.route, response = page.route, told  # type: ignore[attr-defined]  # for the figures
    response.from_cache = how  # type: ignore[attr-defined]  # for the figures
    return response
