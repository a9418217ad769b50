"""Projects: the list with its filter, and one project."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.models import Organisation
from polkka.kit.shared import PAGE
from projects.models import CoordinationProject, Precision, Project
from taxonomy.models import Concept
from tests.factory import Cast

from .published import publish, publish_many

LIST = "/fi/hankkeet/"


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["projects"]]


@pytest.fixture
def four(base: None) -> list[Project]:
    """Besides the real one: running and ended, with and without a coordination."""
    Project.objects.all().delete()
    today = timezone.localdate()
    clue = CoordinationProject.objects.get(code="clue")
    lapland = Concept.objects.get(vocabulary__code="region", code="lappi")
    school = Organisation.objects.create(code="aijala", name="Äijälän koulu", municipality="Öja")
    rows = [
        Project.objects.create(code="oljy", name="Öljypuu", coordination=clue),
        Project.objects.create(code="arpa", name="Arpakuutio", ended=today - timedelta(days=1), is_demo=True),
        Project.objects.create(code="aani", name="Ääni", region=lapland, ended=today),
        Project.objects.create(code="zoo", name="Zoo", coordination=clue, ended=date(2012, 5, 31)),
    ]
    rows[0].organisations.add(school)
    return rows


@pytest.mark.parametrize("path", ["/fi/hankkeet/", "/sv/projekt/", "/en/projects/"])
def test_list_is_in_the_order_of_the_alphabet(path: str, client: Client, four: list[Project]) -> None:
    response = client.get(path)
    assert (response.status_code, names(response)) == (200, ["Arpakuutio", "Zoo", "Ääni", "Öljypuu"])
    assert response["Cache-Control"] == PAGE
    assert not response.cookies


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "öljy"}, ["Öljypuu"]),
        ({"q": "ÄÄNI"}, ["Ääni"]),
        ({"q": "äijälän ÖJA"}, ["Öljypuu"]),
        ({"q": "öljy zoo"}, []),
        ({"q": "%"}, []),
        ({"coordination": "clue"}, ["Zoo", "Öljypuu"]),
        ({"region": "lappi"}, ["Ääni"]),
        ({"state": "running"}, ["Ääni", "Öljypuu"]),
        ({"state": "ended"}, ["Arpakuutio", "Zoo"]),
        ({"coordination": "clue", "state": "ended"}, ["Zoo"]),
        ({"coordination": "sveko"}, []),
    ],
)
def test_list_is_filtered(query: dict[str, str], found: list[str], client: Client, four: list[Project]) -> None:
    response = client.get(LIST, query)
    assert (response.status_code, names(response)) == (200, found)
    assert response.context["clear_url"] == LIST


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("?q=&coordination=&region=&state=", LIST),
        ("?state=ended&q=zoo", f"{LIST}?q=zoo&state=ended"),
        ("?sort=name&x=1", LIST),
        ("?page=1", LIST),
    ],
)
def test_other_ways_to_ask_lead_to_one(raw: str, canonical: str, client: Client, base: None) -> None:
    response = client.get(LIST + raw)
    assert (response.status_code, response["Location"]) == (301, canonical)


@pytest.mark.parametrize(
    "raw", ["?coordination=x", "?region=x", "?state=x", "?page=0", "?state=ended&state=running", "?q=" + "a" * 201]
)
def test_list_refuses_what_there_is_not(raw: str, client: Client, base: None) -> None:
    response = client.get(LIST + raw)
    assert response.status_code == 400
    assert response.context["detail"] in response.content.decode().replace("&quot;", '"')


def test_list_has_pages_of_thirty(client: Client, base: None) -> None:
    for number in range(31):
        Project.objects.create(code=f"p{number}", name=f"Aa {number}")
    assert len(names(client.get(LIST))) == 30
    second = client.get(LIST, {"page": "2"})
    assert names(second)[0] == "Aa 30"
    assert second.context["pages"] == ((1, LIST, False), (2, f"{LIST}?page=2", True))
    assert client.get(LIST, {"page": "3"}).status_code == 404


def test_list_counts_what_is_published(client: Client, cast: Cast) -> None:
    publish(cast)
    counts = {row.name: row.n_practices for row in client.get(LIST).context["projects"]}
    assert (counts["Project puro"], counts["Project pelto"]) == (1, 0)


def test_project_tells_its_facts_and_practices(client: Client, cast: Cast) -> None:
    publish(cast)
    Project.objects.filter(code="puro").update(
        started=date(2010, 8, 1), ended=date(2012, 5, 31), precision=Precision.YEAR, funder="Opetushallitus"
    )
    response = client.get("/en/projects/puro/")
    assert response.status_code == 200
    name = "CLUE: global education, sustainable development and civic influence"
    assert response.context["project"].facts == (
        ("Coordination", f'<a href="/en/coordination-projects/clue/">{name}</a>'),
        ("Schools and others", '<a href="/en/organisations/koivula/">Koivulan koulu</a>'),
        ("Period", "2010–2012"),
        ("Funder", "Opetushallitus"),
    )
    assert [(crumb.name, crumb.url) for crumb in response.context["crumbs"]] == [
        ("Projects", "/en/projects/"),
        ("CLUE", "/en/coordination-projects/clue/"),
    ]
    assert [card.title for card in response.context["cards"]] == ["Puron tarina"]


def test_ended_project_says_whom_to_ask(client: Client, four: list[Project]) -> None:
    rows = {row.code: row for row in four}
    rows["zoo"].organisations.add(Organisation.objects.get(code="aijala"))
    with_school = client.get("/en/projects/zoo/").content.decode()
    assert "This project has ended (31 May 2012)" in with_school
    assert 'those who took part: <a href="/en/organisations/aijala/">Äijälän koulu</a>.' in with_school
    assert 'href="/en/contact-us/">write to POLKKA' in client.get("/en/projects/arpa/").content.decode()
    for code in ("oljy", "aani"):
        assert "has ended" not in client.get(f"/en/projects/{code}/").content.decode()


def test_project_with_many_practices_leads_to_their_search(client: Client, cast: Cast) -> None:
    publish_many(cast, 13)
    context = client.get("/fi/hankkeet/puro/").context
    assert (len(context["cards"]), context["total"], context["list_url"]) == (9, 13, "/fi/kaytannot/?project=puro")
    assert client.get(context["list_url"]).context["total"] == 13


def test_project_is_followed_as_a_feed_once_it_has_a_practice(client: Client, cast: Cast) -> None:
    assert "project=puro" not in client.get(f"{LIST}puro/").content.decode()
    publish(cast)
    content = client.get(f"{LIST}puro/").content.decode()
    assert content.count("/fi/kaytannot/syote/?project=puro") == 2
    assert "/fi/kaytannot/syote/json/?project=puro" in content
    assert client.get("/fi/kaytannot/syote/?project=puro").content.count(b"<entry") == 1


def test_choices_of_the_list_are_counted(client: Client, four: list[Project]) -> None:
    choices = client.get(LIST, {"state": "running"}).context["filter"].form.fields
    assert list(choices["coordination"].choices) == [("", "Kaikki"), ("clue", "CLUE (2)")]
    assert list(choices["region"].choices) == [("", "Kaikki"), ("lappi", "Lappi (1)")]
    chosen = client.get(LIST, {"region": "uusimaa"}).context
    assert ("uusimaa", "Uusimaa (0)") in list(chosen["filter"].form.fields["region"].choices)
    assert chosen["total"] == 0


def test_running_project_has_an_open_period(client: Client, cast: Cast) -> None:
    Project.objects.filter(code="puro").update(started=date(2010, 8, 1), precision=Precision.MONTH)
    assert dict(client.get("/en/projects/puro/").context["project"].facts)["Period"] == "August 2010–"


def test_invented_project_says_so(client: Client, four: list[Project]) -> None:
    assert b"This project is invented for the demonstration." in client.get("/en/projects/arpa/").content
    assert b"This project is invented for the demonstration." not in client.get("/en/projects/zoo/").content


@pytest.mark.parametrize("code", ["nothing", "A", "x" * 300])
def test_unknown_project_is_missing(code: str, client: Client, base: None) -> None:
    assert client.get(f"/fi/hankkeet/{code}/").status_code == 404


@pytest.mark.parametrize("path", [LIST, "/fi/hankkeet/zoomi/"])
def test_projects_refuse_a_post(path: str, client: Client, base: None) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("number", [1, 30])
def test_list_asks_the_database_as_often_for_one_as_for_many(
    number: int, client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        Project.objects.create(code=f"p{place}", name=f"P {place}").organisations.add(cast.school)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


@pytest.mark.parametrize("words", ["ÅBO", "turku", "strandskolan turku", "shore school"])
def test_list_finds_the_school_and_its_place_by_every_name(words: str, client: Client, four: list[Project]) -> None:
    names_of = {"name_sv": "Strandskolan", "name_en": "Shore School", "municipality": "Turku", "municipality_sv": "Åbo"}
    Organisation.objects.filter(code="aijala").update(**names_of)
    assert names(client.get(LIST, {"q": words})) == ["Öljypuu"]


def test_funder_is_told_in_the_readers_language(client: Client, cast: Cast) -> None:
    Project.objects.filter(code="puro").update(funder="Valtionavustus", funder_sv="Statsunderstöd")
    project = {"fi": "hankkeet", "sv": "projekt", "en": "projects"}
    room = {"fi": "koordinaatiohankkeet", "sv": "samordningsprojekt", "en": "coordination-projects"}
    told = [client.get(f"/{code}/{word}/puro/").context["project"].facts[-1][1] for code, word in project.items()]
    assert told == ["Valtionavustus", "Statsunderstöd", "Valtionavustus"]
    led = [dict(client.get(f"/{code}/{word}/clue/").context["facts"]).values() for code, word in room.items()]
    assert [[*facts][-1] for facts in led] == [
        "Opetushallitus", "Utbildningsstyrelsen", "Finnish National Agency for Education",
    ]  # fmt: skip
