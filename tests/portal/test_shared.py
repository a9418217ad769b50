"""What a cache between the portal and a reader may keep: every public address, with a session and without one."""

import re

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from polkka.kit import shared
from polkka.portal import page_cache
from polkka.portal.views import common
from scripts.audit.examples import examples
from scripts.audit.pages import machines, pages
from tests.factory import Cast

from .world import World, make_world

SHARED = re.compile(r"\bs-maxage=(\d+)")
REFRESHING = re.compile(r"\bstale-while-revalidate=(\d+)")
MOVES = ("/", "/p/{practice}", "/manifest.webmanifest")
PICTURES = ("/cover/", "/share/", "/favicon.ico", "/apple-touch-icon.png")
"""What tells nothing of what a practice says: a server in front may keep it for its day."""


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def addresses() -> list[str]:
    known = examples()
    moves = [path.format(**known) for path in MOVES]
    return [*(page.path for page in pages(known, languages=("fi",))), *machines(known), *moves]


def faults(client: Client, path: str) -> list[str]:
    """What a server in front could do wrong with the answer."""
    answer = client.get(path, headers={"accept-encoding": "gzip"})
    told, varies = answer.get("Cache-Control", ""), set(filter(None, answer.get("Vary", "").split(", ")))
    is_for_all, age = "public" in told, SHARED.search(told)
    longest = int(age[1]) if age else 0
    longest += int(found[1]) if (found := REFRESHING.search(told)) else 0
    is_picture = path.startswith(PICTURES)
    return [
        said
        for said, is_so in {
            "says nothing": not told,
            "for all, with a cookie": is_for_all and bool(answer.cookies),
            "for all, while somebody is signed in": is_for_all and _may_differ(client, answer),
            "older than SHARED_SECONDS": is_for_all and not is_picture and longest > django_settings.SHARED_SECONDS,
            "no bound for servers in front": is_for_all and not is_picture and age is None,
            "does not vary by encoding": is_for_all
            and "Content-Encoding" in answer
            and "Accept-Encoding" not in varies,
            "varies by language": is_for_all and path != "/styleguide/" and "Accept-Language" in varies,
            "varies by what no server in front can tell": bool(
                varies - {"Accept-Encoding", "Accept-Language", "Cookie"}
            ),
            "an error that is kept": is_for_all and answer.status_code not in (200, 410),
        }.items()
        if is_so
    ]


def _may_differ(client: Client, answer: object) -> bool:
    """Whether somebody signed in asked a page that shows who is asking."""
    request = answer.wsgi_request  # type: ignore[attr-defined]  # the test client's own
    return django_settings.SESSION_COOKIE_NAME in client.cookies and not getattr(request, "is_same_for_all", False)


def test_every_public_address_for_a_reader(client: Client, world: World) -> None:
    found = {}
    for path in addresses():
        client.cookies.clear()
        found[path] = faults(client, path)
    assert len(found) > 60
    assert {path: said for path, said in found.items() if said} == {}


def test_every_public_address_for_somebody_signed_in(client: Client, world: World, cast: Cast) -> None:
    client.force_login(cast.author)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    found = {}
    for path in addresses():
        client.cookies[django_settings.SESSION_COOKIE_NAME] = session
        found[path] = faults(client, path)
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize("path", ["/fi/kaytannot/", "/robots.txt"])
def test_answer_with_a_cookie_is_for_nobody_else(path: str, rf: RequestFactory, base: None, settings: Settings) -> None:
    """Even if its view says that everybody may have it."""
    settings.PAGE_CACHE = True

    def careless(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("page", headers={"Cache-Control": shared.PAGE})
        response.set_cookie("own", "1")
        return response

    answer = page_cache.PageCache(careless)(rf.get(path))
    assert (answer["Cache-Control"], "ETag" in answer) == ("private, no-store", False)


def test_what_is_kept_in_front_is_found_wanting(client: Client, base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk would see a page that is kept too long, for everybody, with a cookie."""
    monkeypatch.setattr(common, "CACHE", "public, max-age=60, s-maxage=60")
    assert faults(client, "/fi/tietoa/") == ["older than SHARED_SECONDS"]
