"""Who is counted when a practice is opened: readers, from memory as well; nobody who is none or asks not to be."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory

from polkka.portal import page_cache, readings
from polkka.upkeep import counting
from polkka.upkeep.models import DayCount
from practices.models import Version
from tests.factory import Cast

from .published import publish, publish_in_two, withdraw

PHONE = "Mozilla/5.0 (Linux; Android 14; CUBOT X90) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
READER = {"user-agent": PHONE}


@pytest.fixture(autouse=True)
def _kept(settings: Any) -> Iterator[None]:
    settings.PAGE_CACHE = True
    page_cache.kept.clear()
    counting.forget()
    yield
    page_cache.kept.clear()


def page(version: Version, client: Client, language: str = "fi") -> str:
    """The address of a practice, found without being counted."""
    word = {"fi": "kaytannot", "sv": "praxis", "en": "practices"}[language]
    return str(client.get(f"/{language}/{word}/{version.practice.public_id}/")["Location"])


def counted() -> dict[str, int]:
    counting.flush()
    return dict(DayCount.objects.filter(kind="view").values_list("key", "times"))


def test_every_opening_counts_also_from_memory_and_when_nothing_changed(client: Client, cast: Cast) -> None:
    version = publish(cast)
    address = page(version, client)
    first = client.get(address, headers=READER)
    again = client.get(address, headers=READER)
    assert again["ETag"] == first["ETag"]
    unchanged = client.get(address, headers={**READER, "if-none-match": first["ETag"]})
    assert unchanged.status_code == 304
    assert counted() == {version.practice.public_id: 3}
    assert not first.cookies


def test_languages_count_together(client: Client, cast: Cast) -> None:
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    for language in ("fi", "sv", "en"):
        assert client.get(page(version, client, language), headers=READER).status_code == 200
    assert counted() == {version.practice.public_id: 3}


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": ""},
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "curl/8.5.0"},
        {"user-agent": "Mozilla/5.0 (X11) HeadlessChrome/130.0"},
        {"user-agent": "facebookexternalhit/1.1"},
        {"user-agent": "Mozilla/5.0 (compatible; Yahoo! Slurp)"},
        {"user-agent": "python-requests/2.32"},
        {"user-agent": "Feedly/1.0"},
        {**READER, "dnt": "1"},
        {**READER, "sec-gpc": "1"},
        {**READER, "sec-purpose": "prefetch;prerender"},
        {**READER, "purpose": "prefetch"},
        {**READER, "x-moz": "prefetch"},
        {**READER, "cookie": "sessionid=abc"},
    ],
)
def test_who_is_no_reader_or_asks_not_to_be_counted_is_left_out(
    headers: dict[str, str], client: Client, cast: Cast
) -> None:
    address = page(publish(cast), client)
    assert client.get(address, headers=headers).status_code == 200
    assert counted() == {}


def test_signed_in_people_are_left_out(client: Client, cast: Cast) -> None:
    address = page(publish(cast), client)
    client.force_login(cast.author)
    assert client.get(address, headers=READER).status_code == 200
    assert counted() == {}


def test_only_the_page_of_a_practice_that_is_there_counts(client: Client, cast: Cast) -> None:
    version = publish(cast)
    address = page(version, client)
    for other in ("/fi/", "/fi/kaytannot/", f"/p/{version.practice.public_id}", f"{address}?x=1", address.upper()):
        client.get(other, headers=READER)
    client.head(address, headers=READER)
    client.post(address, headers=READER)
    withdraw(cast, version)
    assert client.get(address, headers=READER).status_code == 410
    assert counted() == {}


def test_counts_are_written_after_a_minute_when_the_answer_has_gone(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish(cast)
    address = page(version, client)
    client.get(address, headers=READER)
    assert not DayCount.objects.exists()
    monkeypatch.setattr(counting, "is_due", lambda: True)
    client.get("/fi/", headers=READER)
    assert DayCount.objects.get().times == 1
    assert DayCount.objects.get().key == version.practice.public_id


def test_page_comes_though_the_database_refuses_the_counts(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = page(publish(cast), client)

    def refuse(rows: Any) -> None:
        raise counting.DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr(counting, "_write", refuse)
    monkeypatch.setattr(counting, "is_due", lambda: True)
    assert client.get(address, headers=READER).status_code == 200


def test_nothing_of_the_reader_is_in_the_table(client: Client, cast: Cast) -> None:
    version = publish(cast)
    client.get(page(version, client), headers={**READER, "referer": "https://a.example/"}, REMOTE_ADDR="192.0.2.7")
    counting.flush()
    [row] = DayCount.objects.values()
    assert set(row) == {"id", "day", "kind", "key", "times"}
    assert (row["kind"], row["key"]) == ("view", version.practice.public_id)


@pytest.mark.parametrize("path", ["/fi/praxis/AAAAAAAA-a/", "/fi/kaytannot/AAAAAAAA/", "/fi/kaytannot/AAAAAAAA-a/b/"])
def test_other_addresses_are_not_counted(path: str) -> None:
    assert readings.practice_read(RequestFactory().get(path, headers=READER), 200) == ""


def test_own_people_see_how_often_it_was_read(client: Client, cast: Cast) -> None:
    version = publish(cast)
    counting.add(counting.VIEW, version.practice.public_id, 123)
    counting.flush()
    client.force_login(cast.author)
    address = f"/en/desk/{version.practice.public_id}/"
    assert "Read 123 times in the last 30 days." in client.get(address).content.decode()


def test_plain_searches_by_words_are_counted_by_language_and_never_their_words(client: Client, cast: Cast) -> None:
    publish(cast)
    for address in ("/fi/kaytannot/?q=puro", "/fi/kaytannot/?q=puro", "/en/practices/?q=brook"):
        assert client.get(address, headers=READER).status_code == 200
    for address in ("/fi/kaytannot/", "/fi/kaytannot/?q=+", "/fi/kaytannot/?q=puro&level=home"):
        client.get(address, headers=READER)
    client.get("/fi/kaytannot/?q=puro", headers={"user-agent": "curl/8"})
    counting.flush()
    assert dict(DayCount.objects.filter(kind=counting.SEARCH).values_list("key", "times")) == {"fi": 2, "en": 1}
