"""POLKKA in numbers: live counts with their definitions, beside those of the first POLKKA."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from polkka.portal.numbers import DAYS
from polkka.upkeep.models import DayCount
from projects.models import Project
from tests.factory import Cast

from .published import publish, publish_in_two, publish_many, withdraw

PAGE = "/fi/lukuina/"


def numbers(client: Client) -> dict[str, int]:
    return {figure.code: figure.number for figure in client.get(PAGE).context["figures"]}


def read(key: str, times: int, days_ago: int = 0) -> None:
    """Count that a practice was opened."""
    day = timezone.localdate() - timedelta(days=days_ago)
    DayCount.objects.create(kind="view", key=key, day=day, times=times)


@pytest.mark.parametrize("language", ["fi/lukuina", "sv/i-siffror", "en/in-numbers"])
def test_there_are_no_numbers_of_nothing(client: Client, base: None, language: str) -> None:
    response = client.get(f"/{language}/")
    assert (response.status_code, response.context["figures"]) == (200, ())


def test_everything_is_counted(client: Client, cast: Cast) -> None:
    publish(cast, "Yksi")
    publish(cast, "Kaksi", travel=["abroad"])
    publish_in_two(cast, "Kolme", "sv", "Tre")
    read("ABCDEFGH", 5)
    read("ABCDEFGH", 7, DAYS - 1)
    read("ABCDEFGH", 100, DAYS)
    assert numbers(client) == {
        "practices": 3,
        "projects": Project.objects.count(),
        "views": 12,
        "organisations": 1,
        "municipalities": 1,
        "at_home": 2,
        "languages": 2,
    }


def test_the_first_polkka_stands_beside(client: Client, cast: Cast) -> None:
    publish(cast)
    page = client.get("/en/in-numbers/").content.decode()
    assert "On 31/07/2012: 32 good practices" in page or "32 good practices recorded on the first POLKKA" in page
    assert "over 80 development projects" in page
    assert "1045 visitors" in page.replace(",", "").replace("\u00a0", "")


def test_every_number_says_how_it_is_counted(client: Client, cast: Cast) -> None:
    publish(cast)
    page = client.get(PAGE).content.decode()
    for figure in client.get(PAGE).context["figures"]:
        assert figure.definition in page


def test_a_withdrawn_practice_is_not_counted(client: Client, cast: Cast) -> None:
    version = publish(cast)
    publish(cast, "Toinen")
    assert numbers(client)["practices"] == 2
    withdraw(cast, version)
    assert numbers(client)["practices"] == 1


def test_home_tells_three(client: Client, cast: Cast) -> None:
    publish(cast)
    assert [figure.code for figure in client.get("/fi/").context["figures"]] == [
        "practices",
        "projects",
        "municipalities",
    ]
    read("ABCDEFGH", 5)
    assert [figure.code for figure in client.get("/fi/").context["figures"]] == ["practices", "projects", "views"]


@pytest.mark.parametrize("number", [1, 30])
def test_numbers_ask_the_database_as_often_for_one_as_for_many(
    number: int, client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    publish_many(cast, number)
    client.get(PAGE)
    with django_assert_num_queries(3):
        client.get(PAGE)
