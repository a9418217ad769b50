"""Languages: path words, alternates and the nearest text."""

import pytest
from django.urls import resolve, reverse
from django.utils.translation import override

from polkka.kit import languages


@pytest.mark.parametrize(("code", "path"), [("fi", "/fi/kaytannot/"), ("sv", "/sv/praxis/"), ("en", "/en/practices/")])
def test_path_words_follow_the_language(code: str, path: str) -> None:
    with override(code):
        assert reverse("portal:practices") == path
        assert resolve(path).view_name == "portal:practices"


def test_alternates_give_the_page_in_three_languages_and_mark_the_current() -> None:
    with override("sv"):
        found = languages.alternates("portal:practices", query="q=vesi")
    assert [(a.code, a.url, a.is_current) for a in found] == [
        ("fi", "/fi/kaytannot/?q=vesi", False),
        ("sv", "/sv/praxis/?q=vesi", True),
        ("en", "/en/practices/?q=vesi", False),
    ]


def test_translated_falls_back_to_the_nearest_language() -> None:
    class Thing:
        name_fi, name_sv, name_en = "suomeksi", "", "in English"

    assert [languages.translated(Thing(), "name", code) for code in ("fi", "sv", "en")] == [
        "suomeksi", "suomeksi", "in English",
    ]  # fmt: skip


def test_every_path_word_has_three_plain_forms() -> None:
    for words in languages.PATH_WORDS.values():
        assert len(words) == 3
        assert all(word == word.lower() and word.isascii() and " " not in word for word in words)


def test_path_words_of_one_language_are_not_used_twice() -> None:
    for column in range(3):
        words = [words[column] for words in languages.PATH_WORDS.values()]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("code", "told"),
    [("fi", "Suomi, ruotsi, englanti"), ("sv", "Finska, svenska, engelska"), ("en", "Finnish, Swedish, English")],
)
def test_languages_are_told_in_the_language_of_the_reader(code: str, told: str) -> None:
    with override(code):
        assert languages.language_names(languages.CODES) == told
        assert languages.language_names(["sv"]) == told.split(", ")[1].capitalize()
