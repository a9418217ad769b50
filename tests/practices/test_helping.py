"""What the form asks for while somebody types: keywords and Markdown as it will look."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from practices import keywords
from practices.views.helping import LONGEST

from ..factory import Cast, draft, in_state

KEYWORDS, RENDERED = "/en/desk/keywords/", "/en/desk/rendered/"


def offered(client: Client, typed: str) -> list[tuple[str, str]]:
    return [(one["text"], one["kind"]) for one in client.get(KEYWORDS, {"q": typed}).json()]


def test_keywords_are_those_of_published_practices_and_names_of_concepts(cast: Cast, client: Client) -> None:
    in_state(cast, "published", tags=["purokävely", "vesi"])
    client.force_login(cast.author)

    assert offered(client, "puro") == [("purokävely", "keyword")]
    assert ("Music", "concept") in offered(client, "music")


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn"])
def test_keywords_of_what_is_not_published_are_never_told(cast: Cast, client: Client, state: str) -> None:
    in_state(cast, state, tags=["salainensana"])
    client.force_login(cast.reader)

    assert offered(client, "salainen") == []


def test_keywords_are_eight_at_most_and_begin_with_the_letters_first(cast: Cast, client: Client) -> None:
    in_state(cast, "published", tags=["esivesi", "kevesi", *(f"vesi {n}" for n in range(9))])
    client.force_login(cast.author)

    found = [text for text, _kind in offered(client, " VESI")]

    assert (len(found), all(text.startswith("vesi") for text in found)) == (8, True)


@pytest.mark.parametrize("typed", ["", "v", "x" * 61, "%%", "(((", "\u200b\u200b"])
def test_keywords_for_nothing_useful_are_none(cast: Cast, client: Client, typed: str) -> None:
    in_state(cast, "published")
    client.force_login(cast.author)

    assert offered(client, typed) == []


def test_keywords_are_read_once_a_generation(
    cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    in_state(cast, "published", tags=["purokävely"])
    first = keywords.suggestions("puro", "fi", 10**9)

    with django_assert_num_queries(0):
        assert keywords.suggestions("puro", "fi", 10**9) == first


def test_rendered_is_safe_html_of_the_markdown(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    html = client.post(RENDERED, {"text": "## Otsikko\n\n- **yksi** <script>x</script>"}).content.decode()

    assert "<strong>yksi</strong>" in html and "<li>" in html
    assert "<script" not in html


@pytest.mark.parametrize(("text", "status"), [("x" * (LONGEST + 1), 413), ("kello \x07", 422), ("", 200)])
def test_rendered_says_why_it_refuses(cast: Cast, client: Client, text: str, status: int) -> None:
    client.force_login(cast.author)

    response = client.post(RENDERED, {"text": text})

    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html" if status == 200 else "text/plain")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("method", "url"), [("post", KEYWORDS), ("get", RENDERED)])
def test_helping_answers_no_other_method(cast: Cast, client: Client, method: str, url: str) -> None:
    client.force_login(cast.author)
    assert getattr(client, method)(url).status_code == 405


@pytest.mark.parametrize(("method", "url"), [("get", KEYWORDS), ("post", RENDERED)])
def test_helping_is_for_people_who_are_signed_in(db: None, client: Client, method: str, url: str) -> None:
    response = getattr(client, method)(url)
    assert response.status_code == 302 and "/sign-in/" in response.url


def test_a_draft_of_ones_own_gives_no_keywords_either(cast: Cast, client: Client) -> None:
    draft(cast, tags=["omasana"])
    client.force_login(cast.author)
    assert offered(client, "omasana") == []
