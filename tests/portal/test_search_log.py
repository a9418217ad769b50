"""Searches that found little: what is counted, what is forgotten, and what nobody can learn."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from polkka.portal import limits, search_log
from polkka.portal.models import SearchMiss
from polkka.upkeep import clock
from polkka.upkeep.models import DayCount
from tests.factory import Cast

from .published import publish

LISTS = {"fi": "/fi/kaytannot/", "sv": "/sv/praxis/", "en": "/en/practices/"}
TODAY = date(2026, 5, 4)


def counted() -> list[tuple[str, str, int, int]]:
    return list(SearchMiss.objects.order_by("pk").values_list("language", "words", "times", "found"))


def test_words_that_find_nothing_are_counted_once_a_day(client: Client, base: None) -> None:
    for words in ("Jää  Karhu", "jää karhu", "JÄÄ KARHU"):
        client.get(LISTS["fi"], {"q": words}, follow=True)
    client.get(LISTS["sv"], {"q": "jää karhu"})
    assert counted() == [("fi", "jää karhu", 3, 0), ("sv", "jää karhu", 1, 0)]
    assert set(SearchMiss.objects.values_list("day", flat=True)) == {timezone.localdate()}


def test_words_that_find_little_are_counted_and_those_that_find_enough_are_not(client: Client, cast: Cast) -> None:
    publish(cast, "Kielisuihku", summary="Kieli leikkii.")
    for number in range(3):
        publish(cast, f"Purotarina {number}")
    client.get(LISTS["fi"], {"q": "kielisuihku"})
    client.get(LISTS["fi"], {"q": "purotarina"})
    assert counted() == [("fi", "kielisuihku", 1, 1)]


def test_every_search_is_counted_although_pages_are_kept_in_memory(base: None, settings: Settings) -> None:
    settings.PAGE_CACHE = True
    for _ in range(3):
        Client().get(LISTS["fi"], {"q": "xyzzyq"})
    assert counted() == [("fi", "xyzzyq", 3, 0)]


LEFT_OUT = {
    "address": "q=etunimi.sukunimi@example.org",
    "telephone": "q=0401234567",
    "spaced number": "q=01 01 70",
    "long": "q=" + "sana " * 15,
    "facet": "q=xyzzyq&theme=clue",
    "order": "q=xyzzyq&sort=newest",
    "nothing": "",
    "one facet": "theme=into",
    "no word": "q=**",
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_left_out(name: str, client: Client, base: None) -> None:
    assert client.get(f"{LISTS['fi']}?{LEFT_OUT[name]}", follow=True).status_code == 200
    assert counted() == []


@pytest.mark.parametrize("words", ["perusopetus 2024", "luokat 3–6", "7 b"])
def test_a_year_is_no_person(words: str) -> None:
    assert search_log.countable(words) == ("" if "2024" in words else words)


def test_looking_without_reading_and_bad_questions_are_not_counted(client: Client, base: None) -> None:
    client.head(LISTS["fi"], {"q": "xyzzyq"})
    client.get(LISTS["fi"], {"q": "xyzzyq", "theme": "nothing"})
    client.get(LISTS["fi"], {"q": "xyzzyq", "page": "2"})
    assert counted() == []


def test_refused_searches_are_not_counted(
    client: Client, base: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_LIMITS = True
    monkeypatch.setitem(limits.LIMITS, "search", (1, 60))
    for _ in range(3):
        client.get(LISTS["fi"], {"q": "xyzzyq"})
    assert counted() == [("fi", "xyzzyq", 1, 0)]


def test_a_count_that_fails_does_not_reach_the_reader(
    client: Client, base: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object) -> None:
        raise DatabaseError("full")

    monkeypatch.setattr(search_log, "count", broken)
    assert client.get(LISTS["fi"], {"q": "xyzzyq"}).status_code == 200
    assert "could not be counted" in caplog.text


def test_rows_hold_nothing_of_the_person() -> None:
    assert {field.name for field in SearchMiss._meta.get_fields()} == {
        "id", "day", "language", "words", "times", "found",
    }  # fmt: skip


def test_a_day_holds_only_so_many_words(base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_log, "MOST_WORDS", 2)
    for words in ("a", "b", "c", "a"):
        search_log.count(words, "fi", 0, TODAY)
    search_log.count("c", "fi", 0, TODAY + timedelta(days=1))
    assert counted() == [("fi", "a", 2, 0), ("fi", "b", 1, 0), ("fi", "c", 1, 0)]


def test_rare_words_are_forgotten_after_a_month_and_all_after_400_days(base: None) -> None:
    def days_ago(words: str, days: int, times: int = 1) -> None:
        SearchMiss.objects.create(day=TODAY - timedelta(days=days), language="fi", words=words, times=times)

    days_ago("vanha", 401, 90)
    days_ago("harvinainen", 31, 2)
    days_ago("usein kerralla", 31, 3)
    days_ago("usein eri päivinä", 40, 2)
    days_ago("usein eri päivinä", 2)
    days_ago("harvinainen mutta uusi", 30)
    assert search_log.old(datetime.combine(TODAY, time(12), UTC)).delete()[0] == 2
    assert sorted(SearchMiss.objects.values_list("words", flat=True)) == [
        "harvinainen mutta uusi", "usein eri päivinä", "usein eri päivinä", "usein kerralla",
    ]  # fmt: skip


def test_tick_forgets_once_a_day(base: None) -> None:
    cache.clear()
    DayCount.objects.create(kind=clock.TICK, key="12:00:00", day=datetime.now(UTC).date() - timedelta(days=1), times=1)
    old = timezone.localdate() - timedelta(days=500)
    for words in ("a", "b"):
        SearchMiss.objects.create(day=old, language="fi", words=words, times=9)
        call_command("tick", stdout=StringIO())
    assert list(SearchMiss.objects.values_list("words", flat=True)) == ["b"]


@pytest.mark.django_db
def test_a_chore_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ValueError("broken")

    done: list[str] = []
    chores: list[Callable[[], object]] = [broken, lambda: done.append("done")]
    monkeypatch.setattr(clock, "_chores", chores)
    clock.run()
    assert done == ["done"]
    assert "A chore of the clock failed" in caplog.text


def test_coordinators_see_each_search_once_with_its_sum(client: Client, cast: Cast) -> None:
    for days, times in ((3, 2), (1, 5), (0, 1)):
        SearchMiss.objects.create(
            day=TODAY - timedelta(days=days), language="sv", words="läsecirkel & <b>", times=times, found=days
        )
    SearchMiss.objects.create(day=TODAY, language="fi", words="hauki", times=3)
    client.force_login(cast.coordinator)
    response = client.get(reverse("admin:portal_searchmiss_changelist"))
    rows = response.context["cl"].result_list
    assert [(row.words, row.total, row.day, row.found) for row in rows] == [
        ("läsecirkel & <b>", 8, TODAY, 0),
        ("hauki", 3, TODAY, 0),
    ]
    content = response.content.decode()
    assert '<a href="/sv/praxis/?q=l%C3%A4secirkel+%26+%3Cb%3E">läsecirkel &amp; &lt;b&gt;</a>' in content
    assert '<a href="/fi/kaytannot/?q=hauki">hauki</a>' in content
    assert client.get(reverse("admin:portal_searchmiss_add")).status_code == 403
    found = client.get(reverse("admin:portal_searchmiss_changelist"), {"q": "hauki", "o": "-3"})
    assert [row.words for row in found.context["cl"].result_list] == ["hauki"]
