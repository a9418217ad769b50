"""The outermost door: each request gets an id and a line in the log and is counted; probes are answered at once."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import figures, hosts, logs, views

log = logging.getLogger(logs.REQUESTS)
SLOW = 1_000  # milliseconds from which a request is worth a warning
_GIVEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
"""What an id looks like that a server in front gave."""
STAY_AWAY = "noindex, nofollow, noarchive"


class Watch:
    """Stands before all else, so that what memory or a static file answered is seen too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        named = _id_of(request)
        request.request_id = named  # type: ignore[attr-defined]  # for the page of last resort; no field of Django's
        token = logs.asked.set(logs.Asked(named, request.path_info))
        begun = time.perf_counter()
        try:
            with figures.under_way():
                response = views.probe(request) or self.get_response(request)
            _tell(request, response, time.perf_counter() - begun)
        finally:
            logs.asked.reset(token)
        response["X-Request-ID"] = named
        if settings.STAGING:
            response["X-Robots-Tag"] = STAY_AWAY
        return response


def _id_of(request: HttpRequest) -> str:
    given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES else ""
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(8)


def _tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Count the request and write its line: an error from 500 on, a warning if it was slow, else information."""
    route, status, ms = route_of(request, response), response.status_code, round(seconds * 1000, 1)
    figures.count(route, request.method or "", status, seconds, response)
    if status < 400 and route not in views.PROBES.values():
        hosts.note(request)
    level = _level(status, ms, route)
    if log.isEnabledFor(level):
        told = {"route": route, "method": figures.method_of(request.method or ""), "status": status, "ms": ms}
        log.log(level, "%s %s %s %s ms", told["method"], route, status, ms, extra=told)


def _level(status: int, ms: float, route: str) -> int:
    """A process that says it is not ready has done what it was asked; why stands in a line of its own."""
    if status >= 500 and route not in views.PROBES.values():
        return logging.ERROR
    return logging.WARNING if ms >= SLOW else logging.INFO


def route_of(request: HttpRequest, response: HttpResponseBase) -> str:
    """The name of the address, never the address: `portal:home`, `static`, or `none` where nothing answers."""
    if kept := getattr(response, "route", ""):
        return str(kept)
    if request.path_info in views.PROBES:
        return views.PROBES[request.path_info]
    if request.path_info.startswith(settings.STATIC_URL):
        return "static"
    return logs.route_of(request) or "none"
