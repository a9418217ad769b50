"""The error pages."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from polkka.kit.errors import WORDS, error_page
from polkka.kit.languages import CODES, speaking
from polkka.portal.errors import server_error
from tests.factory import Cast


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


def test_server_error_needs_neither_database_nor_request(rf: RequestFactory) -> None:
    response = server_error(rf.get("/fi/"))
    assert response.status_code == 500
    assert response.content.decode() == render_to_string("errors/500.html")


def test_missing_page_leads_on(client: Client, base: None) -> None:
    content = client.get("/sv/finns-inte/").content.decode()
    assert 'href="/sv/praxis/"' in content
    assert 'href="/sv/kontakta-oss/"' in content


def test_wrong_method_is_told_and_the_right_ones_are_named(client: Client, base: None) -> None:
    response = client.delete("/fi/hankkeet/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert str(WORDS[405][1]) in response.content.decode()


def test_form_without_its_token_shows_what_was_typed(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.author)
    response = strict.post("/en/sign-out/", {"text": "A long answer that must not be lost <b>"})
    assert response.status_code == 403
    assert "A long answer that must not be lost &lt;b&gt;" in response.content.decode()
