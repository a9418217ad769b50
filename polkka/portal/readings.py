"""Practices that readers open, counted by day: how often, never by whom. Sets no cookie and keeps no address."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from polkka.kit.languages import CODES, PATH_WORDS
from polkka.upkeep import counting

COUNTED = (200, 304)
NO_READERS = (
    "(?<!cu)bot", "crawl", "spider", "slurp", "scrape", "archiv", "preview", "fetch", "externalhit", "embedly",
    "whatsapp", "skypeuri", "monitor", "uptime", "pingdom", "lighthouse", "validator", "checker", "headless", "phantom",
    "selenium", "playwright", "puppeteer", "curl", "wget", "python", "httpx", "okhttp", "java/", "libwww", "perl",
    "ruby", "go-http", "node[-.]", "undici", "axios", "postman", "insomnia", "feed", "rss", "mediapartners", "claude",
    "anthropic", "openai", "perplexity",
)  # fmt: skip
"""What stands in the names of programs that are no readers, in small letters, as patterns (Cubot is a telephone)."""
_NO_READER = re.compile("|".join(NO_READERS))
_WORDS = "|".join(f"{code}/{word}" for code, word in zip(CODES, PATH_WORDS["practices"], strict=True))
_PRACTICE = re.compile(rf"/(?:{_WORDS})/([0-9A-Z]{{8}})-[^/]+/")
"""The page of a practice in any language; the public name is captured."""
_LIST = re.compile(rf"/(?P<address>{_WORDS})/")
"""The list of practices in any language."""


def practice_read(request: HttpRequest, status: int) -> str:
    """The public name of the practice that a reader opened, or "" if this is nothing to count.

    Left out are programs, whoever asks not to be counted (DNT, Sec-GPC), pages fetched before anybody asked for them,
    and people who are signed in.
    """
    if request.method != "GET" or status not in COUNTED:
        return ""
    match = _PRACTICE.fullmatch(request.path_info)
    return match[1] if match and _is_reader(request) else ""


def search_made(request: HttpRequest, status: int) -> str:
    """The language of a search by words that a reader made, or "" if this is nothing to count: its first page only."""
    if request.method != "GET" or status not in COUNTED or list(request.GET) != ["q"] or not request.GET["q"].strip():
        return ""
    match = _LIST.fullmatch(request.path_info)
    return match["address"].partition("/")[0] if match and _is_reader(request) else ""


def _is_reader(request: HttpRequest) -> bool:
    meta = request.META
    name = meta.get("HTTP_USER_AGENT", "").lower()
    return not (
        not name
        or meta.get("HTTP_DNT") == "1"
        or meta.get("HTTP_SEC_GPC") == "1"
        or "prefetch" in meta.get("HTTP_SEC_PURPOSE", meta.get("HTTP_PURPOSE", meta.get("HTTP_X_MOZ", ""))).lower()
        or settings.SESSION_COOKIE_NAME in meta.get("HTTP_COOKIE", "")
        or _NO_READER.search(name)
    )


class CountReadings:
    """Counts in memory what was answered; once a minute, when an answer has been sent, the counts are written.

    It stands outside the kept pages, so that a page from memory counts as well.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        public_id = practice_read(request, response.status_code)
        if public_id:
            counting.add(counting.VIEW, public_id)
        if language := search_made(request, response.status_code):
            counting.add(counting.SEARCH, language)
        if counting.is_due():
            response._resource_closers.append(counting.flush)
        return response
