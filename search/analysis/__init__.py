"""Words to terms, without Django: `analyse(word, language) -> (whole, parts)`."""

import re
import unicodedata
from collections.abc import Iterator

NAME, VERSION = "plain", 1
"""Stored with the index; a change asks for the entries to be written anew."""
PREFIX = 5
_TOKEN = re.compile(r"[^\W_]+(?:[-–'’][^\W_]+)*")


def tokens(text: str) -> Iterator[str]:
    """The words of a text in NFC and small letters; a hyphen joins, an underscore parts."""
    for match in _TOKEN.finditer(unicodedata.normalize("NFC", text)):
        yield match[0].casefold().replace("–", "-").replace("’", "'")


def analyse(word: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms of one word: `whole` are the word itself, `parts` weaker ones.

    A part with "^" in front is the beginning of a word of five letters or more: it joins the forms of an inflected
    word and the compounds that begin alike.
    """
    word = word.casefold()
    bits = [bit for bit in word.split("-") if len(bit) > 1] if "-" in word else []
    beginnings = ["^" + bit[:PREFIX] for bit in (bits or [word]) if len(bit) >= PREFIX]
    return (word,), tuple(dict.fromkeys([*bits, *beginnings]))


def terms(text: str, language: str) -> list[tuple[str, float]]:
    """Every term of a text with its weight: whole 1, part 0.75, beginning 0.4; repeated as often as it occurs."""
    found: list[tuple[str, float]] = []
    for word in tokens(text):
        whole, parts = analyse(word, language)
        found.extend((term, 1 / len(whole)) for term in whole)
        found.extend((part, 0.4 if part.startswith("^") else 0.75) for part in parts)
    return found
