"""The list of practices: searching, limiting, pages."""

from typing import Any

import pytest
from django.test import Client

from polkka.kit.shared import PAGE
from practices.models import Version
from tests.factory import Cast

from .published import publish, publish_in_two, publish_many

LIST = {"fi": "/fi/kaytannot/", "sv": "/sv/praxis/", "en": "/en/practices/"}


def titles(response: Any) -> list[str]:
    return [card.title for card in response.context["cards"]]


def facet(response: Any, code: str) -> list[tuple[str, int, bool, int]]:
    found = next(facet for facet in response.context["facets"] if facet.code == code)
    return [(option.code, option.count, option.is_chosen, option.depth) for option in found.options]


@pytest.fixture
def three(cast: Cast) -> list[Version]:
    """CLUE with a narrower theme at home; INTO with a journey; no theme."""
    return [
        publish(cast, "Puron tarina"),
        publish(cast, "Kielisuihku", theme=["into"], level=["mobility"], travel=["abroad"], summary="Kieli leikkii."),
        publish(cast, "Vuosikello", theme=[], level=["home"], stage=["municipality"], summary="Kunta suunnittelee."),
    ]


@pytest.mark.parametrize("language", LIST)
def test_list_shows_the_newest_first(language: str, client: Client, three: list[Version]) -> None:
    response = client.get(LIST[language])
    assert response.status_code == 200
    assert titles(response) == ["Vuosikello", "Kielisuihku", "Puron tarina"]
    assert response.context["total"] == 3
    assert response["Cache-Control"] == PAGE
    assert not response.cookies


def test_list_is_empty_while_nothing_is_published(client: Client, base: None) -> None:
    response = client.get(LIST["fi"])
    assert (response.status_code, response.context["total"], response.context["facets"]) == (200, 0, ())


def test_words_find_and_are_marked(client: Client, three: list[Version]) -> None:
    response = client.get(LIST["fi"], {"q": "lähipuro"})
    assert titles(response) == ["Puron tarina"]
    excerpt = response.context["cards"][0].excerpt
    assert excerpt == "Luokka tutkii <mark>lähipuroa</mark> kerran kuussa ja vertaa tuloksia ystävyysluokan kanssa."


def test_summary_is_escaped_around_the_marks(client: Client, cast: Cast) -> None:
    publish(cast, "Puro", summary="<b>Puro</b> & <script>alert(1)</script>")
    response = client.get(LIST["fi"], {"q": "puro"})
    assert response.context["cards"][0].excerpt == (
        "&lt;b&gt;<mark>Puro</mark>&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;"
    )
    assert b"<script>" not in response.content


def test_words_of_another_language_find_the_practice_once(client: Client, cast: Cast) -> None:
    publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    found = client.get(LIST["fi"], {"q": "bäckens"})
    assert titles(found) == ["Puron tarina"]
    assert titles(client.get(LIST["sv"], {"q": "bäckens"})) == ["Bäckens berättelse"]


def test_facets_count_without_their_own_selection(client: Client, three: list[Version]) -> None:
    response = client.get(LIST["fi"], {"theme": "into"})
    assert titles(response) == ["Kielisuihku"]
    assert facet(response, "theme") == [
        ("clue", 1, False, 0),
        ("sustainable-development", 1, False, 1),
        ("into", 1, True, 0),
    ]
    assert facet(response, "level") == [("mobility", 1, False, 0)]


def test_a_chosen_option_without_hits_stays(client: Client, three: list[Version]) -> None:
    response = client.get(LIST["fi"], {"theme": "into", "level": "national"})
    assert facet(response, "level") == [("national", 0, True, 0), ("mobility", 1, False, 0)]


def test_facets_begin_with_the_theme_and_end_with_the_keywords(client: Client, three: list[Version]) -> None:
    codes = [facet.code for facet in client.get(LIST["fi"]).context["facets"]]
    assert codes == [
        *("theme", "level", "stage", "time", "cost", "travel", "kind"),
        *("label", "language", "coordination", "project", "year", "tag"),
    ]


def test_nothing_found_tells_which_limit_to_loosen(client: Client, three: list[Version]) -> None:
    response = client.get(LIST["fi"], {"theme": "into", "level": "home"})
    assert response.context["total"] == 0
    assert [(limit.name, limit.url, limit.count) for limit in response.context["looser"]] == [
        ("INTO", "/fi/kaytannot/?level=home", 2),
        ("Kotikansainvälisyys", "/fi/kaytannot/?theme=into", 1),
    ]
    assert response.context["unlimited"] == 3
    assert "/fi/kaytannot/?theme=into" in response.content.decode()


def test_pills_lead_to_the_list_without_them(client: Client, three: list[Version]) -> None:
    response = client.get(LIST["fi"], {"q": "puro", "theme": "clue", "level": "home"})
    assert response.context["pills"] == (
        ("CLUE", "/fi/kaytannot/?q=puro&level=home"),
        ("Kotikansainvälisyys", "/fi/kaytannot/?q=puro&theme=clue"),
    )
    assert response.context["clear_url"] == "/fi/kaytannot/?q=puro"


def test_order_is_kept_by_the_form(client: Client, three: list[Version]) -> None:
    response = client.get(LIST["fi"], {"q": "tarina", "sort": "newest"})
    assert response.context["hidden"] == (("sort", "newest"),)
    assert [(url, is_current) for _, _, url, is_current in response.context["sort_links"]] == [
        ("/fi/kaytannot/?q=tarina", False),
        ("/fi/kaytannot/?q=tarina&sort=newest", True),
        ("/fi/kaytannot/?q=tarina&sort=label", False),
    ]


def test_list_has_pages_of_twenty(client: Client, cast: Cast) -> None:
    publish_many(cast, 21)
    first, second = client.get(LIST["fi"]), client.get(LIST["fi"], {"page": "2"})
    assert (len(titles(first)), titles(second)) == (20, ["Tarina 0"])
    assert second.context["pages"] == ((1, "/fi/kaytannot/", False), (2, "/fi/kaytannot/?page=2", True))
    assert second.context["start"] == 21
    assert second.context["robots"] == "noindex"


def test_page_after_the_last_is_missing(client: Client, three: list[Version]) -> None:
    response = client.get(LIST["fi"], {"q": "puro", "page": "2"})
    assert response.status_code == 404
    assert response.context["retry"] == "/fi/kaytannot/?q=puro"


def test_address_in_other_languages_keeps_the_question(client: Client, three: list[Version]) -> None:
    response = client.get(LIST["fi"], {"q": "puro", "theme": "clue"})
    assert [alternate.url for alternate in response.context["alternates"]] == [
        "/fi/kaytannot/?q=puro&theme=clue",
        "/sv/praxis/?q=puro&theme=clue",
        "/en/practices/?q=puro&theme=clue",
    ]
    assert response.context["canonical"] == "http://127.0.0.1:8000/fi/kaytannot/?q=puro&theme=clue"
    assert response.context["robots"] == "noindex"


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("?nothing=1", "/fi/kaytannot/"),
        ("?q=&theme=into&page=1", "/fi/kaytannot/?theme=into"),
        ("?level=home&theme=into", "/fi/kaytannot/?theme=into&level=home"),
    ],
)
def test_other_ways_to_ask_lead_to_one(raw: str, canonical: str, client: Client, base: None) -> None:
    response = client.get(LIST["fi"] + raw)
    assert (response.status_code, response["Location"]) == (301, canonical)


def test_list_answers_a_head(client: Client, three: list[Version]) -> None:
    assert client.head(LIST["fi"]).status_code == 200


def test_list_refuses_a_post(client: Client, base: None) -> None:
    assert client.post(LIST["fi"]).status_code == 405


@pytest.mark.parametrize("number", [1, 30])
def test_list_asks_the_database_as_often_for_one_as_for_many(
    number: int, client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    publish_many(cast, number)
    client.get(LIST["fi"])
    with django_assert_num_queries(1):
        client.get(LIST["fi"])
