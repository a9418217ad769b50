"""The search for programs, checked against its own description."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve
from jsonschema import Draft202012Validator, FormatChecker
from pytest_django import Settings

from polkka.portal import api, known, limits
from polkka.portal.query import MACHINE_KEYS, OWN_KEYS
from polkka.upkeep import generation
from practices.models import Practice, Version
from tests.factory import Cast

from .published import publish, publish_in_two, publish_many, withdraw

URL = "/api/practices/"
DESCRIPTION: dict[str, Any] = json.loads(api.description())
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


@pytest.fixture
def three(cast: Cast) -> list[Version]:
    return [
        publish(cast, "Puron tarina"),
        publish(cast, "Kielisuihku", theme=["into"], level=["mobility"], travel=["abroad"], summary="Kieli leikkii."),
        publish(cast, "Vuosikello", theme=[], level=["home"], stage=["municipality"], summary="Kunta suunnittelee."),
    ]


def ask(client: Client, query: str = "", status: int = 200, **headers: str) -> dict[str, Any]:
    """The answer, valid by the description of its status."""
    response = client.get(f"{URL}?{query}" if query else URL, headers=headers)
    assert response.status_code == status
    assert response["Access-Control-Allow-Origin"] == "*"
    [(media, told)] = DESCRIPTION["paths"][URL]["get"]["responses"][str(status)]["content"].items()
    assert response["Content-Type"] == media
    found: dict[str, Any] = json.loads(response.content)
    schema = {"$defs": {}, "components": DESCRIPTION["components"], **told["schema"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(found)
    return found


def titles(found: dict[str, Any]) -> list[str]:
    return [result["title"] for result in found["results"]]


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def test_description_is_well_formed() -> None:
    assert re.fullmatch(r"3\.1\.\d+", DESCRIPTION["openapi"])
    assert {"title", "version"} <= set(DESCRIPTION["info"])
    for path, operations in DESCRIPTION["paths"].items():
        assert resolve(path).url_name == "api_practices"
        assert set(operations) <= METHODS
        for operation in operations.values():
            assert all(answer["description"] for answer in operation["responses"].values())
            assert all({"name", "in", "schema"} <= set(parameter) for parameter in operation["parameters"])
    for schema in DESCRIPTION["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_description_refers_to_parts_that_are_there() -> None:
    for reference in references(DESCRIPTION):
        part = DESCRIPTION
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
        assert part


def test_description_names_the_keys_that_are_known(base: None) -> None:
    parameters = DESCRIPTION["paths"][URL]["get"]["parameters"]
    assert {p["name"] for p in parameters} == {*OWN_KEYS, *MACHINE_KEYS, "facets"}
    named = set(DESCRIPTION["components"]["schemas"]["Limits"]["properties"])
    assert named <= set(known.practices(generation.number(), "en").facets)


def test_description_is_served_as_it_stands(client: Client, base: None) -> None:
    response = client.get("/api/openapi.json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response.json() == DESCRIPTION
    assert response["Access-Control-Allow-Origin"] == "*"


def test_everything_is_told_of_a_practice(client: Client, cast: Cast, settings: Settings) -> None:
    version = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    Practice.unscoped.filter(pk=version.practice_id).update(source_id="kokoelma/7", is_demo=True)
    found = ask(client, "q=b%C3%A4cken&lang=sv")
    [result] = found["results"]
    name = version.practice.public_id
    score = result.pop("score")
    assert score > 0
    assert result == {
        "id": name,
        "source_id": "kokoelma/7",
        "url": f"{settings.SITE_URL}/sv/praxis/{name}-backens-berattelse/",
        "language": "sv",
        "languages": ["fi", "sv"],
        "title": "Bäckens berättelse",
        "summary": "Luokka tutkii lähipuroa kerran kuussa ja vertaa tuloksia ystävyysluokan kanssa.",
        "is_close": False,
        "label": "described",
        "theme": "clue",
        "level": "home",
        "stages": ["grades-3-6"],
        "published_on": result["published_on"],
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "is_demo": True,
    }
    assert (found["total"], found["n_close"], found["query"], found["page"], found["pages"]) == (1, 0, "bäcken", 1, 1)


def test_the_page_and_the_answer_are_the_same_search(client: Client, three: list[Version]) -> None:
    for query in ("", "q=puro", "theme=clue", "sort=label", "q=kieli&theme=into"):
        page = client.get(f"/en/practices/?{query}", follow=True)
        answer = ask(client, f"lang=en&{query}")
        assert titles(answer) == [card.title for card in page.context["cards"]]
        assert answer["total"] == page.context["total"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_facets_are_counted_without_their_own_selection(language: str, client: Client, three: list[Version]) -> None:
    found = ask(client, f"theme=into&lang={language}")
    names = {"fi": "Kestävä kehitys", "sv": "Hållbar utveckling", "en": "Sustainable development"}
    assert titles(found) == ["Kielisuihku"]
    by_code = {value["code"]: value for value in found["facets"]["theme"]}
    assert {code: value["count"] for code, value in by_code.items()}["into"] == 1
    assert by_code["sustainable-development"]["name"] == names[language]
    assert [value["code"] for value in found["facets"]["level"]] == ["mobility"]


def test_nothing_found_is_an_answer(client: Client, three: list[Version]) -> None:
    found = ask(client, "q=xyzzyq")
    assert (found["total"], found["pages"], found["results"], found["next"]) == (0, 0, [], None)


def test_another_spelling_is_offered(client: Client, three: list[Version]) -> None:
    assert ask(client, "q=kielisuihlu")["did_you_mean"] == "kielisuihku"
    assert ask(client, "q=puro")["did_you_mean"] is None


def test_pages_lead_to_each_other(client: Client, cast: Cast, settings: Settings) -> None:
    publish_many(cast, 3)
    first = ask(client, "per_page=2&lang=sv&q=tarina")
    assert (first["pages"], first["previous"]) == (2, None)
    assert first["next"] == f"{settings.SITE_URL}{URL}?lang=sv&q=tarina&page=2&per_page=2"
    second = ask(client, first["next"].partition("?")[2])
    assert len(second["results"]) == 1
    assert second["next"] is None
    assert second["previous"] == f"{settings.SITE_URL}{URL}?lang=sv&q=tarina&per_page=2"
    assert not set(titles(first)) & set(titles(second))
    assert ask(client, "page=3&per_page=2", status=404)["detail"] == "The list has fewer pages."


BAD = {
    "unknown key": ("words=puro", "The key “words” is not known."),
    "unknown language": ("lang=de", "“de” is not in the list “lang”."),
    "unknown value": ("theme=nothing", "“nothing” is not in the list “Theme”."),
    "page 51": ("page=51", "The pages of a list go from 1 to 50."),
    "no practices a page": ("per_page=0", "A page holds from 1 to 100 practices."),
    "101 practices a page": ("per_page=101", "A page holds from 1 to 100 practices."),
    "letters": ("per_page=many", "A page holds from 1 to 100 practices."),
    "long": ("q=" + "a" * 201, "The search takes at most 200 characters. Search with fewer words."),
    "no value": ("label=", "“” is not in the list “label”."),
    "six values of one list": (6 * "&theme=into", "At most 5 may be chosen from the list “Theme”."),
    "unknown order": ("sort=best", "“best” is not an order of this list."),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_known_is_said_in_english(name: str, client: Client, base: None) -> None:
    query, sentence = BAD[name]
    found = ask(client, f"{query}&lang=sv" if "lang=" not in query else query, status=400, accept_language="fi")
    assert found["detail"] == sentence
    assert {"q", "lang", "per_page", "theme", "label"} <= set(found["known"])


def test_too_many_questions_are_told_to_wait(
    client: Client, base: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_LIMITS = True
    monkeypatch.setitem(limits.LIMITS, "api", (1, 60))
    ask(client)
    found = ask(client, status=429)
    assert re.fullmatch(r"One client may ask 1 times a minute. Wait \d+ seconds.", found["detail"])


def test_answer_is_not_made_again_while_nothing_changes(client: Client, cast: Cast) -> None:
    version = publish(cast)
    first = client.get(URL, {"q": "puro"})
    assert client.get(URL, {"q": "puro"}, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(URL, {"q": "joki"}, headers={"if-none-match": first["ETag"]}).status_code == 200
    withdraw(cast, version)
    again = client.get(URL, {"q": "puro"}, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.json()["total"]) == (200, 0)


def test_language_is_not_negotiated(client: Client, three: list[Version]) -> None:
    response = client.get(URL, headers={"accept-language": "sv"})
    assert response["Content-Language"] == "fi"
    assert not response.cookies


def test_other_methods_are_refused(client: Client, base: None) -> None:
    assert client.post(URL).status_code == 405
