"""Which keywords may be one: written with another case or hyphen, inflected, or one letter apart."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from polkka.kit.languages import CODES
from search import analysis

from .keywords import plain

MOST = 3_000
"""Keywords that are compared; the rest are not looked at."""
SHORTEST = 6  # letters of a word in which one letter may differ
APART = re.compile(r"[\W_]+")


def groups(names: Sequence[str]) -> list[list[int]]:
    """The places of names that may be one keyword, each group with two at least."""
    found = _Groups(len(names))
    seen: dict[str, int] = {}
    for place, name in enumerate(names[:MOST]):
        for key in keys(name):
            found.join(place, seen.setdefault(key, place))
    for one, other in _near([APART.sub("", plain(name)) for name in names[:MOST]]):
        found.join(one, other)
    return found.several()


def keys(name: str) -> Iterator[str]:
    """What a name has in common with those that may be the same: its letters alone, and its base forms."""
    yield APART.sub("", plain(name))
    words = analysis.tokens(plain(name))
    for language in CODES:
        bases = [_base(word, language) for word in words]
        if bases:
            yield f"{language} {' '.join(bases)}"


def _base(word: str, language: str) -> str:
    whole, _parts = analysis.analyse(word, language)
    return str(min(whole))


def _near(letters: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places whose words are one letter apart: long ones without digits, the first letter the same."""
    long = [place for place, word in enumerate(letters) if len(word) >= SHORTEST and word.isalpha()]
    words = [letters[place] for place in long]
    if not words:
        return
    apart = process.cdist(words, words, scorer=OSA.distance, score_cutoff=1)
    for row, column in zip(*(apart <= 1).nonzero(), strict=True):
        if row < column and words[row][0] == words[column][0]:
            yield long[row], long[column]


class _Groups:
    """Places joined into groups."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def _first(self, place: int) -> int:
        while self._above[place] != place:
            place = self._above[place]
        return place

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self._first(one), self._first(other)))
        self._above[second] = first

    def several(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for place in range(len(self._above)):
            found.setdefault(self._first(place), []).append(place)
        return [places for places in found.values() if len(places) > 1]
