"""Any search as an Atom feed."""

from typing import Any

import feedparser
import pytest
from django.test import Client
from pytest_django import Settings

from practices.models import Version
from tests.factory import Cast

from .published import publish, publish_in_two, publish_many, withdraw

FEEDS = {"fi": "/fi/kaytannot/syote/", "sv": "/sv/praxis/flode/", "en": "/en/practices/feed/"}


def read(client: Client, url: str) -> Any:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(response.content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


@pytest.fixture
def two(cast: Cast) -> list[Version]:
    return [publish(cast, "Puron tarina & <puro>"), publish(cast, "Kielisuihku", theme=["into"], summary="Kieli.")]


@pytest.mark.parametrize("language", FEEDS)
def test_feed_gives_the_newest_first(language: str, client: Client, two: list[Version], settings: Settings) -> None:
    found = read(client, FEEDS[language])
    assert [entry.title for entry in found.entries] == ["Kielisuihku", "Puron tarina & <puro>"]
    links = {link.rel: link.href for link in found.feed.links}
    page = FEEDS[language].rsplit("/", 2)[0] + "/"
    assert links == {"self": settings.SITE_URL + FEEDS[language], "alternate": settings.SITE_URL + page}
    assert found.feed.updated == found.entries[0].updated
    assert found.feed.language == language


def test_entry_has_a_lasting_name_and_its_language(client: Client, cast: Cast, settings: Settings) -> None:
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    name = version.practice.public_id
    for language, title in (("fi", "Puron tarina"), ("sv", "Bäckens berättelse")):
        [entry] = read(client, FEEDS[language]).entries
        assert (entry.title, entry.title_detail.language) == (title, language)
        assert entry.id == f"{settings.SITE_URL}/p/{name}"
        assert entry.link.startswith(f"{settings.SITE_URL}/{language}/")
        assert entry.summary.startswith("<p>Luokka tutkii")
    [english] = read(client, FEEDS["en"]).entries
    assert english.title_detail.language == "fi"


def test_summary_is_the_text_and_no_markup(client: Client, cast: Cast) -> None:
    publish(cast, summary="1 < 2 & <b>puro</b>\ntoinen rivi")
    [entry] = read(client, FEEDS["fi"]).entries
    assert entry.summary == "<p>1 &lt; 2 &amp; &lt;b&gt;puro&lt;/b&gt;<br />toinen rivi</p>"


def test_feed_follows_the_search_and_its_limits(client: Client, two: list[Version], settings: Settings) -> None:
    found = read(client, f"{FEEDS['en']}?q=kieli&theme=into")
    assert [entry.title for entry in found.entries] == ["Kielisuihku"]
    assert found.feed.title.startswith("POLKKA, practices: kieli, ")
    links = {link.rel: link.href for link in found.feed.links}
    assert links["alternate"] == f"{settings.SITE_URL}/en/practices/?q=kieli&sort=newest&theme=into"
    assert client.get(links["alternate"].removeprefix(settings.SITE_URL)).status_code == 200


def test_an_order_that_is_asked_for_is_kept(client: Client, two: list[Version], settings: Settings) -> None:
    found = read(client, f"{FEEDS['fi']}?q=puro&sort=relevance")
    links = {link.rel: link.href for link in found.feed.links}
    assert links["self"] == f"{settings.SITE_URL}{FEEDS['fi']}?q=puro&sort=relevance"
    assert links["alternate"] == f"{settings.SITE_URL}/fi/kaytannot/?q=puro"


def test_an_empty_feed_is_a_feed(client: Client, base: None) -> None:
    found = read(client, f"{FEEDS['fi']}?q=xyzzyq")
    assert found.entries == []
    assert found.feed.updated == "2000-01-01T00:00:00+00:00"


def test_feed_is_short(client: Client, cast: Cast) -> None:
    publish_many(cast, 21)
    assert len(read(client, FEEDS["fi"]).entries) == 20


@pytest.mark.parametrize("query", ["page=2", "foo=1", "q=", "sort=newest"])
def test_feed_has_one_address(query: str, client: Client, base: None) -> None:
    response = client.get(f"{FEEDS['fi']}?{query}")
    assert (response.status_code, response["Location"]) == (301, FEEDS["fi"])


def test_bad_question_is_refused(client: Client, base: None) -> None:
    assert client.get(f"{FEEDS['fi']}?theme=nothing").status_code == 400


def test_feed_is_not_made_again_while_nothing_changes(client: Client, cast: Cast) -> None:
    version = publish(cast)
    etag = client.get(FEEDS["fi"])["ETag"]
    assert client.get(FEEDS["fi"], headers={"if-none-match": etag}).status_code == 304
    assert client.get(FEEDS["sv"], headers={"if-none-match": etag}).status_code == 200
    withdraw(cast, version)
    assert client.get(FEEDS["fi"], headers={"if-none-match": etag}).status_code == 200


def test_feed_sets_no_cookie_and_is_the_same_for_everybody(client: Client, cast: Cast, two: list[Version]) -> None:
    anonymous = client.get(FEEDS["fi"])
    client.force_login(cast.chief)
    signed_in = client.get(FEEDS["fi"])
    assert anonymous.content == signed_in.content
    assert not anonymous.cookies
    assert not signed_in.cookies
