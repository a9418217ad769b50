"""The front page and the bare address."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from polkka.portal.models import Pick, Spearhead
from polkka.upkeep import generation
from practices.models import Practice, Version
from practices.states import Label
from taxonomy.models import Concept
from tests.factory import Cast

from .published import publish, publish_many, withdraw


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_home_is_shown_while_nothing_is_published(language: str, client: Client, base: None) -> None:
    response = client.get(f"/{language}/")
    assert response.status_code == 200
    assert [count for _, count, _, _ in response.context["pyramid"]] == [0, 0, 0, 0]
    front = response.context["front"]
    assert (front.picks, front.newest, front.tried, response.context["figures"]) == ([], [], [], ())
    assert not response.cookies


def test_pyramid_counts_each_practice_once_a_level(client: Client, cast: Cast) -> None:
    publish(cast, "Yksi", theme=["sustainable-development", "into"], level=["home"])
    publish(cast, "Kaksi", theme=["into"], level=["home", "attitudes"])
    publish(cast, "Kolme", theme=[], level=["home"])
    rows = [(term.code, count, url, dots) for term, count, url, dots in client.get("/fi/").context["pyramid"]]
    assert rows == [
        ("attitudes", 1, "/fi/taso/attitudes/", (("into", 1),)),
        ("home", 3, "/fi/taso/home/", (("clue", 1), ("into", 1), ("", 1))),
        ("national", 0, "/fi/taso/national/", ()),
        ("mobility", 0, "/fi/taso/mobility/", ()),
    ]


def test_a_level_taken_into_use_again_stands_in_the_pyramid(client: Client, cast: Cast) -> None:
    publish(cast, "Yksi", level=["home"])
    level = Concept.objects.filter(vocabulary__code="level", code="mobility")
    for is_active, levels in (
        (False, ["attitudes", "home", "national"]),
        (True, ["attitudes", "home", "national", "mobility"]),
    ):
        level.update(active=is_active)
        generation.bump()
        assert [term.code for term, *_ in client.get("/fi/").context["pyramid"]] == levels


def test_themes_count_what_their_lists_show(client: Client, cast: Cast) -> None:
    publish(cast, theme=["sustainable-development", "into"])
    rows = [(term.code, name, count, url) for term, name, count, url in client.get("/en/").context["themes"]]
    assert rows[0] == (
        "clue",
        "global education, sustainable development and civic influence",
        1,
        "/en/theme/clue/",
    )
    assert [count for _, _, count, _ in rows] == [1, 0, 1, 0]


def shelves(client: Client) -> dict[str, list[str]]:
    """The titles of each shelf."""
    front = client.get("/fi/").context["front"]
    return {
        "picks": [pick.card.title for pick in front.picks],
        "newest": [card.title for card in front.newest],
        "tried": [card.title for card in front.tried],
    }


def labelled(cast: Cast, version: Version, label: str) -> None:
    """Give a published practice a label as its assessment would."""
    Version.unscoped.filter(pk=version.pk).update(label=label)
    call_command("reindex", verbosity=0)


def pick(version: Version, **values: Any) -> Pick:
    row = Pick.objects.create(public_id=version.practice.public_id, **values)
    generation.bump()
    return row


def test_home_shows_the_three_newest(client: Client, cast: Cast) -> None:
    publish_many(cast, 5)
    assert shelves(client)["newest"] == ["Tarina 4", "Tarina 3", "Tarina 2"]


def test_the_furthest_tried_are_not_shown_twice(client: Client, cast: Cast) -> None:
    versions = publish_many(cast, 5)
    for version in (versions[0], versions[4]):
        labelled(cast, version, Label.EXPERT)
    found = shelves(client)
    assert found["newest"] == ["Tarina 4", "Tarina 3", "Tarina 2"]
    assert found["tried"] == ["Tarina 0"]


def test_picks_come_with_their_reason_and_on_no_other_shelf(client: Client, cast: Cast) -> None:
    versions = publish_many(cast, 4)
    pick(versions[1], why_fi="Toimii heti.", order=2)
    pick(versions[3], why_sv="Fungerar genast.", order=1)
    page = client.get("/fi/").content.decode()
    assert '<p class="why">Toimii heti.</p>' in page
    assert '<p class="why" lang="sv">Fungerar genast.</p>' in page
    found = shelves(client)
    assert found["picks"] == ["Tarina 3", "Tarina 1"]
    assert found["newest"] == ["Tarina 2", "Tarina 0"]


@pytest.mark.parametrize(
    ("first", "last", "is_seen"), [(None, None, True), (0, 0, True), (1, None, False), (None, -1, False), (-1, 1, True)]
)
def test_picks_keep_their_days(client: Client, cast: Cast, first: int | None, last: int | None, is_seen: bool) -> None:
    today = timezone.localdate()
    days = [None if day is None else today + timedelta(days=day) for day in (first, last)]
    pick(publish(cast), from_day=days[0], to_day=days[1])
    assert bool(shelves(client)["picks"]) is is_seen


def test_a_withdrawn_pick_disappears(client: Client, cast: Cast) -> None:
    version = publish(cast)
    pick(version)
    assert shelves(client)["picks"] == ["Puron tarina"]
    withdraw(cast, version)
    assert shelves(client) == {"picks": [], "newest": [], "tried": []}


def lift(**values: Any) -> Spearhead:
    names = {f"name_{code}": "Koti" for code in ("fi", "sv", "en")}
    row = Spearhead.objects.create(**(names | values))
    generation.bump()
    return row


def test_spearheads_lead_to_as_many_practices(client: Client, cast: Cast) -> None:
    Spearhead.objects.all().delete()
    publish(cast, "Yksi")
    publish(cast, "Kaksi", level=["mobility"], theme=["language-awareness"])
    lift(concept=Concept.objects.get(vocabulary__code="level", code="home"), text_sv="Hemma.")
    lift(words="Kaksi", order=1)
    lift(concept=Concept.objects.get(vocabulary__code="theme", code="into"), order=2)
    lift(concept=Concept.objects.get(vocabulary__code="theme", code="language-awareness"), order=3)
    lift(words="sellaistaeiole", order=4)
    lifted = client.get("/fi/").context["front"].spearheads
    assert [(one.url, one.count, one.colour) for one in lifted] == [
        ("/fi/kaytannot/?level=home", 1, ""),
        ("/fi/kaytannot/?q=Kaksi", 1, ""),
        ("/fi/kaytannot/?theme=into", 1, "into"),
        ("/fi/kaytannot/?theme=language-awareness", 1, "into"),
    ]
    assert (lifted[0].text, lifted[0].text_language) == ("Hemma.", "sv")
    for one in lifted:
        assert client.get(one.url).context["total"] == one.count


def test_spearheads_that_are_not_shown_are_left_out(client: Client, cast: Cast) -> None:
    publish(cast)
    assert [one.name for one in client.get("/en/").context["front"].spearheads] == ["International without a journey"]
    Spearhead.objects.update(active=False)
    generation.bump()
    assert not client.get("/en/").context["front"].spearheads


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
