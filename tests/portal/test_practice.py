"""The page of one practice."""

from typing import Any

import pytest
from django.test import Client

from practices.models import Version
from practices.states import State
from taxonomy import catalogue
from tests.factory import Cast, in_state

from .published import publish, publish_in_two, publish_with_summary

SITE = "http://127.0.0.1:8000"


def address(version: Version, language: str = "fi", slug: str = "puron-tarina") -> str:
    word = {"fi": "kaytannot", "sv": "praxis", "en": "practices"}[language]
    return f"/{language}/{word}/{version.practice.public_id}-{slug}/"


def test_practice_is_shown(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    response = client.get(address(version))
    assert response.status_code == 200
    assert response.context["practice"].card.title == "Puron tarina"
    assert "Valitkaa puro" in response.content.decode()
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not response.cookies


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_practice_answers_in_every_interface(language: str, client: Client, cast: Cast) -> None:
    version = publish(cast)
    response = client.get(address(version, language))
    assert response.status_code == 200
    assert bool(response.context["practice"].card.language_note) is (language != "fi")
    assert response.context["canonical"] == SITE + address(version)
    marked = '<h1 lang="fi">Puron tarina</h1>' if language != "fi" else "<h1>Puron tarina</h1>"
    assert marked in response.content.decode()


def test_translated_practice_has_an_address_of_its_own(client: Client, cast: Cast) -> None:
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    swedish = address(version, "sv", "backens-berattelse")
    response = client.get(swedish)
    assert response.context["practice"].card.title == "Bäckens berättelse"
    assert response.context["canonical"] == SITE + swedish
    assert [alternate.url for alternate in response.context["alternates"]] == [
        address(version),
        swedish,
        address(version, "en"),
    ]


def test_summary_alone_is_read_above_the_original(client: Client, cast: Cast) -> None:
    version = publish_with_summary(cast, "Puron tarina", "sv", "Bäckens berättelse", "Klassen följer bäcken.")
    swedish = address(version, "sv", "backens-berattelse")
    response = client.get(swedish)
    html = response.content.decode()
    assert "<h1>Bäckens berättelse</h1>" in html
    assert '<p class="lead">Klassen följer bäcken.</p>' in html
    assert '<div class="prose" lang="fi">' in html
    assert response.context["practice"].card.language_note == "på finska"
    assert response.context["practice"].cite_apa.startswith("Koivulan koulu")
    assert "Puron tarina" in response.context["practice"].cite_apa
    assert response.context["canonical"] == SITE + address(version)
    assert [language for language, _name, _path in response.context["practice"].languages] == ["fi"]
    assert "Bäckens berättelse" in client.get("/sv/praxis/").content.decode()
    assert "Bäckens" not in client.get(address(version)).content.decode()
    assert client.get("/sv/praxis/", {"q": "bäckens"}).context["total"] == 1
    assert client.get(f"/p/{version.practice.public_id}", headers={"accept-language": "sv"})["Location"] == swedish


@pytest.mark.parametrize("slug", ["vaara", "puron-tarina-2", "p", "väärä nimi", "%3Fx"])
def test_wrong_slug_leads_to_the_right_one(slug: str, client: Client, cast: Cast) -> None:
    version = publish(cast)
    response = client.get(address(version, slug=slug))
    assert (response.status_code, response["Location"]) == (301, address(version))


def test_slug_of_another_language_leads_to_the_right_one(client: Client, cast: Cast) -> None:
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    response = client.get(address(version, "sv"))
    assert (response.status_code, response["Location"]) == (301, address(version, "sv", "backens-berattelse"))


def test_query_small_letters_and_missing_slug_lead_to_the_right_one(client: Client, cast: Cast) -> None:
    version = publish(cast)
    small = address(version).replace(version.practice.public_id, version.practice.public_id.lower())
    for other in (address(version) + "?utm_source=x", small, f"/fi/kaytannot/{version.practice.public_id}/"):
        response = client.get(other)
        assert response["Location"] == address(version)
        assert response.status_code == 301


@pytest.mark.parametrize("path", ["/fi/kaytannot/00000000-x/", "/fi/kaytannot/0000-x/", "/fi/kaytannot/0000000000-x/"])
def test_unknown_practice_is_missing(path: str, client: Client, base: None) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.IN_ASSESSMENT, State.RETURNED, State.DECLINED])
def test_unpublished_practice_is_missing_even_to_its_author(state: str, client: Client, cast: Cast) -> None:
    version = in_state(cast, state)
    assert client.get(address(version)).status_code == 404
    client.force_login(cast.author)
    assert client.get(address(version)).status_code == 404


def test_signed_in_reader_gets_a_page_that_is_not_kept(client: Client, cast: Cast) -> None:
    client.force_login(cast.reader)
    assert client.get(address(publish(cast)))["Cache-Control"] == "no-store"


def test_contact_is_not_on_the_page(client: Client, cast: Cast) -> None:
    assert b"puro@example.org" not in client.get(address(publish(cast))).content


def test_what_people_wrote_is_escaped(client: Client, cast: Cast) -> None:
    version = publish(cast, "<script>alert(1)</script>", challenge="<img src=x onerror=alert(1)>")
    content = client.get(address(version, slug="scriptalert1script")).content
    assert b"<script" not in content
    assert b"<img src=x" not in content


def test_practice_refuses_a_post(client: Client, cast: Cast) -> None:
    assert client.post(address(publish(cast))).status_code == 405


def test_practice_asks_the_database_seldom(client: Client, cast: Cast, django_assert_num_queries: Any) -> None:
    path = address(in_state(cast, State.PUBLISHED))
    client.get(path)
    with django_assert_num_queries(9):
        client.get(path)


def test_practice_stays_within_twelve_queries_right_after_a_publication(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    version = in_state(cast, State.PUBLISHED)
    catalogue.forget()
    with django_assert_max_num_queries(12):
        assert client.get(address(version)).status_code == 200
