"""Who is read from the follower, and what happens while it is behind or away. A copy of the test database follows."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client

from polkka.upkeep import away, generation, replica
from polkka.upkeep.models import Generation, Throttle
from search import loading
from taxonomy import catalogue
from tests.factory import Cast
from tests.portal.published import publish, withdraw

lists = import_module("polkka.portal.views.practices")  # the package has a view of the same name
LIST = "/fi/kaytannot/"


class Broken(OperationalError):
    """What Django raises when the server has gone."""

    def __init__(self) -> None:
        super().__init__("gone")
        self.__cause__ = away.Away("gone")


@pytest.fixture
def follow(cast: Cast, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """A follower that stands where the first was at each call."""
    if connection.vendor != "sqlite":
        pytest.skip("the copy is one of SQLite")
    made: list[Any] = []

    def copy() -> None:
        path = tmp_path / f"follower-{len(made)}.sqlite3"
        path.write_bytes(connection.connection.serialize())  # with what the test has not committed
        told = {**connection.settings_dict, "NAME": str(path)}
        connections.settings.pop(replica.FOLLOWER, None)  # tests may open only connections that are in no settings
        made.append(type(connections["default"])(told, replica.FOLLOWER))
        made[-1].ensure_connection()
        connections.settings[replica.FOLLOWER], connections[replica.FOLLOWER] = told, made[-1]
        replica.follower.forget()

    copy()
    yield copy
    del connections[replica.FOLLOWER], connections.settings[replica.FOLLOWER]
    for one in made:
        one.close()
    replica.follower.forget()


@pytest.fixture
def reader(follow: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody without a session; the middleware is there because the follower is. Nothing is compared by itself."""
    monkeypatch.setattr(replica, "EVERY", 60.0)
    return Client()


def titles(client: Client) -> list[str]:
    return [card.title for card in client.get(LIST).context["cards"]]


def asked_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The databases that requests begin with, from now on."""
    found: list[str] = []
    real = replica.number_in

    def number_in(at: Any) -> int:
        found.append(at.alias)
        return real(at)

    monkeypatch.setattr(replica, "number_in", number_in)
    return found


def test_without_a_follower_everything_is_read_from_the_first() -> None:
    assert (replica.alias(), replica.Router().allow_migrate("default", "upkeep")) == ("default", None)


def test_readers_read_from_the_follower(
    reader: Client, cast: Cast, follow: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(cast)
    follow()
    asked = asked_of(monkeypatch)
    assert titles(reader) == ["Puron tarina"]
    assert asked[:3] == ["default", "replica", "replica"]  # compared once, then the request itself
    asked.clear()
    assert titles(reader) == ["Puron tarina"]
    assert set(asked) == {"replica"}
    assert replica.alias() == "default"


def test_rows_and_generation_come_from_one_database(reader: Client, cast: Cast, follow: Callable[[], None]) -> None:
    publish(cast)
    follow()
    connections[replica.FOLLOWER].cursor().execute("UPDATE search_entry SET title = 'Kopion puro'")
    connections[replica.FOLLOWER].cursor().execute("UPDATE practices_text SET title = 'Kopion puro'")
    assert titles(reader) == ["Kopion puro"]


def test_who_has_a_session_sees_what_was_just_done(reader: Client, cast: Cast, follow: Callable[[], None]) -> None:
    reader.force_login(cast.coordinator)
    follow()
    publish(cast)
    assert titles(reader) == ["Puron tarina"]


def test_one_that_is_behind_is_left_out_and_taken_again(
    reader: Client, cast: Cast, follow: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish(cast)
    follow()
    assert titles(reader) == ["Puron tarina"]
    withdraw(cast, version)
    monkeypatch.setattr(replica.follower, "_next", 0.0)
    asked = asked_of(monkeypatch)
    assert (titles(reader), set(asked[2:])) == ([], {"default"})
    follow()
    asked.clear()
    assert (titles(reader), set(asked[2:])) == ([], {"replica"})


def test_a_moment_behind_it_is_read_and_the_index_stays(reader: Client, cast: Cast, follow: Callable[[], None]) -> None:
    assert titles(reader) == []
    publish(cast)
    held, shelves = loading.current(), catalogue.at(generation.number())
    assert titles(reader) == []
    assert (loading.current() is held, catalogue.at(generation.number()) is shelves) == (True, True)


def test_an_older_database_in_its_place_is_read_anew(cast: Cast) -> None:
    publish(cast)
    held = loading.current()
    Generation.objects.update(number=0)
    assert loading.current() is not held


def test_one_that_is_away_is_left_out(
    reader: Client, cast: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert titles(reader) == []
    publish(cast)
    real = replica.number_in

    def number_in(at: Any) -> int:
        if at.alias == replica.FOLLOWER:
            raise Broken
        return real(at)

    monkeypatch.setattr(replica, "number_in", number_in)
    assert titles(reader) == ["Puron tarina"]
    assert not replica.follower.may_be_read()
    assert [record.message.partition(":")[0] for record in caplog.records] == ["The follower cannot be asked"]


def test_a_page_is_made_again_when_the_follower_goes_in_the_middle(
    reader: Client, cast: Cast, follow: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(cast)
    follow()
    asked: list[str] = []
    real = lists.search

    def search(*given: Any, **named: Any) -> Any:
        asked.append(replica.alias())
        if replica.alias() == replica.FOLLOWER:
            raise Broken
        return real(*given, **named)

    monkeypatch.setattr(lists, "search", search)
    assert titles(reader) == ["Puron tarina"]
    assert asked[:2] == ["replica", "default"]


def test_a_fault_of_the_page_is_not_hidden(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def search(*_given: Any, **_named: Any) -> Any:
        raise OperationalError("no such column")

    monkeypatch.setattr(lists, "search", search)
    reader.raise_request_exception = False
    assert (reader.get(LIST).status_code, replica.follower.may_be_read()) == (500, True)


@pytest.mark.parametrize("path", ["/fi/tyopoyta/", "/healthz", "/admin/", "/fi/kirjaudu/"])
def test_other_addresses_ask_the_first(path: str, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr("polkka.access.access_of", lambda match: seen.append(replica.alias()))
    reader.get(path)
    assert set(seen) <= {"default"}


def test_only_the_follower_is_read_while_the_first_is_away(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    real = replica.number_in

    def number_in(at: Any) -> int:
        if at.alias == "default":
            raise Broken
        return real(at)

    monkeypatch.setattr(replica, "number_in", number_in)
    monkeypatch.setattr(connection, "close", lambda: None)
    assert (titles(reader), replica.follower.may_be_read()) == ([], True)


def test_router_writes_to_the_first_and_makes_tables_only_there() -> None:
    router, row = replica.Router(), Throttle()
    assert (router.db_for_write(Throttle), router.db_for_read(Throttle)) == (None, None)
    row._state.db = replica.FOLLOWER
    assert (router.db_for_write(Throttle, instance=row), router.db_for_read(Throttle, instance=row)) == ("default",) * 2
    assert [router.allow_migrate(name, "upkeep") for name in ("default", "replica")] == [None, False]
