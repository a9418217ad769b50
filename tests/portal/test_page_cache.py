"""Pages kept in memory: the same answer, until the public content changes, and never for one person only."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from polkka.portal import page_cache
from tests.factory import Cast
from tests.portal.published import publish, withdraw

LIST = "/fi/kaytannot/"


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
    assert {**again.headers} == {**first.headers}
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


def test_oldest_pages_go_first(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "PAGES", 2)
    addresses = ["/fi/", "/sv/", "/en/"]
    for address in addresses:
        client.get(address)
    assert [key[2] for key in page_cache.kept._pages] == ["/sv/", "/en/"]


def test_page_of_one_scheme_is_not_given_for_another(client: Client, cast: Cast) -> None:
    publish(cast)
    plain, safe = client.get(LIST), client.get(LIST, secure=True)
    assert plain.headers["ETag"] != safe.headers["ETag"]
