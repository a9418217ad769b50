"""Figures of the requests of this process, or of all workers where they share a folder (see workers.py).

Labels are names of addresses, methods and classes of status: as many as there are addresses, whatever is asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from django.http.response import HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # not typed there
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
KEPT, MADE = "kept", "made"
OF_PROCESS = CollectorRegistry()
requests = Counter(
    "polkka_requests",
    "Requests by route, method and class of status.",
    ["route", "method", "status"],
    registry=OF_PROCESS,
)
seconds = Histogram(
    "polkka_request_seconds",
    "How long requests took.",
    ["route"],
    buckets=(0.005, 0.02, 0.05, 0.15, 0.5, 1, 2, 5),
    registry=OF_PROCESS,
)
pages = Counter(
    "polkka_page_cache", "Public pages given from memory (kept) or drawn (made).", ["how"], registry=OF_PROCESS
)
busy = Gauge(
    "polkka_requests_under_way", "Requests being answered now.", registry=OF_PROCESS, multiprocess_mode="livesum"
)


def method_of(method: str) -> str:
    """The method, or `other` for a word that somebody made up."""
    return method if method in METHODS else "other"


@contextmanager
def under_way() -> Iterator[None]:
    """Count a request as being answered within the block."""
    if not settings.METRICS_TOKEN:
        yield
        return
    busy.inc()
    try:
        yield
    finally:
        busy.dec()


def count(route: str, method: str, status: int, took: float, response: HttpResponseBase) -> None:
    """Count one answer; nothing without METRICS_TOKEN, since nobody could read it."""
    if not settings.METRICS_TOKEN:
        return
    _requests(route, method_of(method), f"{status // 100}xx").inc()
    _seconds(route).observe(took)
    if how := getattr(response, "from_cache", ""):
        _pages(how).inc()


@lru_cache(maxsize=4_000)
def _requests(route: str, method: str, status: str) -> Counter:
    return requests.labels(route, method, status)


@lru_cache(maxsize=1_000)
def _seconds(route: str) -> Histogram:
    return seconds.labels(route)


@lru_cache(maxsize=4)
def _pages(how: str) -> Counter:
    return pages.labels(how)
