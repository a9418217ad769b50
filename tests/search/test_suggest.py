"""The words of the texts, what may be meant by a misspelt one, and how one that is being typed goes on."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import analyse
from search.lexicon import Lexeme, Lexicon, as_word
from search.suggest import Completion, Names, complete, did_you_mean

ROWS = [
    ("kansainvälisyys", "kansainvälisyys", "fi", 11),
    ("kansainvälisyyttä", "kansainvälisyys", "fi", 4),
    ("kansainvälinen", "kansainvälinen", "fi", 7),
    ("kansalainen", "kansalainen", "fi", 2),
    ("koulu", "koulu", "fi", 30),
    ("koulussa", "koulu", "fi", 40),
    ("kuulua", "kuulua", "fi", 3),
    ("työ", "työ", "fi", 9),
    ("too", "too", "en", 20),
    ("käytäntö", "käytäntö", "fi", 5),
    ("hyvä", "hyvä", "fi", 8),
    ("lastensuojelua", "lastensuojelu", "fi", 1),
    ("seuranta-ajan", "seurantaaika", "fi", 1),
    ("zoomi", "~zoom", "fi", 3),
    ("skolan", "skol", "sv", 6),
    ("skola", "skol", "sv", 5),
    ("ämpäri", "ämpäri", "fi", 2),
]


@pytest.fixture
def lexicon() -> Lexicon:
    return Lexicon(ROWS)


def surfaces(found: list[Lexeme]) -> list[str]:
    return [lexeme.surface for lexeme in found]


def test_begins_gives_the_most_frequent_first_by_surface_and_lemma(lexicon: Lexicon) -> None:
    assert surfaces(lexicon.begins("kansain", 9)) == ["kansainvälisyys", "kansainvälinen", "kansainvälisyyttä"]
    assert surfaces(lexicon.begins("koul", 1)) == ["koulussa"]
    assert surfaces(lexicon.begins("seurantaa", 5)) == ["seuranta-ajan"]
    assert surfaces(lexicon.begins("zoom", 5)) == ["zoomi"]
    assert lexicon.begins("", 5) == lexicon.begins("xyz", 5) == []


def test_updated_lexicon_knows_the_changes_and_the_old_one_does_not(lexicon: Lexicon) -> None:
    newer = lexicon.updated([("koulu", "koulu", "fi", 50), ("koulussa", "koulu", "fi", 0), ("kouko", "kouko", "fi", 1)])
    assert [(x.surface, x.frequency) for x in newer.begins("kou", 9)] == [("koulu", 50), ("kouko", 1)]
    assert surfaces(lexicon.begins("kou", 9)) == ["koulussa", "koulu"]
    assert (len(lexicon), len(newer)) == (17, 17)
    assert newer.near("koukp", 3)[0].text == "kouko"


def test_lexicon_tells_lemmas_and_heads_of_compounds(lexicon: Lexicon) -> None:
    assert lexicon.has("koulu", "fi")
    assert lexicon.has("suojelu", "fi")
    assert not lexicon.has("kansainvälisy", "sv")
    assert not lexicon.has("koul", "fi")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_updates_give_the_same_as_building_anew(data: st.DataObject) -> None:
    words = st.text("aäkt", min_size=1, max_size=4)
    row = st.tuples(words, words, st.sampled_from(["fi", "sv"]), st.integers(0, 5))
    held: dict[tuple[str, str], tuple[str, str, str, int]] = {}
    lexicon = Lexicon()
    for rows in data.draw(st.lists(st.lists(row, max_size=6), max_size=5)):
        held.update({(r[0], r[2]): r for r in rows})
        lexicon = lexicon.updated(rows)
    anew = Lexicon(held.values())
    prefix, word = data.draw(words), data.draw(words)
    assert lexicon.begins(prefix, 4) == anew.begins(prefix, 4)
    assert lexicon.near(word, 4) == anew.near(word, 4)
    assert len(lexicon) == len(anew) == len(list(lexicon))


def test_many_changes_are_built_in() -> None:
    rows = [(f"sana{number}", f"sana{number}", "fi", 1) for number in range(1_500)]
    lexicon = Lexicon(rows).updated([(f"uusi{number}", f"uusi{number}", "fi", 2) for number in range(1_200)])
    assert len(lexicon) == 2_700
    assert surfaces(lexicon.begins("uusi119", 3)) == ["uusi119", "uusi1190", "uusi1191"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("kansainvälisyss", "kansainvälisyys"),
        ("tyo", "työ"),
        ("ampari", "ämpäri"),
        ("kuolu", "koulu"),
        ("Kuolu", "Koulu"),
        ('"hyva kaytanto" kouluss', '"hyvä käytäntö" koulussa'),
        ("kansainvalisyy*", "kansainvälisyys*"),
        ("kansain*", ""),
        ("lastensuojlu", "lastensuojelu"),
        ("seurantaaika", ""),
        ("koulu hyvä", ""),
        ("suojelu", ""),
        ("xqzw", ""),
        ("2012", ""),
        ("", ""),
        ("!? *", ""),
    ],
)
def test_did_you_mean(words: str, meant: str, lexicon: Lexicon) -> None:
    assert did_you_mean(words, "fi", lexicon) == meant


def test_what_stands_somewhere_is_never_changed(lexicon: Lexicon) -> None:
    assert did_you_mean("kuolu", "fi", lexicon, lambda word: True) == ""


def test_words_of_names_are_meant_too(lexicon: Lexicon) -> None:
    names = Lexicon([("globaalikasvatus", "globaalikasvatus", "fi", 1)])
    assert did_you_mean("globaalikasvtus", "fi", lexicon, names=names) == "globaalikasvatus"
    assert did_you_mean("globaalikasvatus", "fi", lexicon, names=names) == ""


CONCEPTS = Names([("Kansallinen kielivaranto", "theme:x"), ("Kestävä kehitys", "theme:s"), ("Kansallinen", "level:n")])
TITLES = Names([("Koulu puron varrella", "AAAAAAAA"), ("Kansainvälinen koulu", "BBBBBBBB"), ("koulu", "CCCCCCCC")])


def test_completion_offers_concepts_words_and_titles(lexicon: Lexicon) -> None:
    assert complete("kans", "fi", lexicon, CONCEPTS, TITLES) == [
        Completion("Kansallinen kielivaranto", "concept", "theme:x"),
        Completion("Kansallinen", "concept", "level:n"),
        Completion("kansainvälisyys", "word"),
        Completion("kansainvälinen", "word"),
        Completion("kansalainen", "word"),
        Completion("Kansainvälinen koulu", "title", "BBBBBBBB"),
    ]


def test_completion_goes_on_with_the_last_word_and_keeps_the_others(lexicon: Lexicon) -> None:
    assert [c.text for c in complete("hyvä  kansainv", "fi", lexicon)] == [
        "hyvä kansainvälisyys",
        "hyvä kansainvälinen",
    ]
    assert [c.text for c in complete('"hyvä käyt', "fi", lexicon)] == ['"hyvä käytäntö']
    assert [c.text for c in complete("kestävä k", "fi", lexicon, CONCEPTS)] == ["Kestävä kehitys"]


def test_completion_offers_forms_that_people_write(lexicon: Lexicon) -> None:
    assert [c.text for c in complete("sko", "sv", lexicon)] == ["skolan"]
    assert [c.text for c in complete("zo", "fi", lexicon)] == ["zoomi"]
    assert [c.text for c in complete("seur", "fi", lexicon)] == ["seuranta-ajan"]
    assert [c.text for c in complete("tyo", "fi", lexicon)] == ["työ"]


@pytest.mark.parametrize("typed", ["", "k", " k ", "koulu*", '"hyvä"', "koulu ", "!!"])
def test_completion_is_silent(typed: str, lexicon: Lexicon) -> None:
    assert complete(typed, "fi", lexicon) == []


@pytest.mark.parametrize(
    ("surface", "shown"),
    [
        ("hankeosaamista", "hankeosaaminen"),
        ("virtuaalitapaamiset", "virtuaalitapaaminen"),
        ("opettivat", "opettaa"),
        ("toimisivat", "toimia"),
        ("kuumista", "kuuma"),
        ("ihmisiä", "ihminen"),
        ("kansainvälistymissuunnitelma", "kansainvälistymissuunnitelma"),
    ],
)
def test_nouns_of_verbs_are_shown_as_nouns(surface: str, shown: str) -> None:
    assert as_word(surface, analyse(surface, "fi")[0][0], "fi") == shown


def test_completion_offers_nothing_twice(lexicon: Lexicon) -> None:
    texts = [c.text.casefold() for c in complete("ko", "fi", lexicon, Names([("KOULU", "a:b")]), TITLES)]
    assert sorted(texts) == sorted(set(texts))


def test_names_updated_show_the_newer_first_and_hide_the_gone() -> None:
    newer = TITLES.updated([("Koulu metsässä", "AAAAAAAA"), ("Koulu uusi", "DDDDDDDD")], {"AAAAAAAA", "CCCCCCCC"})
    assert [name for name, _key in newer.beginning("koul")] == ["Koulu metsässä", "Koulu uusi", "Kansainvälinen koulu"]
    assert [key for _name, key in TITLES.beginning("koulu p")] == ["AAAAAAAA"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["fi", "sv", "en"]))
def test_anything_may_be_typed(typed: str, language: str) -> None:
    lexicon = Lexicon(random.Random(1).sample(ROWS, len(ROWS)))
    found = complete(typed, language, lexicon, CONCEPTS, TITLES)
    assert found == complete(typed, language, Lexicon(ROWS), CONCEPTS, TITLES)
    assert len(found) <= 8
    assert isinstance(did_you_mean(typed, language, lexicon), str)
