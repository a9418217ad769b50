"""Organisations: the list with its filter, and one organisation."""

from typing import Any

import pytest
from django.test import Client

from network.models import Organisation
from projects.models import Project
from tests.factory import Cast

from .published import publish, publish_many

LIST = "/fi/organisaatiot/"


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["organisations"]]


@pytest.mark.parametrize("path", ["/fi/organisaatiot/", "/sv/organisationer/", "/en/organisations/"])
def test_list_is_shown(path: str, client: Client, cast: Cast) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.context["total"] == Organisation.objects.count()
    assert not response.cookies


def test_list_speaks_the_readers_language(client: Client, base: None) -> None:
    assert "Ulvsby stad" in names(client.get("/sv/organisationer/"))
    assert "Town of Ulvila" in names(client.get("/en/organisations/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "MÄNTYLÄ"}, ["Mäntylän koulu"]),
        ({"q": "ulvsby"}, ["Ulvilan kaupunki"]),
        ({"kind": "agency"}, ["Opetushallitus"]),
        ({"region": "satakunta"}, ["Ulvilan kaupunki"]),
        ({"kind": "agency", "region": "satakunta"}, []),
    ],
)
def test_list_is_filtered(query: dict[str, str], found: list[str], client: Client, cast: Cast) -> None:
    assert names(client.get(LIST, query)) == found


@pytest.mark.parametrize("raw", ["?kind=x", "?region=x", "?page=51"])
def test_list_refuses_what_there_is_not(raw: str, client: Client, base: None) -> None:
    assert client.get(LIST + raw).status_code == 400


def test_list_counts_what_is_published(client: Client, cast: Cast) -> None:
    publish(cast)
    counts = {row.name: row.n_practices for row in client.get(LIST).context["organisations"]}
    assert (counts["Koivulan koulu"], counts["Mäntylän koulu"]) == (1, 0)


def test_organisation_tells_its_facts_practices_and_projects(client: Client, cast: Cast) -> None:
    publish(cast)
    response = client.get("/en/organisations/koivula/")
    assert response.context["organisation"].facts == (
        ("Kind", "basic education school"),
        ("Municipality", '<a href="/en/organisations/?q=Koivula">Koivula</a>'),
    )
    assert [card.title for card in response.context["cards"]] == ["Puron tarina"]
    (project,) = response.context["projects"]
    assert (project.name, project.path, project.count) == ("Project puro", "/en/projects/puro/", 1)
    assert client.get("/en/organisations/?q=Koivula").context["total"] == 1


def test_organisation_has_pages_of_nine_practices(client: Client, cast: Cast) -> None:
    publish_many(cast, 13)
    path = "/fi/organisaatiot/koivula/"
    first, second = client.get(path), client.get(path, {"page": "2"})
    assert [len(response.context["cards"]) for response in (first, second)] == [9, 4]
    assert 'rel="next"' in first.content.decode()
    assert client.get(path, {"page": "3"}).status_code == 404
    assert client.get(path, {"page": "x"}).status_code == 400
    for raw in ("?page=1", "?q=koivu", "?sort=label&x=1"):
        response = client.get(path + raw)
        assert (response.status_code, response["Location"]) == (301, path)


@pytest.mark.parametrize("number", [1, 30])
def test_page_asks_the_database_as_often_for_one_as_for_many(
    number: int, client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    publish_many(cast, number)
    for place in range(number):
        Project.objects.create(code=f"p{place}", name=f"P {place}").organisations.add(cast.school)
    client.get("/fi/organisaatiot/koivula/")
    with django_assert_num_queries(8):
        client.get("/fi/organisaatiot/koivula/")


def test_list_follows_the_names_of_its_language(client: Client, base: None) -> None:
    place = {"municipality": "Peräkylä"}
    Organisation.objects.create(code="a", name="Aula", name_sv="Östra skolan", **place)
    Organisation.objects.create(code="b", name="Öljymäki", name_sv="Ankarskolan", **place)
    assert names(client.get("/fi/organisaatiot/", {"q": "peräkylä"})) == ["Aula", "Öljymäki"]
    assert names(client.get("/sv/organisationer/", {"q": "peräkylä"})) == ["Ankarskolan", "Östra skolan"]


def test_invented_organisation_says_so(client: Client, cast: Cast) -> None:
    Organisation.objects.filter(code="koivula").update(is_demo=True)
    assert b"This organisation is invented for the demonstration." in client.get("/en/organisations/koivula/").content


def test_unknown_organisation_is_missing(client: Client, base: None) -> None:
    assert client.get("/fi/organisaatiot/nothing/").status_code == 404


@pytest.mark.parametrize("path", [LIST, "/fi/organisaatiot/oph/"])
def test_organisations_refuse_a_post(path: str, client: Client, base: None) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("number", [1, 25])
def test_list_asks_the_database_as_often_for_one_as_for_many(
    number: int, client: Client, base: None, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        Organisation.objects.create(code=f"o{place}", name=f"O {place}")
    client.get(LIST)
    with django_assert_num_queries(4):
        client.get(LIST)


@pytest.mark.parametrize(
    ("path", "town"),
    [
        ("/fi/organisaatiot/", "Pietarsaari"),
        ("/sv/organisationer/", "Jakobstad"),
        ("/en/organisations/", "Pietarsaari"),
    ],
)
def test_municipality_is_told_in_the_readers_language(path: str, town: str, client: Client, base: None) -> None:
    (row,) = client.get(path, {"q": "pietarsaari"}).context["organisations"]
    assert row.municipality == town
    facts = client.get(f"{path}pietarsaari/").context["organisation"].facts
    assert facts[1][1] == f'<a href="{path}?q={town}">{town}</a>'


@pytest.mark.parametrize("words", ["helsinki", "HELSINGFORS"])
@pytest.mark.parametrize("path", ["/fi/organisaatiot/", "/sv/organisationer/", "/en/organisations/"])
def test_list_finds_a_municipality_by_both_names(path: str, words: str, client: Client, base: None) -> None:
    assert [row.path for row in client.get(path, {"q": words}).context["organisations"]] == [f"{path}oph/"]
