"""Projects, organisations and terms that the words of a search name."""

from typing import Any

import pytest

from network.models import Organisation
from polkka.portal.beside import Beside, beside
from polkka.upkeep import generation
from projects.models import Project
from tests.factory import Cast


@pytest.fixture
def named(cast: Cast) -> int:
    """Two projects and two organisations more; the generation."""
    Project.objects.create(code="ilmasto", name="Lasten ilmastoteot", language="fi")
    Project.objects.create(code="klimat", name="Barnens klimat", language="sv")
    Organisation.objects.create(code="lukio", name="Koivulan lukio", name_sv="Björklunda gymnasium")
    Organisation.objects.create(code="kunta", name="Koivulan kunta")
    return generation.bump()


def projects(words: str, language: str, at: int) -> list[str]:
    return [item.name for item in beside(words, language, at).projects]


def organisations(words: str, language: str, at: int) -> list[str]:
    return [item.name for item in beside(words, language, at).organisations]


def test_names_are_found_by_inflected_words_and_parts(named: int) -> None:
    assert projects("ilmastotekoja lapsille", "fi", named) == ["Lasten ilmastoteot"]
    assert projects("ilmasto", "fi", named) == ["Lasten ilmastoteot"]
    assert projects("barn", "fi", named) == ["Barnens klimat"]


def test_every_word_must_stand_in_the_name(named: int) -> None:
    assert projects("lasten kirja", "fi", named) == []
    assert organisations("koivula lukio", "fi", named) == ["Koivulan lukio"]


def test_organisations_are_named_in_the_language_of_the_page(named: int) -> None:
    assert organisations("gymnasium", "sv", named) == ["Björklunda gymnasium"]
    assert organisations("lukio", "sv", named) == ["Björklunda gymnasium"]
    assert organisations("gymnasium", "en", named) == ["Koivulan lukio"]


def test_items_lead_to_their_pages(named: int) -> None:
    found = beside("ilmastoteot", "fi", named)
    assert [item.url for item in found.projects] == ["/fi/hankkeet/ilmasto/"]
    assert [item.url for item in beside("lukio", "fi", named).organisations] == ["/fi/organisaatiot/lukio/"]


def test_beginnings_of_names_are_found(named: int) -> None:
    assert projects("ilmastot*", "fi", named) == ["Lasten ilmastoteot"]


def test_at_most_three_the_shortest_names_first(cast: Cast) -> None:
    for number in range(5):
        Organisation.objects.create(code=f"s{number}", name=f"Metsälän satama {'uusi ' * number}")
    assert organisations("satama", "fi", generation.bump()) == [
        "Metsälän satama", "Metsälän satama uusi", "Metsälän satama uusi uusi",
    ]  # fmt: skip


def test_a_word_of_very_many_names_names_none(cast: Cast) -> None:
    for number in range(15):
        Organisation.objects.create(code=f"s{number}", name=f"Satama {number}")
    at = generation.bump()
    assert organisations("satama", "fi", at) == []
    assert organisations("satama 7", "fi", at) == ["Satama 7"]


def test_terms_are_named_with_their_definition(named: int) -> None:
    term = beside("mallintaminen", "fi", named).terms[0]
    assert (term.vocabulary, term.name) == ("term", "Mallintaminen")
    assert term.definition.startswith("Kokemuksen purkaminen osiin")
    assert beside("mallinnus", "en", named).terms[0].name == "Modelling"


def test_nothing_is_named(named: int) -> None:
    assert beside("", "fi", named) == beside("xyzzy", "fi", named) == beside("!!", "fi", named) == Beside()
    assert not Beside()


def test_new_names_are_found_at_the_next_generation_and_warm_ones_without_a_query(
    named: int, django_assert_num_queries: Any
) -> None:
    assert projects("majava", "fi", named) == []
    with django_assert_num_queries(0):
        beside("ilmasto", "fi", named)
    Project.objects.create(code="majava", name="Majavan pato")
    assert projects("majava", "fi", generation.bump()) == ["Majavan pato"]
