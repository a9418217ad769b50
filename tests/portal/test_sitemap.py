"""The map of the site: every public page is in it or in a list of those that are not, and every address is right."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from polkka.access import access_of
from polkka.portal import sitemap
from polkka.upkeep import generation
from practices.models import Version
from practices.states import State
from tests.factory import Cast, in_state
from tests.portal.published import publish
from tests.test_repository import every_view

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
NOT_IN_THE_MAP = {
    "card": "a sheet to print of a practice that is in the map",
    "contact": "the contacts of people",
    "contact_thanks": "the end of a form",
    "criteria_set": "an earlier wording of what is in the map",
    "feed": "the same as the list, for programs",
    "feed_json": "the same as the list, for programs",
    "feedback": "a form",
    "feedback_thanks": "the end of a form",
    "manifest": "for browsers",
    "overview_csv": "the numbers of the overview as a file",
    "overview_svg": "the picture of the overview as a file",
    "practice_by_name": "leads to the page of the practice",
    "report": "a form",
    "report_thanks": "the end of a form",
    "suggestions": "for the search field",
    "versions": "earlier versions of a practice that is in the map",
    "wish": "a form",
    "wish_thanks": "the end of a form",
}
"""Public address under a language → why search engines do not need it."""


def read(client: Client, address: str = "/sitemap.xml") -> ElementTree.Element:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return ElementTree.fromstring(response.content)


def paths(root: ElementTree.Element) -> list[str]:
    return [(url.findtext(f"{MAP}loc") or "").removeprefix(settings.SITE_URL) for url in root.iter(f"{MAP}url")]


@pytest.fixture
def published(cast: Cast) -> Version:
    sitemap.forget()
    version = in_state(cast, State.PUBLISHED)
    generation.bump()
    return version


def test_every_public_page_is_in_the_map_or_said_not_to_be() -> None:
    names = {
        name.removeprefix("portal:")
        for name, match in every_view(get_resolver())
        if name.startswith("portal:") and (access := access_of(match)) and access.kind == "public"
    }
    assert sorted(names - set(sitemap.KINDS) - set(NOT_IN_THE_MAP)) == []
    assert sorted(set(sitemap.KINDS) & set(NOT_IN_THE_MAP)) == []
    assert sorted(set(NOT_IN_THE_MAP) - names) == []


def test_every_kind_has_a_page(published: Version) -> None:
    at = generation.number()
    empty = [name for name, told in sitemap.KINDS.items() if not [entry for entry in told(at) if entry.paths]]
    assert [name for name in empty if name != "tag"] == []


def test_addresses_are_whole_each_once_and_name_their_languages(client: Client, published: Version) -> None:
    found = paths(read(client))
    assert len(found) == len(set(found)) > 50
    assert all(path.startswith(("/fi/", "/sv/", "/en/")) for path in found)
    home = next(
        url for url in read(client).iter(f"{MAP}url") if url.findtext(f"{MAP}loc") == f"{settings.SITE_URL}/sv/"
    )
    assert {link.get("hreflang"): link.get("href") for link in home.iter(LINK)} == {
        **{code: f"{settings.SITE_URL}/{code}/" for code in ("fi", "sv", "en")},
        "x-default": f"{settings.SITE_URL}/",
    }


def test_every_address_answers_itself_and_may_be_indexed(client: Client, published: Version) -> None:
    wrong = []
    for path in paths(read(client)):
        if path.startswith("/fi/") or published.practice.public_id in path:
            response = client.get(path)
            canonical = response.context and response.context.get("canonical")
            is_right = response.status_code == 200 and canonical == settings.SITE_URL + path
            if not is_right or "noindex" in str(response.context.get("robots") or ""):
                wrong.append((path, response.status_code, canonical))
    assert wrong == []


def test_address_outside_ascii_is_written_as_the_page_writes_it(client: Client, cast: Cast) -> None:
    sitemap.forget()
    publish(cast, tags=["yhteiset ryhmät"])
    address = "/fi/avainsana/yhteiset-ryhm%C3%A4t/"
    assert address in paths(read(client))
    assert client.get(address).context["canonical"] == settings.SITE_URL + address


def test_practice_is_named_in_its_languages_with_the_day_it_appeared(client: Client, published: Version) -> None:
    root, public_id = read(client), published.practice.public_id
    rows = [url for url in root.iter(f"{MAP}url") if public_id in (url.findtext(f"{MAP}loc") or "")]
    assert [url.findtext(f"{MAP}loc") for url in rows] == [
        f"{settings.SITE_URL}/fi/kaytannot/{public_id}-puron-tarina/"
    ]
    assert published.published_at
    assert rows[0].findtext(f"{MAP}lastmod") == published.published_at.isoformat(timespec="seconds")
    hrefs = {link.get("hreflang"): link.get("href") for link in rows[0].iter(LINK)}
    assert hrefs["x-default"] == f"{settings.SITE_URL}/p/{public_id}"


def test_withdrawn_practice_is_gone_with_the_next_request(client: Client, published: Version) -> None:
    public_id = published.practice.public_id
    assert public_id in client.get("/sitemap.xml").content.decode()
    Version.unscoped.filter(pk=published.pk).update(state=State.WITHDRAWN)
    generation.bump()
    assert public_id not in client.get("/sitemap.xml").content.decode()


def test_map_is_not_sent_twice(client: Client, published: Version, django_assert_num_queries: Any) -> None:
    etag = client.get("/sitemap.xml")["ETag"]
    with django_assert_num_queries(1):
        assert client.get("/sitemap.xml", HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_large_map_is_a_list_of_files(client: Client, published: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = paths(read(client))
    sitemap.forget()
    monkeypatch.setattr(sitemap, "MOST", 40)
    parts = [element.text or "" for element in read(client).iter(f"{MAP}loc")]
    assert parts[0] == f"{settings.SITE_URL}/sitemap-1.xml"
    assert [path for part in parts for path in paths(read(client, part.removeprefix(settings.SITE_URL)))] == whole
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404
    sitemap.forget()


def test_map_asks_the_database_as_often_for_many(
    client: Client, cast: Cast, published: Version, django_assert_num_queries: Any
) -> None:
    at = generation.number()
    sitemap.files(at)
    with django_assert_num_queries(len(sitemap.TEXTS) + 5):
        list(sitemap.entries(at))
    for _ in range(3):
        in_state(cast, State.PUBLISHED)
    Version.unscoped.update(published_at=published.published_at - timedelta(days=1))
    with django_assert_num_queries(len(sitemap.TEXTS) + 5):
        list(sitemap.entries(at))
