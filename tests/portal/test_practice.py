"""The page of one practice."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from network.models import Organisation
from polkka.kit import drawings
from polkka.kit.shared import PAGE
from practices import materials
from practices.models import Version
from practices.states import Depth, State
from taxonomy import catalogue
from tests.factory import Cast, draft, in_state

from .published import publish, publish_in_two, publish_with_summary

SITE = "http://127.0.0.1:8000"


def address(version: Version, language: str = "fi", slug: str = "puron-tarina") -> str:
    word = {"fi": "kaytannot", "sv": "praxis", "en": "practices"}[language]
    return f"/{language}/{word}/{version.practice.public_id}-{slug}/"


def test_practice_is_shown(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    response = client.get(address(version))
    assert response.status_code == 200
    assert response.context["practice"].card.title == "Puron tarina"
    assert "Valitkaa puro" in response.content.decode()
    assert response["Cache-Control"] == PAGE
    assert not response.cookies


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_practice_answers_in_every_interface(language: str, client: Client, cast: Cast) -> None:
    version = publish(cast)
    response = client.get(address(version, language))
    assert response.status_code == 200
    assert bool(response.context["practice"].card.language_note) is (language != "fi")
    assert response.context["canonical"] == SITE + address(version)
    marked = '<h1 lang="fi">Puron tarina</h1>' if language != "fi" else "<h1>Puron tarina</h1>"
    assert marked in response.content.decode()


def test_translated_practice_has_an_address_of_its_own(client: Client, cast: Cast) -> None:
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    swedish = address(version, "sv", "backens-berattelse")
    response = client.get(swedish)
    assert response.context["practice"].card.title == "Bäckens berättelse"
    assert response.context["canonical"] == SITE + swedish
    assert [alternate.url for alternate in response.context["alternates"]] == [
        address(version),
        swedish,
        address(version, "en"),
    ]


def test_summary_alone_is_read_above_the_original(client: Client, cast: Cast) -> None:
    version = publish_with_summary(cast, "Puron tarina", "sv", "Bäckens berättelse", "Klassen följer bäcken.")
    swedish = address(version, "sv", "backens-berattelse")
    response = client.get(swedish)
    html = response.content.decode()
    assert "<h1>Bäckens berättelse</h1>" in html
    assert '<p class="lead">Klassen följer bäcken.</p>' in html
    assert '<div class="prose" lang="fi">' in html
    assert response.context["practice"].card.language_note == "på finska"
    assert response.context["practice"].cite_apa.startswith("Koivulan koulu")
    assert "Puron tarina" in response.context["practice"].cite_apa
    assert response.context["canonical"] == SITE + address(version)
    assert [language for language, _name, _path in response.context["practice"].languages] == ["fi"]
    assert "Bäckens berättelse" in client.get("/sv/praxis/").content.decode()
    assert "Bäckens" not in client.get(address(version)).content.decode()
    assert client.get("/sv/praxis/", {"q": "bäckens"}).context["total"] == 1
    assert client.get(f"/p/{version.practice.public_id}", headers={"accept-language": "sv"})["Location"] == swedish


@pytest.mark.parametrize("slug", ["vaara", "puron-tarina-2", "p", "väärä nimi", "%3Fx"])
def test_wrong_slug_leads_to_the_right_one(slug: str, client: Client, cast: Cast) -> None:
    version = publish(cast)
    response = client.get(address(version, slug=slug))
    assert (response.status_code, response["Location"]) == (301, address(version))


def test_slug_of_another_language_leads_to_the_right_one(client: Client, cast: Cast) -> None:
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    response = client.get(address(version, "sv"))
    assert (response.status_code, response["Location"]) == (301, address(version, "sv", "backens-berattelse"))


def test_query_small_letters_and_missing_slug_lead_to_the_right_one(client: Client, cast: Cast) -> None:
    version = publish(cast)
    small = address(version).replace(version.practice.public_id, version.practice.public_id.lower())
    for other in (address(version) + "?utm_source=x", small, f"/fi/kaytannot/{version.practice.public_id}/"):
        response = client.get(other)
        assert response["Location"] == address(version)
        assert response.status_code == 301


@pytest.mark.parametrize("path", ["/fi/kaytannot/00000000-x/", "/fi/kaytannot/0000-x/", "/fi/kaytannot/0000000000-x/"])
def test_unknown_practice_is_missing(path: str, client: Client, base: None) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.IN_ASSESSMENT, State.RETURNED, State.DECLINED])
def test_unpublished_practice_is_missing_even_to_its_author(state: str, client: Client, cast: Cast) -> None:
    version = in_state(cast, state)
    assert client.get(address(version)).status_code == 404
    client.force_login(cast.author)
    assert client.get(address(version)).status_code == 404


def test_signed_in_reader_gets_a_page_that_is_not_kept(client: Client, cast: Cast) -> None:
    client.force_login(cast.reader)
    assert client.get(address(publish(cast)))["Cache-Control"] == "no-store"


def test_contact_is_not_on_the_page(client: Client, cast: Cast) -> None:
    assert b"puro@example.org" not in client.get(address(publish(cast))).content


def test_what_people_wrote_is_escaped(client: Client, cast: Cast) -> None:
    version = publish(cast, "<script>alert(1)</script>", challenge="<img src=x onerror=alert(1)>")
    content = client.get(address(version, slug="scriptalert1script")).content
    assert b"<script>" not in content
    assert b"alert(1)</script>" not in content
    assert b"<img src=x" not in content


def test_practice_refuses_a_post(client: Client, cast: Cast) -> None:
    assert client.post(address(publish(cast))).status_code == 405


def test_practice_asks_the_database_seldom(client: Client, cast: Cast, django_assert_num_queries: Any) -> None:
    path = address(in_state(cast, State.PUBLISHED))
    client.get(path)
    with django_assert_num_queries(8):
        client.get(path)


def test_practice_stays_within_thirteen_queries_right_after_a_publication(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    version = in_state(cast, State.PUBLISHED)
    catalogue.forget()
    with django_assert_max_num_queries(13):
        assert client.get(address(version)).status_code == 200


def json_ld(html: str) -> dict[str, Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) == 1
    data: dict[str, Any] = json.loads(found[0])
    return data


def test_schema_org_tells_the_practice(client: Client, cast: Cast) -> None:
    version = publish(cast)
    data = json_ld(client.get(address(version)).content.decode())
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "LearningResource"
    assert data["@id"] == f"{SITE}/p/{version.practice.public_id}"
    assert data["url"] == SITE + address(version)
    assert (data["name"], data["inLanguage"]) == ("Puron tarina", "fi")
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["author"]["name"] == "Koivulan koulu"
    assert data["publisher"] == {"@type": "Organization", "name": "POLKKA", "url": SITE}
    assert data["timeRequired"] == "P1W"
    assert data["educationalLevel"] == ["3–6 lk"]
    assert sorted(data["keywords"]) == ["puro", "vesi"]
    assert data["image"] == f"{SITE}/share/{version.practice.public_id}-clue.png"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", data["datePublished"])


def test_title_cannot_end_the_data_of_machines(client: Client, cast: Cast) -> None:
    title = "A</script><b>&amp; \u2028 loppu"
    response = client.get("/p/" + publish(cast, title).practice.public_id, follow=True)
    assert json_ld(response.content.decode())["name"] == title


def test_head_of_a_practice(client: Client, cast: Cast) -> None:
    version = publish(cast)
    html = client.get(address(version, "sv")).content.decode()
    for line in (
        '<meta name="DC.title" content="Puron tarina">',
        '<meta name="DC.language" content="fi">',
        '<meta name="twitter:card" content="summary_large_image">',
        f'<meta property="og:url" content="{SITE}{address(version, "sv")}">',
        '<meta property="og:locale" content="sv_FI">',
        f'<meta property="og:image" content="{SITE}/share/{version.practice.public_id}-clue.png">',
        f'<link rel="canonical" href="{SITE}{address(version)}">',
        f'<link rel="alternate" hreflang="en" href="{SITE}{address(version, "en")}">',
    ):
        assert line in html


def test_preview_has_no_data_for_machines(client: Client, cast: Cast) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    html = client.get(f"/fi/tyopoyta/{version.practice.public_id}/esikatselu/").content.decode()
    assert "Puron tarina" in html
    assert "application/ld+json" not in html
    assert "og:title" not in html
    assert "/kortti/" not in html


def test_every_link_on_the_page_has_its_place(client: Client, cast: Cast) -> None:
    html = client.get(address(in_state(cast, State.PUBLISHED))).content.decode()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert anchor in ids


def test_part_that_was_not_written_has_no_heading(client: Client, cast: Cast) -> None:
    html = client.get(address(publish(cast, steps=[], curriculum="", participation=""))).content.decode()
    for anchor in ("steps", "using", "roots", "materials", "partners", "assessment", "first_monday"):
        assert f'id="{anchor}"' not in html
        assert f'href="#{anchor}"' not in html


def test_answers_of_a_model_stand_in_their_order(client: Client, cast: Cast) -> None:
    more = {
        "first_monday": "Kysykää luokalta.", "resources": "Kumisaappaat.", "pitfalls": "Sade.", "when_not": "Talvella.",
        "rooting": "Vuosisuunnitelma.",
        "links": [{"title": "Mittauspöytäkirja", "url": "https://www.example.org/a.PDF"}],
    }  # fmt: skip
    html = client.get(address(publish_practice(cast, **more))).content.decode()
    places = [html.index(f'id="{anchor}"') for anchor in (
        "challenge", "method", "steps", "result", "first_monday", "resources", "pitfalls", "when_not", "participation",
        "materials", "curriculum", "rooting", "about", "cite",
    )]  # fmt: skip
    assert places == sorted(places)
    assert html.count("note-here") == 1
    assert '<p class="inline-facts"><span>PDF</span><span>example.org</span></p>' in html


def publish_practice(cast: Cast, **more: Any) -> Version:
    """A model, published without assessments."""
    version = in_state(cast, State.PUBLISHED)
    version.depth = Depth.MODEL
    version.save(update_fields=["depth"])
    shown = version.original
    for name, value in more.items():
        setattr(shown, name, value)
    shown.save()
    return version


@pytest.mark.parametrize(
    ("url", "kind", "host"),
    [
        ("https://www.example.org/a/b.pdf?x=1", "pdf", "example.org"),
        ("https://example.org/kortit.ODT", "text", "example.org"),
        ("https://example.org/kalvot.pptx", "slides", "example.org"),
        ("https://m.youtube.com/watch?v=1", "video", "m.youtube.com"),
        ("https://notyoutube.com/watch", "page", "notyoutube.com"),
        ("https://example.org/aani.mp3", "sound", "example.org"),
        ("https://example.org/", "page", "example.org"),
        ("https://example.org/v1.2/kortit", "page", "example.org"),
        ("http://[bad", "page", ""),
    ],
)
def test_kind_of_a_material_is_told_from_its_address(url: str, kind: str, host: str) -> None:
    assert (materials.kind_of(url), materials.host_of(url)) == (kind, host)


def test_reference_in_bibtex_says_nothing_that_tex_would_do(client: Client, cast: Cast) -> None:
    version = publish(cast, r"100 % \input{x} & 5_6 ~ ^")
    response = client.get(f"/p/{version.practice.public_id}", follow=True)
    told = response.context["practice"].cite_bibtex
    assert r"{100 \% \textbackslash{}input\{x\} \& 5\_6 \textasciitilde{} \textasciicircum{}}" in told
    assert told.count("@misc{") == 1


def test_reference_in_apa(client: Client, cast: Cast) -> None:
    version = publish(cast)
    told = client.get(address(version)).context["practice"].cite_apa
    year = version.published_at.year if version.published_at else 0
    assert told == f"Koivulan koulu. ({year}). Puron tarina. POLKKA. {SITE}/p/{version.practice.public_id}"


def test_profile_at_a_glance_is_drawn_the_same_in_every_language(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    for language in ("fi", "en"):
        html = client.get(address(version, language)).content.decode()
        drawing = html.split('class="profile-small"')[1].split("</svg>")[0]
        assert re.findall(r' r="([^"]+)"', drawing) == ["10.4"] * 7
        assert 'href="#assessment"' in html


def test_dots_of_a_profile_have_the_area_of_the_median() -> None:
    assert drawings.profile_dots([4, 1, 0, None]) == ((14, 12.0), (42, 6.0), (70, 2.0), (98, 0.0))


@pytest.mark.parametrize(
    ("language", "town", "written"),
    [("fi", "Turku", "Suomi, ruotsi"), ("sv", "Åbo", "Finska, svenska"), ("en", "Turku", "Finnish, Swedish")],
)
def test_place_and_languages_are_told_to_the_reader(
    language: str, town: str, written: str, client: Client, cast: Cast
) -> None:
    Organisation.objects.filter(pk=cast.school.pk).update(municipality="Turku", municipality_sv="Åbo")
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    slug = "backens-berattelse" if language == "sv" else "puron-tarina"
    response = client.get(address(version, language, slug))
    practice, html = response.context["practice"], response.content.decode()
    told = [value for _label, value in practice.facts]
    assert told[-2:] == [written, town]
    assert f"</a>, {town}" in html
    assert f'"addressLocality":"{town}"' in html.replace('": "', '":"')
    assert [name for _code, name, _path in practice.languages] == ["Suomi", "Svenska"]
