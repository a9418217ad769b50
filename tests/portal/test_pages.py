"""The site's own texts, and what holds for every public page."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from polkka.kit.languages import CODES, speaking
from polkka.kit.shared import PAGE
from polkka.portal.loading import CONTENT, load_texts
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
    assert response["Cache-Control"] == PAGE
    assert not response.cookies


def test_headings_stand_under_the_title(client: Client, base: None) -> None:
    SiteText.objects.filter(key="about").update(body_fi="## Alku\n\nTeksti.\n\n### Loppu\n\n<script>alert(1)</script>")
    html = client.get(address("about", "fi")).context["html"]
    assert '<h2 id="alku">Alku</h2>' in html
    assert "<h3>Loppu</h3>" in html
    assert "<script" not in html


def test_long_text_has_a_list_of_its_headings(client: Client, base: None) -> None:
    body = "Alku.\n\n## Mitä *nyt*\n\n## Mitä nyt\n\n## [Linkki](/fi/) & <b>\n\n## Contents\n\n## 1–2"
    SiteText.objects.filter(key="about").update(body_fi=body)
    response = client.get(address("about", "fi"))
    headings = response.context["headings"]
    assert [heading.anchor for heading in headings] == ["mita-nyt", "mita-nyt-2", "linkki", "contents-2", "12"]
    assert headings[2].html == "Linkki &amp; &lt;b&gt;"
    content = response.content.decode()
    for heading in headings:
        assert content.count(f'id="{heading.anchor}"') == 1
        assert f'href="#{heading.anchor}"' in content


def test_short_text_has_no_list(client: Client, base: None) -> None:
    SiteText.objects.filter(key="about").update(body_fi="Alku.\n\n## Yksi\n\n## Kaksi\n\n## Kolme")
    response = client.get(address("about", "fi"))
    assert response.context["headings"] == ()
    assert 'id="kolme"' in response.content.decode()


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("key", KEYS)
def test_links_of_a_text_lead_to_pages_in_its_language(key: str, language: str, client: Client, base: None) -> None:
    html = str(client.get(address(KEYS[key], language)).context["html"])
    for link in re.findall(r'href="(/[^"#]*)', html):
        assert link.startswith(f"/{language}/")
        assert client.get(link).status_code == 200, link


def test_text_tells_when_it_was_changed(client: Client, base: None) -> None:
    day = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    SiteText.objects.filter(key="about").update(updated_at=day)
    content = client.get(address("about", "en")).content.decode()
    assert "Updated 6 Mar 2026" in content


def test_loading_leaves_the_day_of_a_text_that_stays(base: None) -> None:
    day = datetime(2026, 3, 5, tzinfo=UTC)
    SiteText.objects.update(updated_at=day)
    assert load_texts(CONTENT / "site") == 0
    assert set(SiteText.objects.values_list("updated_at", flat=True)) == {day}


def test_loading_leaves_the_day_of_a_text_an_editor_has_taken_over(base: None) -> None:
    day = datetime(2026, 3, 5, tzinfo=UTC)
    about = SiteText.objects.get(key="about")
    row = SiteText.objects.filter(key="about")
    row.update(updated_at=day, title_fi="Oma", loaded={**about.loaded, "title_fi": "Vanha"})
    load_texts(CONTENT / "site")
    row_now = row.get()
    assert (row_now.updated_at, row_now.title_fi, row_now.loaded["title_fi"]) == (day, "Oma", about.title_fi)


def test_description_is_the_beginning_of_the_text(client: Client, base: None) -> None:
    SiteText.objects.filter(key="about").update(body_fi="Alku **lihavoituna** & muuta.\n\nLisää.")
    content = client.get(address("about", "fi")).content.decode()
    assert '<meta name="description" content="Alku lihavoituna &amp; muuta.">' in content


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
