"""The front page and the bare address."""

from typing import Any

import pytest
from django.test import Client

from polkka.upkeep import generation
from practices.models import Practice
from tests.factory import Cast

from .published import publish, publish_many


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_home_is_shown_while_nothing_is_published(language: str, client: Client, base: None) -> None:
    response = client.get(f"/{language}/")
    assert response.status_code == 200
    assert [count for _, count, _, _ in response.context["pyramid"]] == [0, 0, 0, 0]
    assert (response.context["newest"], response.context["figures"]) == ([], ())
    assert not response.cookies


def test_pyramid_counts_each_practice_once_a_level(client: Client, cast: Cast) -> None:
    publish(cast, "Yksi", theme=["sustainable-development", "into"], level=["home"])
    publish(cast, "Kaksi", theme=["into"], level=["home", "attitudes"])
    publish(cast, "Kolme", theme=[], level=["home"])
    rows = [(term.code, count, url, dots) for term, count, url, dots in client.get("/fi/").context["pyramid"]]
    assert rows == [
        ("attitudes", 1, "/fi/kaytannot/?level=attitudes", (("into", 1),)),
        ("home", 3, "/fi/kaytannot/?level=home", (("clue", 1), ("into", 1), ("", 1))),
        ("national", 0, "/fi/kaytannot/?level=national", ()),
        ("mobility", 0, "/fi/kaytannot/?level=mobility", ()),
    ]


def test_themes_count_what_their_lists_show(client: Client, cast: Cast) -> None:
    publish(cast, theme=["sustainable-development", "into"])
    rows = [(term.code, name, count, url) for term, name, count, url in client.get("/en/").context["themes"]]
    assert rows[0] == (
        "clue",
        "global education, sustainable development and civic influence",
        1,
        "/en/practices/?theme=clue",
    )
    assert [count for _, _, count, _ in rows] == [1, 0, 1, 0]


def test_home_shows_the_six_newest(client: Client, cast: Cast) -> None:
    publish_many(cast, 7)
    titles = [card.title for card in client.get("/fi/").context["newest"]]
    assert titles == [f"Tarina {number}" for number in (6, 5, 4, 3, 2, 1)]


def test_figures_count_the_published(client: Client, cast: Cast) -> None:
    publish(cast, "Yksi")
    publish(cast, "Kaksi", travel=["abroad"])
    assert [number for number, _ in client.get("/fi/").context["figures"]] == [2, 1, 0]


def test_banner_says_that_practices_are_invented(client: Client, cast: Cast) -> None:
    version = publish(cast)
    assert b"Demonstration:" not in client.get("/en/").content
    Practice.unscoped.filter(pk=version.practice_id).update(is_demo=True)
    generation.bump()
    assert b"Demonstration:" in client.get("/en/").content


@pytest.mark.parametrize("number", [1, 30])
def test_home_asks_the_database_as_often_for_one_as_for_many(
    number: int, client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    publish_many(cast, number)
    client.get("/fi/")
    with django_assert_num_queries(5):
        client.get("/fi/")


@pytest.mark.parametrize(
    ("accept", "language"),
    [("sv", "sv"), ("en-GB,en;q=0.9", "en"), ("de", "fi"), ("", "fi"), ("sv;q=0.3,en;q=0.8", "en"), (",;=q", "fi")],
)
def test_bare_address_leads_to_the_language_asked_for(accept: str, language: str, client: Client, base: None) -> None:
    response = client.get("/", headers={"accept-language": accept})
    assert (response.status_code, response["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


def test_home_takes_no_query(client: Client, base: None) -> None:
    response = client.get("/fi/?utm_source=x")
    assert (response.status_code, response["Location"]) == (301, "/fi/")


def test_home_refuses_a_post(client: Client, base: None) -> None:
    assert client.post("/fi/").status_code == 405
