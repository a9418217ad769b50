"""How often one client may ask: limits, who is told apart, and what is not kept."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from polkka.kit.errors import WORDS
from polkka.kit.languages import CODES, speaking
from polkka.portal.limits import LIMITS
from polkka.upkeep import throttle

LISTS = {"fi": "/fi/kaytannot/", "sv": "/sv/praxis/", "en": "/en/practices/"}
NOON = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def limited(settings: Settings, base: None) -> None:
    settings.SEARCH_LIMITS = True
    throttle.counted.clear()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two uses of everything."""
    for what, (_number, seconds) in list(LIMITS.items()):
        monkeypatch.setitem(LIMITS, what, (2, seconds))


def request(address: str, **headers: str) -> HttpRequest:
    return RequestFactory(REMOTE_ADDR=address).get("/", headers=headers)


def test_limit_holds_for_one_window() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert [throttle.allow("a", 2, 60) for _ in range(4)] == [0, 0, 60, 60]
        assert throttle.allow("b", 2, 60) == 0
        clock.shift(45)
        assert throttle.allow("a", 2, 60) == 15
        clock.shift(15)
        assert throttle.allow("a", 2, 60) == 0


def test_a_long_window_is_remembered_to_its_end() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert [throttle.allow("a", 1, 3600) for _ in range(2)] == [0, 3600]
        clock.shift(3000)
        assert throttle.allow("a", 1, 3600) == 600


def test_no_limit_when_it_is_off(client: Client, settings: Settings, few: None) -> None:
    settings.SEARCH_LIMITS = False
    assert {client.get(LISTS["fi"], {"q": "puro"}).status_code for _ in range(4)} == {200}


def test_counting_begins_again_when_too_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST_CLIENTS", 2)
    with time_machine.travel(NOON, tick=False):
        assert [throttle.allow(key, 1, 60) for key in ("a", "a", "b", "c", "a")] == [0, 60, 0, 0, 0]


def test_clients_are_told_apart_by_day_and_network() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = throttle.client(request("192.0.2.1"))
        assert first == throttle.client(request("192.0.2.1"))
        assert first != throttle.client(request("192.0.2.2"))
        near, far = (throttle.client(request(a)) for a in ("2001:db8:1:1::1", "2001:db8:1:2::1"))
        assert throttle.client(request("2001:db8:1:1:ffff::9")) == near != far
        clock.shift(24 * 3600)
        assert first != throttle.client(request("192.0.2.1"))


def test_forwarded_address_counts_only_behind_a_front_server(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    forged = [throttle.client(request("192.0.2.1", x_forwarded_for=f"198.51.100.{n}")) for n in range(2)]
    settings.TRUSTED_PROXIES = 1
    told = [throttle.client(request("192.0.2.1", x_forwarded_for=f"203.0.113.7, 198.51.100.{n}")) for n in range(2)]
    assert forged[0] == forged[1]
    assert told[0] != told[1]


def test_an_address_that_is_none_is_a_client_too() -> None:
    assert throttle.client(request("unix:")) == throttle.client(request(""))


def test_no_address_is_kept(client: Client) -> None:
    assert client.get(LISTS["fi"], {"q": "puro"}, REMOTE_ADDR="192.0.2.44").status_code == 200
    (key,) = throttle.counted.keys()
    assert key.startswith("search:") and "192.0.2.44" not in key


@pytest.mark.parametrize("language", CODES)
def test_searches_are_limited_and_told_in_words(language: str, client: Client, few: None) -> None:
    answers = [client.get(LISTS[language], {"q": f"sana{number}"}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert answers[2]["Cache-Control"] == "no-store"
    with speaking(language):
        assert f"<h1>{WORDS[429][0]}</h1>" in answers[2].content.decode()
    assert client.get(LISTS[language], {"q": "sana"}, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_two_facet_values_are_a_search_and_one_is_not(client: Client, few: None) -> None:
    plain = [client.get(LISTS["fi"], {"theme": "clue"}).status_code for _ in range(4)]
    several = [client.get(f"{LISTS['fi']}?theme=clue&theme=into").status_code for _ in range(3)]
    assert (plain, several) == ([200] * 4, [200, 200, 429])


def test_plain_pages_are_not_counted(client: Client, few: None) -> None:
    for url in (LISTS["fi"], "/fi/", f"{LISTS['fi']}?theme=clue"):
        client.get(url)
    assert throttle.counted.keys() == []


@pytest.mark.parametrize("url", ["/fi/kaytannot/syote/", "/api/practices/"])
def test_machines_are_limited(url: str, client: Client, few: None) -> None:
    answers = [client.get(url) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60


def test_limits_are_those_that_are_documented() -> None:
    assert {what: number for what, (number, _seconds) in LIMITS.items()} == {
        "search": 120, "completion": 120, "feed": 60, "api": 60, "picture": 30, "wish": 5, "question": 5, "feedback": 5,
    }  # fmt: skip
