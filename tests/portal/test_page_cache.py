"""Pages kept in memory: the same answer, until the public content changes, and never for one person only."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from polkka.kit import shared
from polkka.portal import kept as rooms
from polkka.portal import page_cache
from polkka.portal.kept import Kept, Key, Page
from polkka.portal.page_cache import PageCache
from tests.factory import Cast
from tests.portal.published import publish, withdraw

LIST = "/fi/kaytannot/"
OWN = "X-Request-ID"
"""The one header that belongs to a request and not to the page."""


@pytest.fixture(autouse=True)
def _kept(settings: Any) -> Iterator[None]:
    settings.PAGE_CACHE = True
    page_cache.kept.clear()
    yield
    page_cache.kept.clear()


def test_repeated_page_costs_one_query(client: Client, cast: Cast, django_assert_num_queries: Any) -> None:
    publish(cast, "Puron tarina")
    first = client.get(LIST)
    with django_assert_num_queries(1):
        again = client.get(LIST)
    assert again.content == first.content
    of_its_own = {"X-Request-ID": "…"}
    assert {**again.headers} | of_its_own == {**first.headers} | of_its_own
    assert "Puron tarina" in again.content.decode()
    assert again.headers["Content-Security-Policy"]


def test_who_has_the_page_hears_that_nothing_has_changed(client: Client, cast: Cast) -> None:
    publish(cast)
    etag = client.get(LIST).headers["ETag"]
    told = client.get(LIST, headers={"if-none-match": etag})
    assert (told.status_code, told.content, told.headers["ETag"]) == (304, b"", etag)
    publish(cast, "Joen tarina")
    assert client.get(LIST, headers={"if-none-match": etag}).status_code == 200


def test_change_is_seen_by_the_next_request(client: Client, cast: Cast) -> None:
    version = publish(cast, "Puron tarina")
    assert "Puron tarina" in client.get(LIST).content.decode()
    withdraw(cast, version)
    assert "Puron tarina" not in client.get(LIST).content.decode()


def test_signed_in_reader_gets_a_page_of_ones_own(client: Client, cast: Cast) -> None:
    publish(cast)
    shared = client.get(LIST)
    client.force_login(cast.author)
    own = client.get(LIST)
    assert "ETag" not in own.headers and own.headers["Cache-Control"] == "no-store"
    client.logout()
    client.cookies.clear()
    assert client.get(LIST).content == shared.content


def test_each_address_language_and_encoding_is_a_page_of_its_own(client: Client, cast: Cast) -> None:
    publish(cast, "Puron tarina")
    pages = [
        client.get(LIST),
        client.get(LIST, {"label": "described"}),
        client.get("/sv/praxis/"),
        client.get(LIST, headers={"accept-encoding": "gzip"}),
    ]
    assert len({page.headers["ETag"] for page in pages}) == 4
    assert len({page.content for page in pages}) == 4


@pytest.mark.parametrize(
    "address", ["/fi/kaytannot/?page=99", "/fi/kaytannot/?theme=nothing", "/fi/ei/", "/fi/tyopoyta/"]
)
def test_only_public_pages_that_are_there_are_kept(address: str, client: Client, cast: Cast) -> None:
    for _time in range(2):
        assert "ETag" not in client.get(address).headers


def test_page_made_while_the_content_changed_is_not_kept(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(cast)
    numbers = iter((7, 8))
    monkeypatch.setattr(
        page_cache, "generation", SimpleNamespace(number=lambda: next(numbers), seen=lambda request: next(numbers))
    )
    assert "ETag" not in client.get(LIST).headers


def test_page_made_while_a_banner_began_is_not_kept(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(cast)
    marks = iter(("nothing", "closed for writing"))
    monkeypatch.setattr(page_cache, "banners", SimpleNamespace(mark=lambda at: next(marks)))
    assert "ETag" not in client.get(LIST).headers


def test_page_of_one_scheme_is_not_given_for_another(client: Client, cast: Cast) -> None:
    publish(cast)
    plain, safe = client.get(LIST), client.get(LIST, secure=True)
    assert plain.headers["ETag"] != safe.headers["ETag"]


# --- a rush ----------------------------------------------------------------------------------------------------
ASKERS = 6


def rush(status: int) -> tuple[list[int], int]:
    """The statuses of several readers who ask for one page at the same moment, and how often it was made."""
    together, made = threading.Barrier(ASKERS), []

    def view(request: HttpRequest) -> HttpResponse:
        made.append(request)
        time.sleep(0.05)
        return HttpResponse("a page", status=status, headers={"Cache-Control": "public, max-age=0"})

    portal = PageCache(view)

    def ask(_place: int) -> int:
        together.wait()
        return portal(RequestFactory().get("/en/about/")).status_code

    with ThreadPoolExecutor(ASKERS) as pool:
        return list(pool.map(ask, range(ASKERS))), len(made)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A generation that is known without the database, for threads of the test's own."""
    monkeypatch.setattr(page_cache, "generation", SimpleNamespace(number=lambda: 5, seen=lambda request: 5))
    monkeypatch.setattr(page_cache, "banners", SimpleNamespace(mark=lambda at: ""))


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize(("status", "times"), [(200, 1), (404, ASKERS)], ids=["kept", "not kept"])
def test_page_asked_for_by_many_at_once_is_made_once(status: int, times: int) -> None:
    assert rush(status) == ([status] * ASKERS, times)


@pytest.mark.usefixtures("still")
def test_fault_while_a_page_is_made_leaves_nobody_waiting() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise ValueError

    portal = PageCache(view)
    for _time in range(2):
        with pytest.raises(ValueError):
            portal(RequestFactory().get("/en/about/"))


# --- room ------------------------------------------------------------------------------------------------------
def page(size: int = 100) -> Page:
    return Page(b"x" * size, (), "", "")


def key(name: str, at: int = 1) -> Key:
    return at, "", name, False


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Room for four pages, one of them asked for once."""
    monkeypatch.setattr(rooms, "MOST_PAGES", 4)
    room = Kept()
    room.saw(1)
    return room


def test_a_walk_over_everything_leaves_the_pages_that_are_asked_for(small: Kept) -> None:
    small.put(key("home"), page())
    small.get(key("home"))
    for number in range(20):
        small.put(key(str(number)), page())
    assert small.keys() == [key("19"), key("home")]


def test_pages_asked_for_longest_ago_go_first(small: Kept) -> None:
    for name in ("a", "b", "c", "d", "e"):
        small.put(key(name), page())
        small.get(key(name))
    assert small.keys() == [key("c"), key("d"), key("e")]


def test_room_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MOST_BYTES", 4 * (1_000 + rooms.AROUND))
    room = Kept()
    room.saw(1)
    for number in range(10):
        room.put(key(str(number)), page(1_000))
        room.get(key(str(number)))
    assert room.keys() == [key(str(number)) for number in (7, 8, 9)]
    assert room.bytes == 3 * (1_000 + rooms.AROUND)


def test_another_generation_leaves_no_page(small: Kept) -> None:
    small.put(key("home"), page())
    small.saw(2)
    small.put(key("late"), page())
    assert (small.keys(), small.bytes) == ([], 0)


# --- while the database is away --------------------------------------------------------------------------------
@contextmanager
def away(client: Client) -> Iterator[None]:
    """The file of the database cannot be opened within the block; the client gets the page that tells it."""
    client.raise_request_exception = False

    def refuse(*args: Any, **kwargs: Any) -> None:
        missing = sqlite3.OperationalError("unable to open database file")
        missing.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise OperationalError from missing

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "cursor", refuse)
        yield


def test_kept_page_is_given_while_the_database_is_away(client: Client, cast: Cast) -> None:
    publish(cast, "Puron tarina")
    shown = client.get(LIST)
    with away(client):
        again = client.get(LIST)
    assert (again.status_code, again.content) == (200, shown.content)
    assert again["Cache-Status"] == page_cache.AWAY_STATUS


def test_only_what_was_kept_is_given_and_the_rest_waits(client: Client, cast: Cast) -> None:
    publish(cast)
    client.get(LIST)
    with away(client):
        answer = client.get("/sv/praxis/")
    assert (answer.status_code, "Cache-Status" in answer.headers) == (503, False)


def test_withdrawn_page_does_not_come_back(client: Client, cast: Cast) -> None:
    version = publish(cast, "Puron tarina")
    client.get(LIST)
    withdraw(cast, version)
    client.get("/fi/tietoa/")  # any page tells the process of the new generation
    with away(client):
        assert client.get(LIST).status_code == 503


def test_page_is_not_given_for_ever(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(cast)
    client.get(LIST)
    monkeypatch.setattr(page_cache.kept, "told_at", page_cache.kept.told_at - shared.AWAY - 1)
    with away(client):
        assert client.get(LIST).status_code == 503


def test_nothing_is_given_after_a_lower_generation(small: Kept) -> None:
    small.saw(7)
    small.saw(6)
    assert small.last_known(60) is None


def test_signed_in_reader_gets_nothing_that_was_kept(client: Client, cast: Cast) -> None:
    publish(cast)
    client.get(LIST)
    client.force_login(cast.author)
    with away(client):
        assert client.get(LIST).status_code == 503
