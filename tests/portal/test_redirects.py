"""Old addresses that lead to new ones: only where there is no page, and never in circles or off the site."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from polkka.kit.languages import speaking
from polkka.portal.models import Redirect
from polkka.upkeep import generation
from tests.factory import Cast

from .published import publish

ADD = reverse("admin:portal_redirect_add")
ABOUT = "/fi/tietoa/"


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.chief)
    return client


def add(desk: Client, old: str, new: str = ABOUT) -> Any:
    return desk.post(ADD, {"old": old, "new": new})


def laid(old: str, new: str = ABOUT) -> Redirect:
    row = Redirect.objects.create(old=old, new=new)
    generation.bump()
    return row


def test_a_missing_page_leads_to_the_new_one(client: Client, base: None) -> None:
    laid("/vanha/sivu")
    for asked in ("/vanha/sivu", "/vanha/sivu/", "/vanha/sivu?a=b", "/vanha/%73ivu"):
        answer = client.get(asked)
        assert (answer.status_code, answer.url, answer["Cache-Control"]) == (301, ABOUT, "no-cache")
        assert "Set-Cookie" not in answer
    assert client.head("/vanha/sivu").status_code == 301
    assert client.post("/vanha/sivu").status_code == 404


def test_letters_of_any_language_are_found(client: Client, desk: Client) -> None:
    assert add(desk, "/hyvät-käytännöt/ä/").status_code == 302
    assert client.get("/hyv%C3%A4t-k%C3%A4yt%C3%A4nn%C3%B6t/%C3%A4/").url == ABOUT


def test_a_page_that_answers_is_never_hidden(client: Client, cast: Cast) -> None:
    version = publish(cast)
    with speaking("fi"):
        room = reverse("portal:theme", kwargs={"code": "clue"})
    for old in (ABOUT, room, f"/p/{version.practice.public_id}"):
        laid(old, "/fi/ehdot/")
        assert client.get(old).headers.get("Location") != "/fi/ehdot/"


WRONG = (
    ("vanha", ABOUT),
    ("https://polkka.example/vanha", ABOUT),
    ("//elsewhere.example/vanha", ABOUT),
    ("/vanha?a=b", ABOUT),
    ("/vanha#a", ABOUT),
    ("/", ABOUT),
    ("/admin/jotain/", ABOUT),
    ("/fi/ehdot/", ABOUT),
    ("/va\\nha", ABOUT),
    ("/vanha", "https://elsewhere.example/"),
    ("/vanha", "//elsewhere.example/"),
    ("/vanha", "/\\elsewhere.example/"),
    ("/vanha", "javascript:alert(1)"),
    ("/vanha", "/fi/sivu-jota-ei-ole/"),
    ("/vanha", "/vanha"),
    ("/vanha", ""),
)


def test_what_cannot_be_is_refused_and_stays_in_the_form(desk: Client) -> None:
    for old, new in WRONG:
        answer = add(desk, old, new)
        assert (old, new, answer.status_code) == (old, new, 200)
        form = answer.context["adminform"].form
        assert (bool(form.errors), form["old"].value(), form["new"].value()) == (True, old, new)
    assert not Redirect.objects.exists()


def test_chains_are_shortened_and_circles_refused(client: Client, desk: Client) -> None:
    theme = "/fi/teema/clue/"
    first = laid("/eka", "/fi/teema/toinen/")
    assert add(desk, "/fi/teema/toinen/", theme).status_code == 302
    first.refresh_from_db()
    assert first.new == theme
    assert add(desk, "/kolmas", "/fi/teema/toinen/").status_code == 302
    assert Redirect.objects.get(old="/kolmas").new == theme
    laid("/fi/teema/silmukka/", "/fi/teema/alku/")
    assert add(desk, "/fi/teema/alku/", "/fi/teema/silmukka/").status_code == 200
    assert add(desk, "/eka/", ABOUT).status_code == 200


def test_one_query_more_where_there_is_no_page_and_none_elsewhere(
    client: Client, base: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    laid("/vanha")
    client.get("/vanha")
    with django_assert_max_num_queries(1):
        assert client.get("/vanha").status_code == 301


def test_only_the_chief_lays_redirects(client: Client, cast: Cast) -> None:
    for part in ("coordinator", "counsellor", "administrator"):
        client.force_login(getattr(cast, part))
        assert add(client, "/vanha").status_code in (403, 404)
    assert not Redirect.objects.exists()
