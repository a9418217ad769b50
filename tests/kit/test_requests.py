"""What a request says of itself, whatever nonsense stands in its headers."""

from io import BytesIO

import pytest
from django.test import Client, RequestFactory

from polkka.kit import requests


@pytest.mark.parametrize(("given", "length"), [("12", 12), ("", 0), ("abc", -1), ("-5", -1), ("²", -1), ("1e9", -1)])
def test_length_is_a_number_whatever_is_sent(given: str, length: int, rf: RequestFactory) -> None:
    assert requests.length(rf.get("/fi/", CONTENT_LENGTH=given)) == length


def test_fields_hold_nothing_of_a_large_form(rf: RequestFactory) -> None:
    assert requests.fields(rf.post("/fi/", {"a": ["1", "2"]})) == [("a", "1"), ("a", "2")]
    assert requests.fields(rf.post("/fi/", {"a": "x" * requests.LARGEST})) == []


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("http://testserver/fi/hankkeet/?q=puro", "/fi/hankkeet/?q=puro"),
        ("https://elsewhere.example/fi/hankkeet/", "/fi/"),
        ("//elsewhere.example/fi/hankkeet/", "/fi/"),
        ("http://testserver/ei/ole/", "/fi/"),
        ("http://testserver/fi/koordinointi/x/otto/", "/fi/"),
        ("http://[", "/fi/"),
        ("", "/fi/"),
    ],
)
def test_page_before_can_be_opened(referer: str, page: str, rf: RequestFactory) -> None:
    assert requests.page_before(rf.post("/fi/kriteerit/", HTTP_REFERER=referer), "/fi/") == page


@pytest.mark.parametrize(
    ("address", "opens"),
    [("/fi/kriteerit/", True), ("/fi/koordinointi/x/otto/", False), ("/fi/ei/ole/", False), ("", False)],
)
def test_can_be_opened_is_what_answers_a_get(address: str, opens: bool) -> None:
    assert requests.can_be_opened(address) == opens


@pytest.mark.parametrize("given", ["abc", "-5", "²"])
def test_nonsense_for_a_length_is_refused(given: str, client: Client, base: None) -> None:
    response = client.post(
        "/fi/kirjaudu/", "a=b", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH=given
    )
    assert response.status_code == 400


@pytest.mark.parametrize("share", [10, 50, 99])
def test_half_a_form_is_refused_so_that_no_half_text_is_saved(share: int, client: Client, base: None) -> None:
    whole = b"email=" + b"a" * 20 + b"%40example.org"
    kind, half = "application/x-www-form-urlencoded", {"wsgi.input": BytesIO(whole[: len(whole) * share // 100])}
    assert client.post("/fi/kirjaudu/", whole, content_type=kind).status_code == 302
    assert client.post("/fi/kirjaudu/", whole, content_type=kind, **half).status_code == 400
