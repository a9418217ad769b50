"""What the search field offers while somebody types, and what may be meant by a misspelt word."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from polkka.portal import completion, limits
from polkka.upkeep import generation
from taxonomy.models import Concept
from tests.factory import Cast

from .published import publish, publish_in_two, withdraw

URL = {"fi": "/fi/kaytannot/ehdotukset/", "sv": "/sv/praxis/forslag/", "en": "/en/practices/suggestions/"}


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    completion.forget()
    yield
    completion.forget()


def offers(client: Client, typed: str, language: str = "fi") -> list[dict[str, Any]]:
    response = client.get(URL[language], {"q": typed})
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()
    assert all(set(offer) == {"text", "kind", "url"} for offer in found)
    return found


def texts(client: Client, typed: str, kind: str, language: str = "fi") -> list[str]:
    return [offer["text"] for offer in offers(client, typed, language) if offer["kind"] == kind]


def test_words_titles_and_concepts_are_offered(client: Client, cast: Cast) -> None:
    version = publish(cast, "Kestävä puro", summary="Luokka kestää purolla.")
    found = offers(client, "kest")
    assert {
        "text": "Kestävä kehitys",
        "kind": "concept",
        "url": "/fi/kaytannot/?theme=sustainable-development",
    } in found
    path = f"/fi/kaytannot/{version.practice.public_id}-kestava-puro/"
    assert {"text": "Kestävä puro", "kind": "title", "url": path} in found
    assert {"kestävä", "kestää"} & {offer["text"] for offer in found if offer["kind"] == "word"}
    assert all(offer["url"] is None for offer in found if offer["kind"] == "word")
    assert client.get(path).status_code == 200


def test_concepts_without_practices_are_not_offered(client: Client, cast: Cast) -> None:
    assert texts(client, "kestävä", "concept") == []
    publish(cast)
    assert texts(client, "kestävä", "concept") == ["Kestävä kehitys"]
    Concept.objects.filter(code="sustainable-development").update(active=False)
    generation.bump()
    assert texts(client, "kestävä", "concept") == []


def test_terms_of_the_glossary_are_offered_without_an_address(client: Client, cast: Cast) -> None:
    found = offers(client, "mallintam")
    assert {"text": "Mallintaminen", "kind": "concept", "url": None} in found


@pytest.mark.parametrize(("language", "name"), [("sv", "Hållbar utveckling"), ("en", "Sustainable development")])
def test_names_are_in_the_language_of_the_page(language: str, name: str, client: Client, cast: Cast) -> None:
    publish(cast)
    assert texts(client, name[:6].lower(), "concept", language)[0] == name


def test_titles_follow_every_publication_and_withdrawal(client: Client, cast: Cast) -> None:
    assert texts(client, "majava", "title") == []
    version = publish(cast, "Majavan pato")
    assert texts(client, "majava", "title") == ["Majavan pato"]
    publish(cast, "Toinen majava")
    assert texts(client, "majava", "title") == ["Majavan pato", "Toinen majava"]
    withdraw(cast, version)
    assert texts(client, "majava", "title") == ["Toinen majava"]


def test_a_practice_in_two_languages_is_offered_by_either_title_once(client: Client, cast: Cast) -> None:
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    (offer,) = [offer for offer in offers(client, "bäck") if offer["kind"] == "title"]
    assert offer["text"] == "Bäckens berättelse"
    assert version.practice.public_id in offer["url"]


def test_answer_may_be_kept_for_a_minute_and_is_not_for_search_engines(client: Client, cast: Cast) -> None:
    response = client.get(URL["fi"], {"q": "puro"})
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "public, max-age=60, s-maxage=2"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(("typed", "status"), [("", 200), ("k", 200), ("a" * 201, 400), ("\u202e", 400)])
def test_too_little_or_too_much(typed: str, status: int, client: Client, base: None) -> None:
    response = client.get(URL["fi"], {"q": typed})
    assert (response.status_code, response.json()) == (status, [])


def test_who_asks_too_often_waits(client: Client, base: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEARCH_LIMITS = True
    monkeypatch.setitem(limits.LIMITS, "completion", (1, 60))
    assert client.get(URL["fi"], {"q": "puro"}).status_code == 200
    response = client.get(URL["fi"], {"q": "puro"})
    assert (response.status_code, response.json()) == (429, [])
    assert 0 < int(response["Retry-After"]) <= 60


def test_a_post_is_refused(client: Client, base: None) -> None:
    assert client.post(URL["fi"]).status_code == 405


def test_no_query_but_the_generation_once_warm(client: Client, cast: Cast, django_assert_num_queries: Any) -> None:
    publish(cast, "Majavan pato")
    at = generation.number()
    completion.offers("maja", "fi", at)
    with django_assert_num_queries(0):
        assert completion.offers("maja", "fi", at)
        assert completion.meant("majvan", "fi", at) == "majavan"


def test_meant_are_words_of_texts_and_names_of_concepts(cast: Cast) -> None:
    publish(cast, "Lastensuojelun puro")
    at = generation.number()
    assert completion.meant("suojelu", "fi", at) == ""
    assert completion.meant("lasten suojlu puor", "fi", at) == "lasten suojlu puro"
    assert completion.meant("globaalikasvtus", "fi", at) == "globaalikasvatus"
    assert completion.meant("", "fi", at) == ""
