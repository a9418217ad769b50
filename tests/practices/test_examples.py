"""Examples beside the questions: only of published practices that somebody has assessed, the nearest first."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from polkka.upkeep import generation
from practices.examples import LONGEST, cut, examples
from practices.models import Version
from practices.questions import BY_CODE

from ..factory import Cast, draft, in_state
from .pages import url

TOLD = "Oppilaat tunsivat kaukaisten maiden eläimet paremmin kuin oman puronsa linnut."


def told(version: Version | None = None, level: str = "", language: str = "fi") -> str:
    asked = [BY_CODE["challenge"], BY_CODE["steps"], BY_CODE["links"]]
    without = version.practice.public_id if version else ""
    found = examples(asked, language=language, level=level, at=generation.number(), without=without)
    return found["challenge"].text if "challenge" in found else ""


@pytest.fixture
def assessed(cast: Cast) -> Version:
    return in_state(cast, "published", challenge=TOLD)


def test_example_is_the_answer_of_an_assessed_practice(assessed: Version, client: Client, cast: Cast) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.get(url(version, "challenge"))

    found = response.context["examples"]["challenge"]
    assert (found.text, found.title, found.language, found.label) == (TOLD, "Puron tarina", "fi", "Peer-assessed")
    assert f'href="{found.path}"' in response.content.decode()


@pytest.mark.parametrize("state", ["draft", "submitted", "in_assessment", "returned", "declined", "withdrawn"])
def test_example_is_never_of_what_is_not_published(cast: Cast, state: str) -> None:
    in_state(cast, state, challenge=TOLD)
    assert told() == ""


def test_example_is_never_of_what_nobody_has_assessed(assessed: Version) -> None:
    Version.unscoped.update(label="described")
    assert told() == ""


def test_a_practice_is_no_example_to_itself(assessed: Version) -> None:
    assert (told(), told(assessed)) == (TOLD, "")


def _another(cast: Cast, **changed: Any) -> Version:
    return in_state(cast, "published", **changed)


def test_example_is_of_the_language_then_the_level_then_the_label(cast: Cast, assessed: Version) -> None:
    swedish = "Eleverna kände till djur i fjärran länder bättre än fåglarna vid den egna bäcken."
    travels = "Oppilaat lähtivät matkalle eivätkä tienneet, mitä perillä kysyä isäntäperheeltä."
    _another(cast, challenge=swedish, language="sv", level=["home"])
    _another(cast, challenge=travels, level=["mobility"])
    assert told(language="sv", level="mobility") == swedish
    assert told(level="mobility") == travels
    best = "Tämä on asiantuntijan arvioima ja siksi parhaiten merkitty kuvaus samasta haasteesta."
    Version.unscoped.filter(pk=_another(cast, challenge=best, level=["mobility"]).pk).update(label="expert")
    generation.bump()
    assert told(level="mobility") == best


def test_examples_are_read_with_one_query_a_generation(
    assessed: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at, asked = generation.number(), [BY_CODE["challenge"], BY_CODE["method"], BY_CODE["result"]]

    with django_assert_num_queries(1):
        first = examples(asked, language="fi", level="home", at=at)
    with django_assert_num_queries(0):
        assert examples(asked, language="fi", level="home", at=at) == first


@pytest.mark.parametrize("text", ["Lause yksi on tässä. " * 60, "sana " * 300, "x" * 900])
def test_a_long_answer_is_cut_after_a_whole_sentence_or_word(text: str) -> None:
    shown = cut(text)
    assert shown.endswith("…") and LONGEST // 2 < len(shown) <= LONGEST + 2
    assert text.startswith(shown.rstrip(" …").rstrip("."))
