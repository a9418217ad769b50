"""The error pages."""

import pytest
from django.http import HttpResponse
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
