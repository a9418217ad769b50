"""Spearhead themes and picks in the admin."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from polkka.kit.languages import speaking
from polkka.portal.models import Pick, SiteText, Spearhead
from polkka.upkeep import generation
from tests.factory import Cast

from .published import publish, withdraw

ADD = reverse("admin:portal_pick_add")
LIST = reverse("admin:portal_pick_changelist")


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def add(desk: Client, practice: str, **values: Any) -> Any:
    return desk.post(ADD, {"public_id": practice, "order": 0, **values})


@pytest.mark.parametrize("written", ["{id}", "{small}", "https://polkka.example/p/{id}", "Puron tarina", "puron"])
def test_a_practice_is_named_in_many_ways(desk: Client, cast: Cast, written: str) -> None:
    public_id = publish(cast).practice.public_id
    before = generation.number()
    assert add(desk, written.format(id=public_id, small=public_id.lower())).status_code == 302
    assert Pick.objects.get().public_id == public_id
    assert generation.number() > before


def test_words_that_fit_many_are_answered_with_a_list(desk: Client, cast: Cast) -> None:
    versions = [publish(cast, title) for title in ("Puro keväällä", "Puro syksyllä")]
    page = add(desk, "puro").content.decode()
    for version in versions:
        assert f"{version.practice.public_id} {version.texts.get().title}" in page
    assert not Pick.objects.exists()


def test_what_is_not_published_cannot_be_picked(desk: Client, cast: Cast) -> None:
    version = withdraw(cast, publish(cast))
    for written in (version.practice.public_id, "Puron tarina", "", "%"):
        assert add(desk, written).status_code == 200
    assert not Pick.objects.exists()


def test_days_are_in_order(desk: Client, cast: Cast) -> None:
    public_id = publish(cast).practice.public_id
    today = timezone.localdate()
    assert add(desk, public_id, from_day=today, to_day=today - timedelta(days=1)).status_code == 200
    assert add(desk, public_id, from_day=today, to_day=today).status_code == 302


def test_the_list_says_what_the_front_page_shows(desk: Client, cast: Cast) -> None:
    today = timezone.localdate()
    versions = [publish(cast, f"Tarina {n}") for n in range(4)]
    days: list[dict[str, Any]] = [{}, {}, {"from_day": today + timedelta(1)}, {"to_day": today - timedelta(1)}]
    for version, values in zip(versions, days, strict=True):
        Pick.objects.create(public_id=version.practice.public_id, **values)
    withdraw(cast, versions[1])
    response = desk.get(LIST, headers={"accept-language": "en"})
    listed = response.context["cl"]
    with speaking("en"):
        told = {pick.practice_title: strip_tags(str(listed.model_admin.state(pick))) for pick in listed.result_list}
    assert told == {
        "Tarina 0": "shown",
        None: "not published: not shown",
        "Tarina 2": "shown later",
        "Tarina 3": "its days are over",
    }


@pytest.mark.parametrize("number", [1, 6])
def test_the_list_asks_as_often_for_one_as_for_many(
    desk: Client, cast: Cast, number: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(number):
        Pick.objects.create(public_id=publish(cast, f"Tarina {n}").practice.public_id)
    with django_assert_max_num_queries(15):
        assert desk.get(LIST).status_code == 200


def test_a_spearhead_leads_somewhere(desk: Client, cast: Cast) -> None:
    names = {f"name_{code}": "Kieli" for code in ("fi", "sv", "en")}
    url = reverse("admin:portal_spearhead_add")
    assert desk.post(url, {**names, "order": 1, "active": "on"}).status_code == 200
    before = generation.number()
    assert desk.post(url, {**names, "order": 1, "active": "on", "words": "kieli"}).status_code == 302
    assert Spearhead.objects.filter(words="kieli").exists()
    assert generation.number() > before


def test_a_theme_has_its_days(desk: Client, cast: Cast) -> None:
    """On the front page, in the list, and on the page that shows a day to come."""
    publish(cast, "Puron tarina")
    today = timezone.localdate()
    Spearhead.objects.all().delete()
    names = {f"name_{code}": "Puro" for code in ("fi", "sv", "en")}
    Spearhead.objects.create(**names, words="puro", from_day=today + timedelta(7), to_day=today + timedelta(8))
    shown = desk.get(reverse("admin:portal_pick_front"))
    assert (len(shown.context["found"].spearheads), shown.context["few_spearheads"]) == (0, True)
    for days, number in ((6, 0), (7, 1), (8, 1), (9, 0)):
        shown = desk.get(reverse("admin:portal_pick_front"), {"day": today + timedelta(days)})
        assert (days, len(shown.context["found"].spearheads)) == (days, number)
    assert desk.get(reverse("admin:portal_pick_front"), {"day": "2026-02-31"}).status_code == 400
    assert desk.get(reverse("admin:portal_spearhead_changelist")).status_code == 200


def test_a_text_is_shown_before_it_is_saved(desk: Client, cast: Cast) -> None:
    text = SiteText.objects.get(key="about")
    address = reverse("admin:portal_sitetext_change", args=[text.pk])
    names = [f"{part}_{code}" for part in ("title", "body") for code in ("fi", "sv", "en")]
    sent = {name: getattr(text, name) for name in names} | {"body_fi": "## Alku\n\n**Uusi** [nimi tähän]"}
    shown = desk.post(address, {**sent, "_preview": "x"})
    side = shown.context["sides"][0]
    assert (shown.status_code, side["left"], "<strong>Uusi</strong>" in side["html"]) == (200, ["[nimi tähän]"], True)
    assert bool(side["pieces"])
    text.refresh_from_db()
    assert "Uusi" not in text.body_fi
    assert desk.post(address, sent).status_code == 302
    text.refresh_from_db()
    assert text.body_fi.endswith("[nimi tähän]")
