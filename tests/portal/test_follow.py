"""Following: the page of feeds, and every search as JSON Feed 1.1."""

import re
from datetime import datetime
from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from polkka.upkeep import generation
from taxonomy.models import Concept
from tests.factory import Cast

from .published import publish, publish_in_two, publish_many, withdraw

FEEDS = {"fi": "/fi/kaytannot/syote/json/", "sv": "/sv/praxis/flode/json/", "en": "/en/practices/feed/json/"}
PAGES = {"fi": "/fi/seuraa/", "sv": "/sv/folj/", "en": "/en/follow/"}
FEED_KEYS = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"}
ITEM_KEYS = {
    "id", "url", "title", "summary", "content_text", "date_published", "date_modified", "language", "tags",
}  # fmt: skip


def read(client: Client, url: str) -> dict[str, Any]:
    """A feed whose shape is that of JSON Feed 1.1."""
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/feed+json"
    found: dict[str, Any] = response.json()
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert set(found) == FEED_KEYS
    assert all(found[key].startswith("http") for key in ("home_page_url", "feed_url"))
    assert [set(author) for author in found["authors"]] == [{"name", "url"}]
    for item in found["items"]:
        assert set(item) == ITEM_KEYS
        assert isinstance(item["id"], str) and item["url"].startswith("http")
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
        assert all(isinstance(tag, str) for tag in item["tags"])
    return found


@pytest.mark.parametrize("language", FEEDS)
def test_json_feed_gives_the_newest_first(language: str, client: Client, cast: Cast, settings: Settings) -> None:
    publish(cast, "Puron tarina & <puro>")
    publish(cast, "Kielisuihku", theme=["into"])
    found = read(client, FEEDS[language])
    assert [item["title"] for item in found["items"]] == ["Kielisuihku", "Puron tarina & <puro>"]
    assert found["feed_url"] == settings.SITE_URL + FEEDS[language]
    assert found["home_page_url"] == settings.SITE_URL + FEEDS[language].rsplit("/", 3)[0] + "/"
    assert found["language"] == language
    assert found["items"][0]["tags"][0] == "INTO"


def test_both_feeds_know_a_practice_by_the_same_name(client: Client, cast: Cast) -> None:
    publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    for language in FEEDS:
        [item] = read(client, FEEDS[language])["items"]
        [entry] = feedparser.parse(client.get(FEEDS[language].removesuffix("json/")).content).entries
        assert (item["id"], item["url"], item["title"]) == (entry.id, entry.link, entry.title)
        assert item["language"] == {"fi": "fi", "sv": "sv", "en": "fi"}[language]


def test_json_feed_follows_a_search_and_says_where_its_page_is(client: Client, cast: Cast, settings: Settings) -> None:
    publish(cast, "Puron tarina")
    publish(cast, "Kielisuihku", theme=["into"])
    found = read(client, f"{FEEDS['en']}?theme=into")
    assert [item["title"] for item in found["items"]] == ["Kielisuihku"]
    assert found["home_page_url"] == f"{settings.SITE_URL}/en/practices/?theme=into"
    assert read(client, f"{FEEDS['en']}?q=xyzzyq")["items"] == []


def test_json_feed_is_short_has_one_address_and_is_not_made_again(client: Client, cast: Cast) -> None:
    version = publish_many(cast, 21)[-1]
    assert len(read(client, FEEDS["fi"])["items"]) == 20
    assert client.get(f"{FEEDS['fi']}?page=2")["Location"] == FEEDS["fi"]
    assert client.get(f"{FEEDS['fi']}?theme=nothing").status_code == 400
    response = client.get(FEEDS["fi"])
    assert (response["X-Robots-Tag"], response["Access-Control-Allow-Origin"]) == ("noindex", "*")
    assert not response.cookies
    assert client.get(FEEDS["fi"], headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.get("/fi/kaytannot/syote/", headers={"if-none-match": response["ETag"]}).status_code == 200
    withdraw(cast, version)
    assert version.practice.public_id not in client.get(FEEDS["fi"]).content.decode()


def test_feeds_and_their_page_ask_as_little_for_many(client: Client, cast: Cast) -> None:
    numbers = []
    for more in (1, 29):
        publish_many(cast, more)
        for url in (FEEDS["fi"], PAGES["fi"]):
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            numbers.append(len(asked))
    assert numbers[:2] == numbers[2:]
    assert max(numbers) <= 12


def test_list_and_its_feeds_know_each_other(client: Client, cast: Cast) -> None:
    publish(cast)
    html = client.get("/fi/kaytannot/?theme=clue").content.decode()
    found = dict(re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', html))
    assert found == {
        "application/atom+xml": "/fi/kaytannot/syote/?theme=clue",
        "application/feed+json": "/fi/kaytannot/syote/json/?theme=clue",
    }


@pytest.mark.parametrize("language", PAGES)
def test_everything_on_the_page_can_be_followed(language: str, client: Client, cast: Cast) -> None:
    publish(cast)
    response = client.get(PAGES[language])
    html = response.content.decode()
    assert response.status_code == 200
    feeds = re.findall(r'<a href="([^"]+)" type="application/(atom\+xml|feed\+json)">', html)
    atom = [url for url, kind in feeds if kind == "atom+xml"]
    assert len(feeds) == 2 * len(atom) == 2 * html.count('class="feed-links"')
    facets = {url.partition("?")[2].partition("=")[0] for url in atom}
    assert facets == {"", "theme", "level", "stage", "coordination"}
    for url in (atom[0], atom[1], atom[-1]):
        assert not feedparser.parse(client.get(url).content).bozo
    for url in [url for url, kind in feeds if kind == "feed+json"][-2:]:
        read(client, url)


def test_nothing_without_a_theme_is_offered(client: Client, cast: Cast) -> None:
    publish(cast, theme=[])
    assert "=without" not in client.get(PAGES["en"]).content.decode()


def test_a_concept_out_of_use_is_not_offered(client: Client, cast: Cast) -> None:
    Concept.objects.filter(vocabulary__code="theme", code="scart").update(active=False)
    generation.bump()
    themes = next(group for group in client.get(PAGES["en"]).context["groups"] if group.code == "theme")
    names = [row.name for row in themes.rows if row.depth == 0]
    assert names == ["CLUE", "INTO", "SVEKO"]
