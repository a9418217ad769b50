"""Public pages are read from a PostgreSQL that follows the first, while it keeps up; everything else from the first.

A request reads from one database, and its generation is that database's. Only GETs of public pages by somebody without
a session may read from the follower. At most EVERY seconds ago it had reached the generation of the first: one that
stands still or is away is left out, and the request that finds out is answered from the first all the same.
"""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from polkka.kit.languages import CODES

from .away import Cause, cause_of
from .models import Generation

log = logging.getLogger(__name__)
Found = TypeVar("Found")
FOLLOWER = "replica"
"""Its name in DATABASES."""
EVERY = 1.0
"""Seconds between two comparisons of the generations in one process: no page read from the follower is older."""
AGAIN_AFTER = 5.0
"""Seconds until one that was away is asked again."""
ADDRESSES = (*(f"/{code}/" for code in CODES), "/api/", "/sitemap")
"""How addresses begin that may be read from the follower, if they are public pages of NAMESPACE."""
NAMESPACE = "portal"
CACHE = "django_cache"
"""The label under which Django asks where the table of the cache lies."""
CONFLICTS = ("40001", "40P01")
"""SQLSTATE of a question that the follower broke off to go on following."""
ROW = 1
NUMBER = f"SELECT number FROM {Generation._meta.db_table} WHERE id = %s"
_reading: ContextVar[str] = ContextVar("reading", default=DEFAULT_DB_ALIAS)


def alias() -> str:
    """The database that reading goes to in this request; outside of requests always the first."""
    return _reading.get()


def asked(question: Callable[[Any], Found]) -> Found:
    """What `question` finds with the connection of `alias()`; asked again of the first where the follower is away."""
    try:
        return question(connections[alias()])
    except Error as error:
        if alias() != FOLLOWER or not _is_its_fault(error):
            raise
    leave()
    follower.lost()
    return question(connections[DEFAULT_DB_ALIAS])


def number_in(connection: Any) -> int:
    """The generation of the database behind a connection; 0 before the first publication."""
    with connection.cursor() as cursor:  # asked by every page: plain SQL costs a third of the same through a queryset
        cursor.execute(NUMBER, [ROW])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def leave(request: HttpRequest | None = None) -> None:
    """Read from the first for the rest of the request, at its own generation."""
    _reading.set(DEFAULT_DB_ALIAS)
    if request is not None:
        request.__dict__.pop("_generation", None)


def _is_its_fault(error: BaseException | None) -> bool:
    """Whether the follower could not answer, where the first may; a statement that took too long would there too."""
    told = error.__cause__ if error else None
    return cause_of(error) is Cause.AWAY or getattr(told, "sqlstate", None) in CONFLICTS


class _Follower:
    """Whether the follower may be read just now; compared with the first by one thread of a process at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Know nothing: the next request compares."""
        self._may = self._is_alone = False
        self._compared = self._next = float("-inf")  # of time.monotonic()

    def may_be_read(self) -> bool:
        """Whether it had reached the first at most EVERY seconds ago, or is the only one that can be asked."""
        if (now := time.monotonic()) < self._next:
            return self._may
        if not self._lock.acquire(blocking=False):
            return self._may and (self._is_alone or now < self._compared + 2 * EVERY)
        try:
            self._compare()
        finally:
            self._lock.release()
        return self._may

    def lost(self) -> None:
        """It could not be asked: leave it out for a while."""
        if FOLLOWER in connections:
            connections[FOLLOWER].close()
        if self._may:
            log.warning("The follower cannot be asked: public pages are read from the first database.")
        self._may, self._next = False, time.monotonic() + AGAIN_AFTER

    def _compare(self) -> None:
        """The first is asked first, so that what is published in between leaves nobody behind."""
        here = self._number(DEFAULT_DB_ALIAS)
        there = self._number(FOLLOWER)
        if there is None:
            self.lost()
            return
        may = here is None or there >= here
        if self._may and not may:
            log.info("The follower is behind (%s, the first %s): left out until it has caught up.", there, here)
        self._may, self._is_alone = may, here is None
        self._compared = time.monotonic()
        self._next = self._compared + EVERY

    @staticmethod
    def _number(name: str) -> int | None:
        """Its generation; None if it cannot be asked."""
        try:
            return number_in(connections[name])
        except Error:
            connections[name].close()
            return None


follower = _Follower()


class Router:
    """Reading by `alias()`, writing to the first, tables only there; nothing is said of any third database."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        if model._meta.app_label == CACHE:
            return DEFAULT_DB_ALIAS
        return FOLLOWER if alias() == FOLLOWER else self._first(hints)

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return self._first(hints)

    @staticmethod
    def _first(hints: dict[str, Any]) -> str | None:
        """The first for a row that was read from the follower; else where the row was read, which Django knows."""
        instance = hints.get("instance")
        return DEFAULT_DB_ALIAS if instance is not None and instance._state.db == FOLLOWER else None

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == FOLLOWER else None


class ReadFromFollower:
    """Chooses the database of a request; stands before everything that asks the generation."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if FOLLOWER not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_reader(request) or not follower.may_be_read():
            return self.get_response(request)
        token = _reading.set(FOLLOWER)
        try:
            return self.get_response(request)
        finally:
            _reading.reset(token)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if alias() == FOLLOWER and not (match and match.namespace == NAMESPACE and _is_public(view)):
            leave(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """The page once more from the first, where the follower went away in the middle."""
        match = request.resolver_match
        if match is None or alias() != FOLLOWER or not _is_its_fault(error):
            return None
        follower.lost()
        leave(request)
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return answer


def _is_reader(request: HttpRequest) -> bool:
    is_asking = request.method in ("GET", "HEAD") and request.path_info.startswith(ADDRESSES)
    return is_asking and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _is_public(view: Any) -> bool:
    access = getattr(view, "access", None)
    return access is not None and access.kind == "public"
