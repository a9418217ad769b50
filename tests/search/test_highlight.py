"""Which words of a text are marked, and which part of it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import analyse
from search.highlight import cut, excerpt, marks
from search.prefixes import beginnings, shortest
from search.words import Concepts, Named, groups, phrases


def marked(text: str, words: str, language: str = "fi", *, reader: str = "") -> list[str]:
    asked = groups(words, reader or language)
    return [text[start:end] for start, end in marks(text, language, asked, phrases(words))]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Luokka tutkii lähipuroa kerran kuussa.", "puro", ["lähipuroa"]),
        ("Hankkeen vetäjä kertoo hankkeista.", "hanke", ["Hankkeen", "hankkeista"]),
        ("Lasten leikit ja lapsille luettu kirja", "lapsi", ["Lasten", "lapsille"]),
        ("LASTEN PÄIVÄ", "lapsi", ["LASTEN"]),
        ("Vettä mitataan joesta, veden laatu vaihtelee.", "vesi", ["Vettä", "veden"]),
        ("Kadun varrella kaksi katua", "katu", ["Kadun", "katua"]),
        ("Teemme yhteistyötä", "työ", ["yhteistyötä"]),
        ("Ajan henki", "aika", ["Ajan"]),
        ("Vuonna 2012", "vuosi", ["Vuonna"]),
        ("Kansainvälistymishankkeissa opittiin paljon.", "hankkeet", ["Kansainvälistymishankkeissa"]),
        ("Pidämme eTwinning-kerhoa.", "etwinning", ["eTwinning-kerhoa"]),
        ("Opetusta ja opettajia", "talo", []),
        ("", "puro", []),
        ("Puro virtaa.", "", []),
    ],
)
def test_finnish_forms_are_marked(text: str, words: str, expected: list[str]) -> None:
    assert marked(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words", "language", "expected"),
    [
        ("Barnens böcker på skolan", "bok", "sv", ["böcker"]),
        ("Projekten och ett projekt", "projekt", "sv", ["Projekten", "projekt"]),
        ("Children study; a child's studies", "study", "en", ["study", "studies"]),
    ],
)
def test_other_languages_are_marked(text: str, words: str, language: str, expected: list[str]) -> None:
    assert marked(text, words, language) == expected


def test_text_of_another_language_than_the_readers_is_marked() -> None:
    assert marked("Projekten i skolan", "projekt", "sv", reader="fi") == ["Projekten"]


def test_words_that_only_begin_alike_are_marked_where_nothing_else_is() -> None:
    assert marked("Maaliskuussa satoi.", "maalivahti") == ["Maaliskuussa"]
    assert marked("Maaliskuussa maalivahdit lepäsivät.", "maalivahti") == ["maalivahdit"]


def test_little_words_are_marked_only_where_they_are_all_that_is_asked() -> None:
    assert marked("Ett projekt med barn", "projekt med barn", "sv") == ["projekt", "barn"]
    assert marked("Ett projekt med barn", "med", "sv") == ["med"]


def test_a_phrase_is_marked_as_a_whole_where_it_stands() -> None:
    text = "Hyvä käytäntö syntyy. Hyvä idea ei riitä, hyvä   käytäntö-päivä ei ole se."
    assert marked(text, '"hyvä käytäntö"')[0] == "Hyvä käytäntö"
    assert "hyvä   käytäntö" not in marked(text, '"hyvä käytäntö"')
    assert marked("Se on hyvä,\nkäytäntö kertoo", '"hyvä käytäntö"') == ["hyvä,\nkäytäntö"]


def test_the_names_of_a_concept_are_marked() -> None:
    concepts = Concepts([Named("theme", "global", {"fi": "Globaalikasvatus", "en": "Global education", "sv": ""})])
    asked = groups("global education", "fi", concepts)
    text = "Globaalikasvatusta koko vuosi"
    assert [text[a:b] for a, b in marks(text, "fi", asked)] == ["Globaalikasvatusta"]


LONG = (
    "Koulu aloitti syksyllä. "
    + "Mukana oli monta luokkaa ja monta opettajaa. " * 12
    + "Lopulta puron vesi mitattiin yhdessä kumppanin kanssa, ja tulokset julkaistiin keväällä. "
    + "Sen jälkeen kaikki lepäsivät. " * 12
)


def test_excerpt_begins_with_the_sentence_that_answers_most() -> None:
    found = excerpt(LONG, "fi", groups("puro vesi", "fi"))
    assert found.text.startswith("Lopulta puron vesi mitattiin")
    assert len(found.text.split()) == 30
    assert [found.text[start:end] for start, end in found.marks] == ["puron", "vesi"]
    assert (found.cut_before, found.cut_after) == (True, True)


def test_excerpt_prefers_different_words_to_the_same_word_often() -> None:
    text = "Puro puro puro virtaa. " + "Sana toinen kolmas. " * 20 + "Purossa on vettä."
    assert "vettä" in excerpt(text, "fi", groups("puro vesi", "fi")).text


def test_excerpt_of_a_text_without_sentences_begins_some_words_before() -> None:
    text = "sana " * 100 + "puro " + "sana " * 100
    found = excerpt(text, "fi", groups("puro", "fi"))
    assert found.text.split().index("puro") == 6
    assert len(found.text.split()) == 30


def test_short_text_is_shown_whole() -> None:
    found = excerpt("Puro virtaa.", "fi", groups("puro", "fi"))
    assert (found.text, found.cut_before, found.cut_after) == ("Puro virtaa.", False, False)


def test_text_without_the_words_shows_its_beginning() -> None:
    found = excerpt(LONG, "fi", groups("talvi", "fi"))
    assert found.text.startswith("Koulu aloitti")
    assert (found.marks, found.cut_before, found.cut_after) == ((), False, True)
    assert cut("", []).text == ""


@given(st.text(max_size=200), st.text(max_size=40), st.sampled_from(["fi", "sv", "en"]))
def test_any_text_and_any_words(text: str, words: str, language: str) -> None:
    asked = groups(words, language)
    spans = marks(text, language, asked, phrases(words))
    ends = [place for span in spans for place in span]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    found = excerpt(text, language, asked, phrases=phrases(words))
    assert found.text in text
    assert len(found.text.split()) <= 30
    assert all(0 <= start < end <= len(found.text) for start, end in found.marks)


FORMS = {
    "fi": "kansainvälisyyttä opettajien lasten kaupungissa töistä teemme näkee käden uudessa kieltä miesten rikkaan "
    "hyppäämme pojat vuotena kevään ihmisten siltojen jokea mäellä luvun haun avun sairaan yhdeksän koulussa "
    "oppilaan kehitys oppiminen kirjoitus yhteistyön matkat juhlia leikkejä",
    "sv": "böckerna händer länder skolorna projekten barnens utvecklingen hållbara språket elever flickor städer",
    "en": "schools studies children teaching countries languages pupils learned cities happiest",
}


@pytest.mark.parametrize("language", FORMS)
def test_the_beginnings_of_every_term_stand_in_the_words_it_answers(language: str) -> None:
    missed = []
    for word in FORMS[language].split():
        for terms in analyse(word, language):
            for term in terms:
                places = [(word.find(start), start) for start in beginnings(term, language)]
                if not any(at >= 0 and len(word) - at >= shortest(term) for at, _start in places):
                    missed.append((word, term))
    assert missed == []
