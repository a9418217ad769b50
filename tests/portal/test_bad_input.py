"""What nobody should send: a page that says what is wrong, in the reader's language, and never a 500."""

import pytest
from django.test import Client

from polkka.kit.errors import WORDS
from polkka.kit.languages import CODES, speaking
from tests.factory import Cast

from .published import publish

LISTS = {"fi": "/fi/kaytannot/", "sv": "/sv/praxis/", "en": "/en/practices/"}
PLACES = {
    "fi": "/fi/ /fi/kaytannot/ /fi/hankkeet/ /fi/organisaatiot/ /fi/kriteerit/ /fi/tietoa/ /fi/tyopoyta/",
    "sv": "/sv/ /sv/praxis/ /sv/projekt/ /sv/organisationer/ /sv/kriterier/ /sv/om-polkka/ /sv/finns-inte/",
    "en": "/en/ /en/practices/ /en/projects/ /en/organisations/ /en/criteria/ /en/about/ /en/sign-in/",
}
ALL_PLACES = [(language, path) for language, paths in PLACES.items() for path in paths.split()]
BAD = {
    "unknown value": "theme=nothing",
    "script as value": "theme=%3Cscript%3Ealert(1)%3C/script%3E",
    "page 0": "page=0",
    "page 51": "page=51",
    "page of letters": "page=abc",
    "unknown order": "sort=x",
    "300 characters": "q=" + "a" * 300,
    "NUL": "q=a%00b",
    "half a sequence": "q=%C3",
    "bytes that are no text": "q=%FF%FE",
    "control character": "q=%1b",
    "turned line": "q=%E2%80%AEabc",
    "six values": "subject=english&subject=music&subject=crafts&subject=physics&subject=history&subject=religion",
    "a thousand keys": "&".join(f"k{number}=1" for number in range(1001)),
}
GOOD = {
    "emoji": "\U0001f41f",
    "script": "<script>alert(1)</script>",
    "quotes": "\"'`; DROP TABLE practices; --",
    "right to left": "שלום عليكم",
    "template": "{{ 7|add:7 }}{% now 'Y' %}",
    "percent": "100 % %s %(x)s",
    "200 characters": "ä" * 200,
    "accents": "e\u0301e\u0301",
    "regular expression": "(a+)+$[",
    "hyphens": "- -- –",
}
BAD_PATHS = ("x", "%00", "%C3", "%FF/", "../../etc/passwd", "%2e%2e/", "a" * 3000, "%F0%9F%90%9F/", "?%00", "//")


def title(status: int, language: str) -> str:
    with speaking(language):
        return f"<h1>{WORDS[status][0]}</h1>"


@pytest.mark.parametrize("language", LISTS)
@pytest.mark.parametrize("name", BAD)
def test_bad_question_is_refused(name: str, language: str, client: Client, base: None) -> None:
    response = client.get(f"{LISTS[language]}?{BAD[name]}")
    content = response.content.decode()
    assert response.status_code == 400
    assert title(400, language) in content
    assert f'<html lang="{language}">' in content
    assert "<script" not in content


@pytest.mark.parametrize("language", LISTS)
@pytest.mark.parametrize("name", GOOD)
def test_odd_question_is_answered(name: str, language: str, client: Client, cast: Cast) -> None:
    publish(cast)
    response = client.get(LISTS[language], {"q": GOOD[name]}, follow=True)
    content = response.content.decode()
    assert (response.status_code, response.context["total"]) == (200, 0)
    assert "<script>" not in content
    assert "14" not in response.context["q"]


@pytest.mark.parametrize("language", LISTS)
def test_only_spaces_are_no_question(language: str, client: Client, base: None) -> None:
    response = client.get(f"{LISTS[language]}?q=%20%E3%80%80%E2%80%8B")
    assert (response.status_code, response["Location"]) == (301, LISTS[language])


@pytest.mark.parametrize(("language", "path"), ALL_PLACES)
def test_too_large_a_body_is_refused_everywhere(language: str, path: str, client: Client, base: None) -> None:
    response = client.post(path, b"x" * 10_000_000, content_type="application/octet-stream")
    content = response.content.decode()
    assert response.status_code == 413
    assert title(413, language) in content
    assert "2.5 MB" in content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("language", LISTS)
def test_wrong_method_gets_a_page(language: str, method: str, client: Client, base: None) -> None:
    response = getattr(client, method)(LISTS[language])
    assert response.status_code == 405
    assert title(405, language) in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize(("language", "path"), LISTS.items())
def test_wrong_method_is_told_before_the_missing_token_of_a_form(
    path: str, language: str, method: str, base: None
) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert title(405, language) in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("path", BAD_PATHS)
def test_bad_path_is_missing_or_refused(path: str, language: str, client: Client, base: None) -> None:
    response = client.get(f"/{language}/{path}")
    assert response.status_code in (400, 404)
    assert title(response.status_code, language) in response.content.decode()


@pytest.mark.parametrize("name", BAD)
def test_bad_question_to_a_plain_page_is_taken_away_or_refused(name: str, client: Client, base: None) -> None:
    assert client.get(f"/fi/kriteerit/?{BAD[name]}").status_code in (301, 400)


def test_unknown_host_is_refused(client: Client, base: None) -> None:
    assert client.get("/fi/", headers={"host": "elsewhere.example"}).status_code == 400
