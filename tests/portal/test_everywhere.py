"""All public pages at once: links, data for machines, feeds, sitemap, what was withdrawn, questions asked."""

import json
import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import extruct
import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from pytest_django import Settings

from polkka.access import access_of
from polkka.kit.languages import CODES
from scripts.audit.examples import examples
from scripts.audit.pages import KINDS, MACHINES, MOVING, machines, without_example
from tests.factory import Cast
from tests.test_repository import every_view

from .published import publish, publish_many, withdraw
from .words import Ear, own_texts
from .world import Seen, World, known_pages, look, make_world, walk

STARTS = ("/fi/", "/sv/", "/en/")
MOST_QUERIES = 12
"""Of any public page, right after its words are in memory."""
NOINDEX = '<meta name="robots" content="noindex'
NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
JSON_FEED = "https://jsonfeed.org/version/1.1"
MOVES = re.compile(r"/(manifest\.webmanifest|(fi|sv|en)/(tyopoyta|skrivbord|desk)/)")
FOR_ALL = re.compile(r"/(p/\w+)?$")
"""Addresses in no language."""
FEED = re.compile(r"/(?:syote|flode|feed)/")
EMPTY: tuple[Any, ...] = (None, "", [], {})


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def test_every_public_address_stands_in_the_table() -> None:
    """The pages that are looked at everywhere are all there are."""
    public = {
        name
        for name, match in every_view(get_resolver())
        if (access := access_of(match)) is not None and access.kind == "public" and not name.startswith("admin:")
    }
    told = {kind.view for kind in KINDS if kind.view} | set(MACHINES) | set(MOVING)
    assert (sorted(public - told), sorted(told - public)) == ([], [])


def test_the_world_has_something_of_every_sort(world: World) -> None:
    assert without_example(examples()) == []


def test_every_page_answers_as_the_table_says(client: Client, world: World) -> None:
    found = {page.path: look(client, page.path).status for page in known_pages()}
    assert found == {page.path: page.kind.status for page in known_pages()}


def test_every_page_stands_in_an_empty_portal(client: Client, base: None) -> None:
    found = {page.path: look(client, page.path).status for page in known_pages(empty=True)}
    assert found == {page.path: page.kind.status for page in known_pages(empty=True)}


def test_walk_over_every_page(client: Client, world: World, settings: Settings) -> None:
    """Every page behind every link in three languages: links, addresses, feeds, sitemap."""
    seen, where = walk(*STARTS, *(page.path for page in known_pages()))
    assert len(seen) > 200
    assert broken(seen, where) == {}
    assert lost(seen, where) == {}
    assert moved(seen, where) == {}
    assert bad_feeds(seen) == []
    assert bad_sitemap(client, seen, settings.SITE_URL) == {}


def broken(seen: dict[str, Seen], where: dict[str, set[str]]) -> dict[str, Any]:
    """Addresses that do not answer as they should, with pages that lead there."""
    right = {page.path: page.kind.status for page in known_pages()}
    return {
        path: (answer.status, sorted(where.get(path, ()))[:2])
        for path, answer in seen.items()
        if answer.status not in (200, 301, 302) and answer.status != right.get(path)
    }


def lost(seen: dict[str, Seen], where: dict[str, set[str]]) -> dict[str, list[str]]:
    """Links to a place of a page that has no such place."""
    return {
        link: sorted(pages)[:2]
        for link, pages in where.items()
        if "#" in link[:-1] and (path := link.partition("#")[0]) in seen and not _leads_to_a_place(seen, path, link)
    }


def _leads_to_a_place(seen: dict[str, Seen], path: str, link: str) -> bool:
    while seen[path].location in seen:
        path = seen[path].location
    return link.partition("#")[2] in seen[path].ids


def moved(seen: dict[str, Seen], where: dict[str, set[str]]) -> dict[str, list[str]]:
    """Links that do not stand as the address is written today: nobody is sent from one address to another."""
    sent = (path for path, answer in seen.items() if answer.status in (301, 302) and path in where)
    return {path: sorted(where[path])[:2] for path in sent if not path.startswith("/p/") and not MOVES.match(path)}


def data_of(answer: Seen, site: str) -> list[dict[str, Any]]:
    """The schema.org data of a page as a machine reads it."""
    return list(extruct.extract(answer.body, base_url=site, syntaxes=["json-ld"])["json-ld"])


def empty_values(data: Any, place: str = "") -> list[str]:
    """Where the data says nothing."""
    if isinstance(data, dict):
        return [found for key, value in data.items() for found in empty_values(value, f"{place}.{key}")]
    if isinstance(data, list) and data:
        return [found for value in data for found in empty_values(value, f"{place}[]")]
    return [place] if data in EMPTY else []


def test_data_for_machines_is_whole(client: Client, world: World, settings: Settings) -> None:
    faults, kinds = [], set()
    for page in known_pages():
        answer = look(client, page.path)
        written = answer.body.count("application/ld+json")
        read = data_of(answer, settings.SITE_URL)
        if written and not read:
            faults.append((page.path, "cannot be read"))
        for thing in read:
            kinds.add(str(thing.get("@type", thing.get("@graph") and "@graph")))
            if not str(thing.get("@context", "")).startswith("https://schema.org"):
                faults.append((page.path, "no context"))
            faults += [(page.path, place) for place in empty_values(thing)]
            if "url" in thing and not str(thing["url"]).startswith(settings.SITE_URL + "/"):
                faults.append((page.path, f"url {thing['url']}"))
    assert faults == []
    assert kinds & {"LearningResource", "['LearningResource', 'CreativeWork']", "['CreativeWork', 'LearningResource']"}


PRACTICE_SAYS = {
    "@context", "@type", "name", "description", "inLanguage", "license", "publisher", "author", "datePublished",
    "educationalLevel", "timeRequired", "keywords", "url",
}  # fmt: skip


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_practice_says_what_it_is(client: Client, world: World, settings: Settings, language: str) -> None:
    path = next(p.path for p in known_pages() if p.kind.name == "practice" and p.language == language)
    answer = look(client, path)
    found = next(thing for thing in data_of(answer, settings.SITE_URL) if "LearningResource" in str(thing["@type"]))
    assert PRACTICE_SAYS - set(found) == set()
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", found["datePublished"])
    assert found["license"].startswith("https://creativecommons.org/licenses/by/4.0")
    assert found["inLanguage"] == "fi"
    meta = extruct.extract(answer.body, base_url=settings.SITE_URL, syntaxes=["opengraph", "dublincore"])
    graph = dict(meta["opengraph"][0]["properties"])
    assert {"og:title", "og:description", "og:url", "og:image", "og:type", "og:locale"} - set(graph) == set()
    assert graph["og:image"].startswith(settings.SITE_URL + "/")
    core = {element["name"].lower() for element in meta["dublincore"][0]["elements"]}
    assert {"dc.title", "dc.language", "dc.date", "dc.rights"} - core == set()


def bad_feeds(seen: dict[str, Seen]) -> list[str]:
    """Feeds that a reader cannot read, or with entries that say too little."""
    atom = {path: answer for path, answer in seen.items() if answer.type.startswith("application/atom+xml")}
    found = {path: feedparser.parse(answer.body.encode()) for path, answer in atom.items()}
    bad = [path for path, feed in found.items() if feed.bozo or feed.version != "atom10" or not feed.feed.id]
    bad += [path for path, feed in found.items() if any(not (e.id and e.link and e.updated) for e in feed.entries)]
    as_json = {p: json.loads(answer.body) for p, answer in seen.items() if "application/feed+json" in answer.type}
    bad += [path for path, feed in as_json.items() if feed["version"] != JSON_FEED or not feed["title"]]
    bad += [path for path, feed in as_json.items() if any(not (i["id"] and i["url"]) for i in feed["items"])]
    assert len(atom) > 6
    assert len(as_json) > 6
    assert any(feed.entries for feed in found.values())
    return bad + [path for path, answer in seen.items() if FEED.search(path) and answer.status != 200]


def sitemap(client: Client) -> dict[str, ElementTree.Element]:
    """Path → its entry."""
    answer = look(client, "/sitemap.xml")
    assert (answer.status, "xml" in answer.type) == (200, True)
    entries = ElementTree.fromstring(answer.body).findall("s:url", NAMESPACE)
    return {(entry.findtext("s:loc", "", NAMESPACE)): entry for entry in entries}


def bad_sitemap(client: Client, seen: dict[str, Seen], site: str) -> dict[str, list[str]]:
    """What may be found and is not told, what is told and may not be found, and whose other languages are not told."""
    for_all = {
        site + path
        for path, answer in seen.items()
        if answer.status == 200
        and answer.type.startswith("text/html")
        and NOINDEX not in answer.body
        and f'<link rel="canonical" href="{site}{path}">' in answer.body
        and "?" not in path
    }
    told = sitemap(client)
    others = {place: _others(entry) for place, entry in told.items()}
    faults = {
        "left out": sorted(for_all - set(told)),
        "not for all": sorted(set(told) - for_all),
        "languages": [
            place
            for place, links in others.items()
            if place not in links or [link for link in links if link not in told and not FOR_ALL.match(link, len(site))]
        ],
    }
    return {name: places for name, places in faults.items() if places}


def _others(entry: ElementTree.Element) -> set[str]:
    links = entry.findall("x:link[@rel='alternate']", NAMESPACE)
    return {link.get("href", "") for link in links} or {entry.findtext("s:loc", "", NAMESPACE)}


def test_withdrawn_practice_is_gone_everywhere_in_the_next_request(client: Client, cast: Cast) -> None:
    version = publish(cast, "Katoava tarina", tags=["katoavainen"], summary="Katoavan summa.")
    name = version.practice.public_id
    before, _where = walk("/fi/", "/sv/", "/sitemap.xml", *machines(examples()), languages=("fi",))
    told = [path for path, answer in before.items() if "Katoava" in answer.body or name in answer.body + path]
    told = [path for path in told if not path.startswith("/cover/")]  # a pattern drawn from any name; it tells nothing
    assert {"/fi/", "/sv/", "/sitemap.xml", "/api/practices/"} <= set(told)
    withdraw(cast, version)
    after = {path: look(client, path) for path in before if path in told}
    own = {path for path in after if f"/{name}" in path}
    assert [p for p in own if after[p].status not in (404, 410)] == []
    assert [p for p in after if p not in own and ("Katoava" in after[p].body or name in after[p].body)] == []
    assert [p for p in own if "summa" in after[p].body] == []


def queries(client: Client) -> dict[str, int]:
    """Kind → the number of questions to the database, with everything in memory that stays there."""
    counts = {}
    for page in known_pages():
        if page.language != "fi":
            continue
        client.get(page.path)
        with CaptureQueriesContext(connection) as asked:
            client.get(page.path)
        counts[page.kind.name] = len(asked)
    return counts


def test_pages_ask_the_database_as_often_with_many_rows_as_with_one(client: Client, world: World) -> None:
    few = queries(client)
    publish_many(world.cast, 30)
    many = queries(client)
    assert {name: (few[name], many[name]) for name in few if few[name] != many[name]} == {}
    assert {name: count for name, count in many.items() if count > MOST_QUERIES} == {}


@pytest.mark.parametrize("language", CODES)
def test_interface_speaks_one_language(client: Client, world: World, language: str) -> None:
    """What is not marked as another language holds no word of the interface in another language."""
    ear, found = Ear(language), dict[tuple[str, str], str]()
    for page in known_pages():
        if page.language == language and page.kind.name not in ("glossary", "styleguide"):
            for word in ear.foreign(own_texts(look(client, page.path).body, language)):
                found.setdefault(word, page.path)
    assert found == {}
