"""What was typed: words, phrases, beginnings and the concepts they name."""

import pytest

from search.lexicon import Lexicon
from search.words import Concepts, Kind, Named, groups, named, parse

THEME = Named("theme", "global-education", {"fi": "globaalikasvatus", "sv": "global fostran", "en": "global education"})
TERM = Named(
    "term", "development-project", {"fi": "kehittämishanke", "sv": "utvecklingsprojekt", "en": "project"}, ["hanke"]
)
CONCEPTS = Concepts([THEME, TERM])


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("", []),
        ("  ", []),
        ("koulu Koulu KOULU", [(Kind.WORD, "koulu")]),
        ('"yksi kysymys"', [(Kind.PHRASE, "yksi kysymys")]),
        ("”yksi  kysymys” puro", [(Kind.PHRASE, "yksi kysymys"), (Kind.WORD, "puro")]),
        ('"puro', [(Kind.WORD, "puro")]),
        ('""', []),
        ('"?!"', []),
        ("opp*", [(Kind.BEGINNING, "opp*")]),
        ("Opp* kieli", [(Kind.BEGINNING, "opp*"), (Kind.WORD, "kieli")]),
        ("o* *", [(Kind.WORD, "o")]),
        ("a*b", [(Kind.WORD, "a"), (Kind.WORD, "b")]),
        ("Nixon Woods -järjestelmä", [(Kind.WORD, "nixon"), (Kind.WORD, "woods"), (Kind.WORD, "järjestelmä")]),
        ("puro AND -joki OR (meri)", [(Kind.WORD, w) for w in ("puro", "and", "joki", "or", "meri")]),
    ],
)
def test_typed_text_is_read(typed: str, items: list[tuple[Kind, str]]) -> None:
    assert [(item.kind, item.text) for item in parse(typed)] == items


def test_word_is_asked_in_three_languages_and_the_readers_own_counts_double() -> None:
    (group,) = groups("hankkeessa", "fi")
    assert group.terms["fi:hanke"] == 1.0
    assert {term[:3] for term in group.terms} == {"fi:", "sv:", "en:"}
    (other,) = groups("hankkeessa", "sv")
    assert other.terms["fi:hanke"] == 0.5
    assert all(term[3] == "^" for term in group.close)
    assert not any(term[3] == "^" for term in group.terms)


def test_words_of_a_phrase_are_groups_of_their_own() -> None:
    assert groups('"yksi kysymys"', "fi") == groups("yksi kysymys", "fi")


def test_beginning_asks_every_word_that_begins_so() -> None:
    lexicon = Lexicon(
        [("opettaja", "opettaja", "fi", 3), ("opettajat", "opettaja", "fi", 1), ("oppi", "oppi", "fi", 2)]
    )
    (group,) = groups("ope*", "sv", lexicon=lexicon)
    assert group.terms["fi:opettaja"] == 1.0
    assert "fi:oppi" not in group.terms
    assert group.close == {}


@pytest.mark.parametrize("typed", ["global education", "Globaalikasvatuksessa", "global fostran", '"global education"'])
def test_concept_is_named_in_any_language_and_form(typed: str) -> None:
    assert named(typed, CONCEPTS) == (("theme", "global-education"),)
    extra = groups(typed, "fi", CONCEPTS)[-1]
    assert extra.terms["c:theme:global-education"] == 1.0


def test_concept_brings_its_names_in_the_other_languages() -> None:
    extra = groups("hankkeessa", "fi", CONCEPTS)[-1]
    assert extra.terms["c:term:development-project"] == 1.0
    (swedish,) = (weight for term, weight in extra.terms.items() if term.startswith("sv:utveckling"))
    assert swedish == 0.5


def test_part_of_a_name_is_not_the_name() -> None:
    assert named("education", CONCEPTS) == ()
    assert named("global school", CONCEPTS) == ()


def test_concept_is_named_among_other_words() -> None:
    assert named("tips for global education in primary school", CONCEPTS) == (("theme", "global-education"),)


def test_longer_name_hides_the_one_inside_it() -> None:
    inner = Named("subject", "education", {"fi": "kasvatus", "sv": "fostran", "en": "education"})
    assert named("global education", Concepts([inner, THEME])) == (("theme", "global-education"),)
    assert named("education", Concepts([inner, THEME])) == (("subject", "education"),)


def test_other_words_for_a_concept_are_asked_in_the_other_languages_if_they_are_single() -> None:
    names = {"fi": "kehittämishanke", "sv": "utvecklingsprojekt", "en": "project"}
    concept = Named("term", "project", names, ["projekti", "big work"])
    extra = groups("kehittämishanke", "fi", Concepts([concept]))[-1]
    assert extra.terms["c:term:project"] == 1.0
    assert not any(term.startswith(("en:big", "en:work", "sv:big")) for term in extra.terms)
    assert any(term.startswith("sv:projekti") for term in extra.terms)
