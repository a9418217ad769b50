"""The rooms: themes, levels, school stages, subjects, keywords and coordination projects."""

import json
import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from network.models import Organisation
from polkka.portal import page_cache
from polkka.upkeep import generation
from projects.models import CoordinationProject, Precision, Project
from taxonomy.models import Concept, Gain
from tests.factory import Cast

from .published import publish, publish_many, withdraw

THEME = "/fi/teema/clue/"
ROOMS = {
    "/fi/teema/clue/": "portal/theme.html",
    "/fi/teema/sustainable-development/": "portal/theme.html",
    "/fi/taso/home/": "portal/level.html",
    "/fi/taso/mobility/": "portal/level.html",
    "/fi/kouluaste/grades-3-6/": "portal/stage.html",
    "/fi/oppiaine/music/": "portal/subject.html",
    "/fi/avainsana/puro/": "portal/tag.html",
    "/fi/koordinaatiohankkeet/clue/": "portal/coordination.html",
}
MANY = {"theme": ["clue", "sustainable-development"], "level": ["home", "mobility"], "subject": ["music"]}


def change(vocabulary: str, code: str, **values: Any) -> None:
    """Change a concept as its editor does."""
    Concept.objects.filter(vocabulary__code=vocabulary, code=code).update(**values)
    generation.bump()


@pytest.mark.parametrize(
    "path",
    [
        "/fi/teema/clue/",
        "/sv/tema/human-rights/",
        "/en/theme/sveko/",
        "/fi/taso/attitudes/",
        "/sv/niva/mobility/",
        "/en/school-stage/preschool/",
        "/sv/amne/music/",
        "/en/coordination-projects/into/",
    ],
)
def test_rooms_stand_while_nothing_is_published(path: str, client: Client, base: None) -> None:
    response = client.get(path)
    page = response.content.decode()
    assert (response.status_code, response.context["room"].total) == (200, 0)
    assert page.count("<h1>") == 1
    assert response.context["room"].wish_url in page
    for feed in re.findall(r'<link rel="alternate" type="application/[a-z]+\+(?:xml|json)"[^>]* href="([^"]+)"', page):
        assert client.get(feed).status_code == 200
    assert "newest" not in re.findall(r'id="([^"]+)"', page)
    assert not response.cookies


@pytest.mark.parametrize("path", list(ROOMS))
def test_rooms_show_what_is_published(path: str, client: Client, cast: Cast) -> None:
    publish(cast, **MANY)
    response = client.get(path)
    room, page = response.context["room"], response.content.decode()
    assert response.templates[0].name == ROOMS[path]
    assert (room.total, [card.title for card in room.cards]) == (1, ["Puron tarina"])
    assert client.get(room.list_url).context["total"] == 1
    assert client.get(room.followed.atom).status_code == 200
    assert f'href="{room.followed.atom}"' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", list(ROOMS))
def test_rooms_ask_the_database_as_often_for_one_as_for_many(path: str, client: Client, cast: Cast) -> None:
    publish(cast, **MANY)
    first = _queries(client, path)
    clue = CoordinationProject.objects.get(code="clue")
    publish_many(cast, 29, **MANY)
    for place in range(29):
        project = Project.objects.create(code=f"p{place}", name=f"P {place}", coordination=clue)
        project.organisations.add(Organisation.objects.create(code=f"o{place}", name=f"O {place}"))
    generation.bump()
    assert (_queries(client, path), first <= 12) == (first, True)


def _queries(client: Client, path: str) -> int:
    """Of a page whose words are in memory."""
    client.get(path)
    page_cache.kept.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "path",
    [
        "/fi/teema/nothing/",
        "/fi/taso/clue/",
        "/fi/kouluaste/music/",
        "/fi/oppiaine/x/",
        "/fi/avainsana/nothing/",
        "/fi/koordinaatiohankkeet/nothing/",
        "/fi/teema/" + "x" * 300 + "/",
    ],
)
def test_unknown_rooms_are_missing(path: str, client: Client, base: None) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", list(ROOMS))
def test_rooms_take_no_query_and_no_post(path: str, client: Client, cast: Cast) -> None:
    publish(cast, **MANY)
    response = client.get(path + "?utm_source=x")
    assert (response.status_code, response["Location"]) == (301, path)
    assert client.post(path).status_code == 405


def test_theme_says_what_each_gains(client: Client, base: None) -> None:
    gains = client.get("/en/theme/into/").context["gains"]
    assert [who for who, _text in gains] == ["the pupil", "the teacher", "the principal"]
    assert gains[0][1].startswith("Dares to begin a conversation")
    assert client.get("/en/theme/language-teaching/").context["gains"] == ()


def test_gain_of_an_editor_is_shown_at_once(client: Client, base: None) -> None:
    concept = Concept.objects.get(vocabulary__code="theme", code="human-rights")
    Gain.objects.create(concept=concept, who="teacher", text_fi="Saa <b>rauhan</b>.", text_sv="Får.", text_en="Gets.")
    generation.bump()
    assert "Saa &lt;b&gt;rauhan&lt;/b&gt;." in client.get("/fi/teema/human-rights/").content.decode()


def test_theme_counts_what_its_links_lead_to(client: Client, cast: Cast) -> None:
    publish(cast, "Yksi", theme=["sustainable-development"], level=["home"])
    publish(cast, "Kaksi", theme=["clue", "into"], level=["home", "national"])
    publish(cast, "Kolme", theme=["into"], level=["mobility"])
    context = client.get(THEME).context
    (levels,) = context["room"].crossings
    assert [(row.name, row.count) for row in levels.rows] == [
        ("1. Asenteet, uskallus, ymmärrys", 0),
        ("2. Kotikansainvälisyys", 2),
        ("3. Kansallinen kansainvälisyys", 1),
        ("4. Liikkuvuus", 0),
    ]
    for row in levels.rows:
        if row.count:
            assert client.get(row.url).context["total"] == row.count
        else:
            assert row.url.startswith("/fi/kaytannot/toive/?q=CLUE%2C+")
            assert client.get(row.url).status_code == 200
    assert [(link.name, link.count) for link in context["narrower"]][1] == ("Kestävä kehitys", 1)
    assert "Esiopetus" in [gap.name for gap in context["room"].gaps]
    assert "3–6 lk" not in [gap.name for gap in context["room"].gaps]


def test_sub_theme_leads_up_to_its_theme(client: Client, base: None) -> None:
    about = client.get("/sv/tema/human-rights/").context["room"].about
    assert [(crumb.name, crumb.url) for crumb in about.crumbs] == [
        ("God praxis", "/sv/praxis/"),
        ("CLUE", "/sv/tema/clue/"),
    ]
    assert about.colour == "clue"


def test_theme_shows_the_projects_of_its_coordination(client: Client, cast: Cast) -> None:
    publish(cast)
    context = client.get(THEME).context
    assert [(link.name, link.url) for link in context["coordinations"]] == [("CLUE", "/fi/koordinaatiohankkeet/clue/")]
    assert [(row.name, row.count) for row in context["projects"]] == [("Project puro", 1)]
    assert "projects" not in client.get("/fi/teema/human-rights/").context


def test_many_projects_are_linked_to_their_list(client: Client, cast: Cast) -> None:
    clue = CoordinationProject.objects.get(code="clue")
    for number in range(9):
        Project.objects.create(code=f"p{number}", name=f"Aa {number}", coordination=clue)
    context = client.get(THEME).context
    assert (len(context["projects"]), context["n_projects"]) == (8, 10)
    assert client.get(context["projects_url"]).context["total"] == 10


def test_levels_stand_between_their_neighbours(client: Client, base: None) -> None:
    context = client.get("/en/level/home/").context
    assert (context["below"].url, context["above"].url) == ("/en/level/attitudes/", "/en/level/national/")
    assert context["room"].about.kind == "Level 2 of 4"
    assert client.get("/en/level/attitudes/").context["below"] is None
    assert client.get("/en/level/mobility/").context["above"] is None


def test_mobility_thinks_of_those_who_stay(client: Client, cast: Cast) -> None:
    publish(cast, level=["home"])
    links = client.get("/fi/taso/mobility/").context["at_home"]
    assert [(link.url, link.count) for link in links] == [("/fi/taso/home/", 1), ("/fi/kaytannot/?travel=none", 1)]
    assert "at_home" not in client.get("/fi/taso/home/").context


def test_short_ones_are_counted(client: Client, cast: Cast) -> None:
    publish(cast, "Lyhyt", time=["lesson"])
    publish(cast, "Pitkä", time=["year"])
    short = client.get("/fi/kouluaste/grades-3-6/").context["room"].short
    assert (short.count, short.url) == (1, "/fi/kaytannot/?stage=grades-3-6&time=lesson")
    assert client.get(short.url).context["total"] == 1
    assert client.get("/fi/oppiaine/music/").context["room"].short is None


def test_keyword_knows_what_stands_beside_it(client: Client, cast: Cast) -> None:
    publish(cast, "Yksi", tags=["puro", "vesi", "äyriäinen"])
    publish(cast, "Kaksi", tags=["puro", "vesi"])
    publish(cast, "Kolme", tags=["vuori"])
    context = client.get("/fi/avainsana/puro/").context
    assert [(link.name, link.count) for link in context["keywords"]] == [("vesi", 2), ("äyriäinen", 1)]
    for link in context["keywords"]:
        assert client.get(link.url).status_code == 200
    assert client.get(context["room"].list_url).context["total"] == 2


def test_keyword_goes_with_its_last_practice(client: Client, cast: Cast) -> None:
    version = publish(cast, tags=["puro"])
    assert client.get("/fi/avainsana/puro/").status_code == 200
    withdraw(cast, version)
    assert client.get("/fi/avainsana/puro/").status_code == 404


def test_withdrawn_practice_is_gone_from_every_room(client: Client, cast: Cast) -> None:
    version = publish(cast, **MANY)
    withdraw(cast, version)
    for path in ROOMS:
        assert "Puron tarina" not in client.get(path).content.decode()


def test_coordination_tells_its_facts(client: Client, cast: Cast) -> None:
    CoordinationProject.objects.filter(code="clue").update(
        started=date(2010, 8, 1), ended=date(2012, 5, 31), precision=Precision.MONTH
    )
    response = client.get("/en/coordination-projects/clue/")
    facts = dict(response.context["facts"])
    assert facts["Period"] == "August 2010–May 2012"
    assert facts["Theme"] == '<a href="/en/theme/clue/">CLUE</a>'
    assert 'href="/en/organisations/ulvila/"' in facts["Led from"]
    assert [link.name for link in response.context["organisations"]] == ["Koivulan koulu"]
    assert response.context["n_others"] == 0


def test_coordination_has_at_most_so_many_organisations(client: Client, cast: Cast) -> None:
    for number in range(30):
        cast.project.organisations.add(Organisation.objects.create(code=f"o{number}", name=f"O {number}"))
    context = client.get("/fi/koordinaatiohankkeet/clue/").context
    assert (len(context["organisations"]), context["n_others"]) == (24, 7)


def test_replaced_concept_leads_to_the_one_in_its_place(client: Client, base: None) -> None:
    other = Concept.objects.get(vocabulary__code="stage", code="grades-3-6")
    change("stage", "grades-1-2", active=False, replaced_by=other)
    response = client.get("/fi/kouluaste/grades-1-2/")
    assert (response.status_code, response["Location"]) == (301, "/fi/kouluaste/grades-3-6/")


def test_concept_out_of_use_keeps_its_room_while_it_has_practices(client: Client, cast: Cast) -> None:
    publish(cast, subject=["music"])
    for code in ("music", "crafts"):
        change("subject", code, active=False)
    assert client.get("/fi/oppiaine/music/").status_code == 200
    assert client.get("/fi/oppiaine/crafts/").status_code == 404


def test_introduction_in_another_language_says_so(client: Client, base: None) -> None:
    change("stage", "preschool", introduction_sv="", introduction_fi="Vain **suomeksi**.")
    page = client.get("/sv/skolstadium/preschool/").content.decode()
    assert '<div class="prose" lang="fi"><p>Vain <strong>suomeksi</strong>.</p>' in page


def test_machines_are_told_the_way_up_and_the_newest(client: Client, cast: Cast) -> None:
    publish(cast, title="</script><b>")
    page = client.get("/fi/teema/sustainable-development/").content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(text)
    assert data["@type"] == "CollectionPage"
    assert [row["name"] for row in data["breadcrumb"]["itemListElement"]] == ["Käytännöt", "CLUE", "Kestävä kehitys"]
    assert data["mainEntity"]["numberOfItems"] == 1
    assert data["mainEntity"]["itemListElement"][0]["name"] == "</script><b>"


def test_description_is_no_longer_than_a_search_engine_shows(client: Client, base: None) -> None:
    for path in ROOMS:
        if "avainsana" not in path:
            (told,) = re.findall(r'<meta name="description" content="([^"]*)"', client.get(path).content.decode())
            assert 40 <= len(told) <= 160


def test_practice_leads_to_the_rooms_of_its_concepts_and_keywords(client: Client, cast: Cast) -> None:
    version = publish(cast, subject=["music"], tags=["puro"])
    page = client.get(f"/fi/kaytannot/{version.practice.public_id}/", follow=True).content.decode()
    rooms = ("teema/clue", "taso/home", "kouluaste/grades-3-6", "oppiaine/music", "avainsana/puro")
    assert [room for room in rooms if f'href="/fi/{room}/"' not in page] == []
    assert 'href="/fi/kaytannot/?travel=none"' in page
