"""Analysis: words to terms in three languages, whatever stands in a text."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import analysis
from search.analysis import analyse, fold, terms, tokens

FINNISH = {
    "kansainvälistymishankkeissa": (
        ("kansainvälistymishanke",),
        ("kansainvälistyä", "kansainvälistää", "hanke", "^kansa"),
    ),
    "seuranta-aika": (("seurantaaika",), ("seuranta", "aika", "^seura")),
    "kansainvälistyminen": (("kansainvälistyä",), ("kansainvälistää", "^kansa")),
    "tem:n": (("~tem",), ()),
    "blockchainissa": (("~blockchain",), ("^block",)),
}
MEETING = {
    "fi": [
        "hankkeiden hanke",
        "opiskelijoille opiskelija",
        "lasten lapsi",
        "lastensuojelun suojelu",
        "lastensuojelussa lapsi",
        "työpaikkaohjaajien työpaikka",
        "ohjaaminen ohjata",
        "ohjattu ohjata",
        "opetuksen opettaa",
        "helsingissä helsinki",
        "EU-hankkeiden hanke",
        "seuranta-ajan seuranta-aika",
        "TEM:n TEM",
        "etäopetuksessa etä",
        "esiopetuksen esi",
        "alakoulun ala",
    ],
    "sv": [
        "projekten projekt",
        "böckerna bok",
        "utbildningar utbildning",
        "utbildningsanordnare utbildning",
        "skolböcker skola",
        "arbetsplatshandledare arbetsplats",
        "yrkesutbildningen utbildning",
        "skolbok skola",
        "tillväxten tillväxt",
        "IT-stödet stöd",
        "e-posten epost",
    ],
    "en": [
        "practices practice",
        "studies study",
        "Americans American",
        "organizations organisation",
        "colours color",
        "centres center",
        "e-mails email",
        "work-based work",
        "children child",
    ],
}
APART = {
    "fi": ["opettaja opetus", "hanke hanki", "kuula kuu", "ohjaaja ohje"],
    "sv": ["bok bokstav", "stad stadga", "skola skål"],
    "en": ["organ organisation", "universe university college", "practice price"],
}


@pytest.mark.parametrize("word", FINNISH)
def test_finnish_words_have_these_terms(word: str) -> None:
    assert analyse(word, "fi") == FINNISH[word]


def test_a_participle_of_one_part_is_also_its_verb() -> None:
    whole, _parts = analyse("ohjattavat", "fi")
    assert "ohjata" in whole


@pytest.mark.parametrize(("language", "pair"), [(code, pair) for code, pairs in MEETING.items() for pair in pairs])
def test_a_word_is_found_by_what_it_is_made_of(language: str, pair: str) -> None:
    standing, asked = pair.split()
    whole, parts = analyse(standing, language)
    assert {*whole, *parts} & set(analyse(asked, language)[0])


@pytest.mark.parametrize(("language", "words"), [(code, words) for code, all_ in APART.items() for words in all_])
def test_other_words_stay_apart(language: str, words: str) -> None:
    seen = Counter(term for word in words.split() for term in set(analyse(word, language)[0]))
    assert max(seen.values()) == 1


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    "variants",
    [
        ["käytäntö", "KÄYTÄNTÖ", "Käytäntö", unicodedata.normalize("NFD", "käytäntö"), "käy\xadtän\xadtö"],
        ["seuranta-aika", "seuranta–aika", "seuranta‑aika", "Seuranta-Aika", "seuranta-aika-"],
        ["teacher's", "teacher’s", "TEACHER'S"],
    ],
)
def test_ways_of_writing_are_one(variants: list[str], language: str) -> None:
    assert len({analyse(word, language) for word in variants}) == 1
    assert {tuple(tokens(word)) for word in variants} == {(tokens(variants[0])[0],)}


def test_tokens_are_folded_words() -> None:
    text = "TEM:n ja OPH:lle\xa0tehty EU–hanke, snake_case; kello 10:30 (http://oph.fi) Nokia’n"
    assert " ".join(tokens(text)) == "tem ja oph tehty eu-hanke snake case kello 10 30 http oph fi nokia'n"


def test_terms_weigh_readings_and_parts() -> None:
    whole, parts = analyse("alusta", "fi")
    assert len(whole) > 1
    weights = dict(terms("alusta", "fi"))
    assert {weights[term] for term in whole} == {len(whole) ** -0.5}
    assert {weights[term] for term in parts} == {0.75}
    assert len(list(terms("hanke hanke", "fi"))) == 2 * len(list(terms("hanke", "fi")))


def test_beginnings_are_parts_of_words_of_five_letters() -> None:
    for language in ("fi", "sv", "en"):
        assert analyse("abcde", language)[1][-1] == "^abcde"
        assert not any(part.startswith("^") for part in analyse("abcd", language)[1])


@given(st.text(max_size=80), st.sampled_from(["fi", "sv", "en"]))
@settings(deadline=None, max_examples=200)
def test_any_text_has_terms(text: str, language: str) -> None:
    for word in (text, *tokens(text)):
        whole, parts = analyse(word, language)
        assert whole != () and not set(whole) & set(parts)
        assert not fold(word) or all((*whole, *parts))
    assert all(weight > 0 for _term, weight in terms(text, language))


@given(st.lists(st.sampled_from(["talo", "kulttuuri", "hanke", "en", "ä", "-", "s", "skola"]), max_size=60))
@settings(deadline=None, max_examples=40)
def test_long_words_end(pieces: list[str]) -> None:
    for language in ("fi", "sv"):
        assert analyse("".join(pieces), language)[0] != ()


def test_lone_surrogates_are_no_error() -> None:
    for language in ("fi", "sv", "en"):
        assert analyse("ab\ud800cdef", language)[0] != ()


def test_warm_reads_everything_and_may_be_repeated() -> None:
    analysis.warm()
    analysis.warm()
    assert (analysis.NAME, analysis.VERSION) == ("voikko", 2)


def test_unknown_languages_are_refused() -> None:
    with pytest.raises(KeyError):
        analyse("Wort", "de")
