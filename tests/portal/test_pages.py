"""The site's own texts, and what holds for every public page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from polkka.kit.languages import CODES, speaking
from polkka.portal.models import SiteText
from practices.states import State
from tests.factory import Cast, in_state

KEYS = {key: key for key in ("about", "accessibility", "privacy", "terms")} | {"contact": "contact_us"}
PLAIN = ("home", "practices", "projects", "organisations", "criteria", *KEYS.values())


def address(name: str, language: str, **kwargs: Any) -> str:
    with speaking(language):
        return reverse(f"portal:{name}", kwargs=kwargs)


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("key", KEYS)
def test_text_is_told_in_every_language(key: str, language: str, client: Client, base: None) -> None:
    response = client.get(address(KEYS[key], language))
    assert response.status_code == 200
    assert response.context["title"] == getattr(SiteText.objects.get(key=key), f"title_{language}")
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not response.cookies


def test_headings_stand_under_the_title(client: Client, base: None) -> None:
    SiteText.objects.filter(key="about").update(body_fi="## Alku\n\nTeksti.\n\n### Loppu\n\n<script>alert(1)</script>")
    html = client.get(address("about", "fi")).context["html"]
    assert "<h2>Alku</h2>" in html
    assert "<h3>Loppu</h3>" in html
    assert "<script" not in html


def test_missing_text_is_missing(client: Client, base: None) -> None:
    SiteText.objects.filter(key="terms").delete()
    assert client.get(address("terms", "fi")).status_code == 404


@pytest.mark.parametrize("name", PLAIN)
def test_page_names_itself_in_every_language(name: str, client: Client, base: None) -> None:
    response = client.get(address(name, "sv"))
    assert [alternate.url for alternate in response.context["alternates"]] == [address(name, code) for code in CODES]
    assert response.context["canonical"] == "http://127.0.0.1:8000" + address(name, "sv")
    content = response.content.decode()
    assert '<html lang="sv">' in content
    for code in CODES:
        assert f'<link rel="alternate" hreflang="{code}" href="http://127.0.0.1:8000{address(name, code)}">' in content


@pytest.mark.parametrize("name", PLAIN)
def test_public_page_asks_the_database_at_most_twelve_times(
    name: str, client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    in_state(cast, State.PUBLISHED)
    with django_assert_max_num_queries(12):
        assert client.get(address(name, "fi")).status_code == 200


@pytest.mark.parametrize(("name", "code"), [("project", "puro"), ("organisation", "koivula")])
def test_own_page_asks_the_database_at_most_twelve_times(
    name: str, code: str, client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    in_state(cast, State.PUBLISHED)
    with django_assert_max_num_queries(12):
        assert client.get(address(name, "fi", code=code)).status_code == 200


@pytest.mark.parametrize("name", PLAIN)
def test_public_page_is_not_kept_for_people_signed_in(name: str, client: Client, cast: Cast) -> None:
    client.force_login(cast.author)
    assert client.get(address(name, "fi"))["Cache-Control"] == "no-store"
