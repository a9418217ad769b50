"""The error pages."""

import re
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from polkka.kit import errors
from polkka.kit.errors import LAST_WORDS, WORDS, error_page, last_page
from polkka.kit.languages import CODES, speaking
from polkka.portal import near
from polkka.portal.errors import server_error
from polkka.upkeep import generation
from practices.states import State
from tests.factory import Cast, in_state


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("status", WORDS)
def test_error_page_says_what_happened(status: int, language: str, rf: RequestFactory, base: None) -> None:
    with speaking(language):
        response = error_page(rf.get(f"/{language}/"), status, limit="2,5 MB")
        title = str(WORDS[status][0])
    content = response.content.decode()
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert f"<h1>{title}</h1>" in content
    assert f'<html lang="{language}">' in content


@pytest.mark.parametrize("status", LAST_WORDS)
@pytest.mark.parametrize("language", CODES)
def test_last_page_needs_no_database_and_says_it_in_three_languages(
    status: int, language: str, rf: RequestFactory
) -> None:
    response = last_page(rf.get(f"/{language}/"), status)
    content = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (status, "no-store")
    assert f'<html lang="{language}">' in content
    assert f"<h1>{LAST_WORDS[status][language][0]}</h1>" in content
    for other in set(CODES) - {language}:
        assert f'<div lang="{other}"><h2>{LAST_WORDS[status][other][0]}</h2>' in content


def test_last_page_asks_the_browser_for_the_language_where_the_path_has_none(rf: RequestFactory) -> None:
    content = server_error(rf.get("/p/AAAAAAAA", HTTP_ACCEPT_LANGUAGE="sv-FI,sv;q=0.9,en;q=0.1")).content.decode()
    assert '<html lang="sv">' in content


def test_last_page_comes_even_when_its_template_is_broken(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*arguments: object) -> str:
        raise OSError

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = server_error(rf.get("/sv/"))
    assert response.status_code == 500
    assert "Något gick sönder" in response.content.decode()
    assert "last resort" in caplog.text


def test_fault_of_a_page_is_told_without_the_database(base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> int:
        raise DatabaseError

    monkeypatch.setattr(generation, "number", broken)
    response = Client(raise_request_exception=False).get("/en/")
    assert response.status_code == 500
    assert "<h1>Something broke</h1>" in response.content.decode()
    assert "default-src" in response["Content-Security-Policy"]
    assert not response.cookies


def test_maintenance_answers_everything_without_database_or_cookie(settings: Any) -> None:
    settings.MAINTENANCE = 15
    response = Client().get("/sv/praxis/")
    assert (response.status_code, response["Retry-After"]) == (503, "900")
    assert "<h1>Vi är snart tillbaka</h1>" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "default-src" in response["Content-Security-Policy"]
    assert not response.cookies
    assert Client().post("/fi/kirjaudu/").status_code == 503
    assert Client().get("/api/practices/").json()["status"] == 503


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("get", "/api/nothing/", 404), ("delete", "/api/practices/", 405), ("get", "/api/practices/?q=%FF", 400)],
)
def test_programs_are_told_in_json(method: str, address: str, status: int, client: Client, base: None) -> None:
    response = getattr(client, method)(address, HTTP_ACCEPT_LANGUAGE="fi")
    told = response.json()
    assert (response.status_code, told["status"]) == (status, status)
    assert response["Content-Type"] == "application/problem+json"
    with speaking("en"):
        assert told["title"] == str(WORDS[status][0])
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    if status == 405:
        assert response["Allow"] == "GET, HEAD"


def test_error_before_the_language_is_known_is_told_in_the_language_of_the_path(client: Client, base: None) -> None:
    with speaking("fi"):
        content = client.get("/sv/", HTTP_HOST="elsewhere.example").content.decode()
    assert '<html lang="sv">' in content


def test_missing_page_offers_the_search_and_what_lies_near(cast: Cast, client: Client) -> None:
    in_state(cast, State.PUBLISHED)
    response = client.get("/fi/kaytannot/ABCD1234-puron-tarina-vuodelta-2012/")
    content = response.content.decode()
    assert response.status_code == 404
    assert response.context["q"] == "puron tarina vuodelta"
    assert [card.title for card in response.context["near"]] == ["Puron tarina"]
    assert '<form role="search" action="/fi/kaytannot/">' in content
    assert '<meta name="robots" content="noindex">' in content
    assert '<link rel="alternate"' not in content
    assert not response.cookies


def test_missing_page_comes_though_the_search_is_broken(
    client: Client, base: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(near, "search", broken)
    assert client.get("/fi/puro/").status_code == 404
    assert "Nothing near" in caplog.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/fi/kaytannot/0K3M9X2A-kielisuihku-kylakoulussa/", "kielisuihku kylakoulussa"),
        ("/sv/sprakcafe.html", "sprakcafe"),
        ("/en/old/night_sky+for%20birds", "night sky for birds"),
        ("/fi/kansainvälinen-kahvi/", "kansainvälinen kahvi"),
        ("/fi/kaytannot/", ""),
        ("/wp-login.php", ""),
        ("/fi/teema/123/", ""),
        ("/", ""),
        ("/fi/" + "sana-" * 100, "sana sana sana sana sana sana sana sana"),
    ],
)
def test_words_of_an_address_are_those_that_tell_something(path: str, words: str) -> None:
    assert near.words_of(path) == words


@given(st.text())
def test_any_address_gives_words_that_can_be_searched(path: str) -> None:
    words = near.words_of(path)
    assert len(words) <= near.LONGEST
    assert all(len(word) >= near.SHORTEST and word.isalpha() for word in words.split())


def test_missing_page_leads_on(client: Client, base: None) -> None:
    content = client.get("/sv/finns-inte/").content.decode()
    assert 'href="/sv/praxis/"' in content
    told = re.search(r'href="(/sv/respons/[^"]*)"', content)
    assert told
    assert told[1] == "/sv/respons/?page=%2Fsv%2Ffinns-inte%2F"
    assert 'value="/sv/finns-inte/"' in client.get(told[1]).content.decode()


def test_wrong_method_is_told_and_the_right_ones_are_named(client: Client, base: None) -> None:
    response = client.delete("/fi/hankkeet/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert str(WORDS[405][1]) in response.content.decode()


def refused(cast: Cast, url: str, fields: dict[str, str], **headers: str) -> HttpResponse:
    """What a signed-in author gets for a form whose token is no longer right."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.author)
    return strict.post(url, fields, **headers)


def test_form_without_its_token_shows_all_that_was_typed(cast: Cast) -> None:
    fields = {"title": "Puro <b>", "depth": "tip", "once": "avain-12345", "csrfmiddlewaretoken": "x", "go": "stay"}
    response = refused(cast, "/en/desk/new/", fields)
    content = response.content.decode()
    assert response.status_code == 403
    assert response.context["typed"] == [
        ("What is the practice called?", "Puro <b>"),
        ("How much will you tell?", "Tip"),
    ]
    assert "<h1>The form could not be sent</h1>" in content
    assert "Puro &lt;b&gt;" in content
    assert '<a href="/en/desk/new/">' in content


def test_form_without_its_token_leads_back_to_the_page_it_came_from(cast: Cast) -> None:
    page, url = "/en/coordination/AAAAAAAA/", "/en/coordination/AAAAAAAA/take-up/"
    with_page = refused(cast, url, {"reason_used": "Syy"}, HTTP_REFERER=f"http://testserver{page}")
    without = refused(cast, url, {"reason_used": "Syy"})
    assert (with_page.context["retry"], without.context["retry"]) == (page, "")


def test_form_without_its_token_that_held_nothing_is_not_told_to_copy(cast: Cast) -> None:
    response = refused(cast, "/en/sign-out/", {})
    assert (response.status_code, response.context["typed"]) == (403, [])
    assert "Copy" not in response.content.decode()


def test_form_with_too_many_fields_is_told_to_be_too_large(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)
    response = client.post("/en/desk/new/", {f"field{number}": "x" for number in range(1001)})
    content = response.content.decode()
    assert response.status_code == 400
    assert f"<h1>{WORDS[413][0]}</h1>" in content
    assert str(WORDS[400][1]) not in content
