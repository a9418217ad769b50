"""Words to terms, without Django: `analyse(word, language) -> (whole, parts)`."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from . import english, finnish, lemmas, plain_finnish, swedish, voikko

Terms = tuple[tuple[str, ...], tuple[str, ...]]

HAS_VOIKKO = voikko.path() is not None
NAME, VERSION = "voikko" if HAS_VOIKKO else "plain", 2
"""Stored with the index; a change asks for the entries to be written anew."""
PREFIX = 5
PART = 0.75
MOST_REMEMBERED = 30_000
LISTED = ("sv",) if HAS_VOIKKO else ("fi", "sv")
"""The languages whose compounds are split by a word list."""

_HYPHENS, _APOSTROPHES, _INVISIBLE = "-‐‑–−", "'’ʼ", "\xad"
TOKEN = re.compile(
    rf"[^\W_]+(?:[{_HYPHENS}{_APOSTROPHES}{_INVISIBLE}][^\W_]+)*(?::[^\W\d_]{{1,4}}(?![^\W_]))?",
)
"""A word as it stands in a text; a hyphen joins, an underscore parts, a colon may bring a case ending."""
_ENDING = re.compile(r"(?<=[^\W_]):[^\W\d_]{1,4}$")
_ALIKE = {
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _INVISIBLE)),
}
_ANALYSERS: Mapping[str, Callable[[str], Terms]] = {
    "fi": finnish.analyse if HAS_VOIKKO else plain_finnish.analyse,
    "sv": swedish.analyse,
    "en": english.analyse,
}


def fold(word: str) -> str:
    """A word in NFC and small letters, with one kind of hyphen and apostrophe and without its case ending."""
    if not word.isascii():
        word = word.encode(errors="replace").decode().translate(_ALIKE)
    word = unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())
    return _ENDING.sub("", word).strip("-'")


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return [fold(match[0]) for match in TOKEN.finditer(unicodedata.normalize("NFC", text))]


def analyse(word: str, language: str) -> Terms:
    """The terms of one word: `whole` are the word itself (one for each reading, never none), `parts` weaker ones.

    A part with "^" in front is the beginning of a word of five letters or more: it joins words that begin alike.
    Raises KeyError if `language` is not fi, sv or en.
    """
    return _analyse(fold(word), language)


@lru_cache(maxsize=MOST_REMEMBERED)
def _analyse(word: str, language: str) -> Terms:
    whole, parts = _ANALYSERS[language](word)
    return whole, (*parts, f"^{word[:PREFIX]}") if len(word) >= PREFIX else parts


def terms(text: str, language: str) -> Iterator[tuple[str, float]]:
    """Every term of a text with its weight, as often as it occurs: whole 1/√k for k readings, part 0.75."""
    for word in tokens(text):
        whole, parts = _analyse(word, language)
        weight = len(whole) ** -0.5
        for term in whole:
            yield term, weight
        for part in parts:
            yield part, PART


def warm() -> None:
    """Read every dictionary now, so that no reader waits for it: about a second, 40 MB."""
    if HAS_VOIKKO:
        voikko.transducer()
    for language in LISTED:
        lemmas.lemmas(language)
    for language in _ANALYSERS:
        analyse("a", language)


def prepare() -> None:
    """Write the word lists that are missing: a step of the set-up, a second each."""
    for language in LISTED:
        if lemmas.stored(language) is None:
            print("Gathering the words that compounds are split into …", flush=True)
            lemmas.build(language)
