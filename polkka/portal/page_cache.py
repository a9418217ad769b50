"""Pages kept in memory until the public content or the day changes, and 304 for who has the page already."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import TypeGuard

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response

from polkka.kit.languages import CODES
from polkka.upkeep import generation

from . import banners

PAGES = 1_000
LONGEST = 200_000  # bytes of a body that is kept
SOURCES = ("polkka", "practices", "projects", "criteria", "network", "search", "taxonomy", "templates", "static")
SOURCE_ENDINGS = {".py", ".html", ".po", ".css", ".js"}
PREFIXES = tuple(f"/{code}/" for code in CODES)

Key = tuple[int, str, str, bool]
"""Generation, site with its scheme, the day and the banners shown, address, and whether the client takes gzip."""


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


class _Kept:
    """The pages of one process, the oldest asked for going first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, HttpResponse] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> HttpResponse | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: HttpResponse) -> None:
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()


kept = _Kept()


class PageCache:
    """Answers a GET without cookies from memory while the generation is the one the page was made at.

    Only what a view calls public is kept, and nothing that sets a cookie or whose `is_kept` is False. It stands outside
    every other middleware, so that a page comes with the very headers it was first sent with.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_be_asked(request):
            return self.get_response(request)
        at = generation.seen(request)
        key = _key(request, at)
        page = kept.get(key)
        if page is None:
            response = self.get_response(request)
            if not _may_be_kept(response) or generation.number() != at:
                return response
            page = _copy(response)
            page["ETag"] = _etag(key)
            kept.put(key, page)
        return _answer(request, page)


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
        and "public" in response.get("Cache-Control", "")
        and not response.cookies
        and getattr(response, "is_kept", True)
        and len(response.content) <= LONGEST
    )


def _etag(key: Key) -> str:
    mark = hashlib.sha256("\0".join([release(), *map(str, key)]).encode())
    return f'W/"{mark.hexdigest()[:24]}"'


def _copy(response: HttpResponse) -> HttpResponse:
    """The same answer without what ties it to the request it was made for."""
    copy = HttpResponse(response.content, status=response.status_code)
    copy.headers = response.headers
    return copy


def _answer(request: HttpRequest, page: HttpResponse) -> HttpResponseBase:
    if request.headers.get("If-None-Match"):
        told = get_conditional_response(request, etag=page["ETag"], response=_copy(page))
        if isinstance(told, HttpResponseNotModified):
            return told
    return _copy(page)
