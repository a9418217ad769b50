"""Where the words of a question stand in a text: offsets to mark, and the part of it that answers the most."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .analysis import analyse, tokens
from .prefixes import beginnings, shortest
from .words import Group, Item

JOINS = "-–'’"
WINDOW = 220  # characters of about thirty words
MOST = 400  # places looked at in one text
LOOK_BACK = 90  # characters before the first hit in which a sentence may begin
CONCEPT = "c:"
_LITTLE = (
    "ja tai on ei että kun jos se och eller i på med för av att en ett som till den det om från är "
    "the a an of and or in to for with on at by from is as"
)
LITTLE = frozenset(_LITTLE.split())
"""Words that join others; alone they say nothing of a text."""
_WORD = re.compile(rf"[^\W_]+(?:[{JOINS}][^\W_]+)*")
_RUN = re.compile(r"\S+")
_SENTENCE = re.compile(r"(?:[.!?…:]['”’»\")]?\s+|\n\s*)(?=\S)")

Span = tuple[int, int]


class Place(NamedTuple):
    """A piece of a text that answers: from, up to, and which groups it answers, as bits."""

    start: int
    end: int
    groups: int


@dataclass(frozen=True)
class Excerpt:
    """A part of a text with the spans to mark in it, and whether the text goes on before and after it."""

    text: str
    marks: tuple[Span, ...]
    cut_before: bool
    cut_after: bool
    groups: int = 0


class Marker:
    """Finds the words of one question in texts of one language."""

    def __init__(self, groups: Sequence[Group], language: str, phrases: Sequence[Item] = ()) -> None:
        self._language = language
        self._strong = _bits([_told(group, groups) for group in groups], language)
        self._close = _bits([group.close for group in groups], language)
        self._starts = _starts(self._strong, language)
        self._close_starts = _starts(self._close, language)
        self._known: tuple[dict[str, int], dict[str, int]] = ({}, {})
        n_groups = len(groups)
        self._phrases = [
            (
                _written(max(re.split(r"[-' ]", " ".join(phrase.tokens)), key=len)),
                _as_pattern(phrase.tokens),
                1 << (n_groups + place),
            )
            for place, phrase in enumerate(phrases)
            if len(phrase.tokens) > 1
        ]
        self.answerable = 0
        """The groups that texts of this language can answer, as bits."""
        for bit in (*self._strong.values(), *(bit for _written, _pattern, bit in self._phrases)):
            self.answerable |= bit

    def places(self, text: str, *, close: bool = False) -> list[Place]:
        """What answers in a text, in its order; with `close` the words that only begin alike."""
        if close:
            return self._find(text, self._close_starts, self._close)
        places = self._find(text, self._starts, self._strong)
        for written, pattern, bit in self._phrases:
            for match in pattern.finditer(text) if any(word in text for word in written) else ():
                inside = [place for place in places if match.start() <= place.start and place.end <= match.end()]
                groups = bit
                for place in inside:
                    places.remove(place)
                    groups |= place.groups
                places.append(Place(match.start(), match.end(), groups))
        return sorted(places) if self._phrases else places

    def _find(self, text: str, starts: Mapping[str, int], wanted: Mapping[str, int]) -> list[Place]:
        found: dict[int, Place] = {}
        seen: set[int] = set()
        find, known = text.find, self._known[wanted is self._close]
        for prefix, length in starts.items():
            at = find(prefix)
            while at >= 0:
                if text[at : at + length].isalpha():
                    start = _word_start(text, at)
                    if start not in seen:
                        seen.add(start)
                        if place := self._place(text, start, wanted, known):
                            found[start] = place
                        if len(seen) > MOST:
                            return sorted(found.values())
                at = find(prefix, at + 1)
        return [found[start] for start in sorted(found)]

    def _place(self, text: str, start: int, wanted: Mapping[str, int], known: dict[str, int]) -> Place | None:
        """The word at `start`, if it answers."""
        match = _WORD.match(text, start)
        if match is None:
            return None
        word = match[0]
        groups = known.get(word)
        if groups is None:
            groups = 0
            for term in _terms(word, self._language):
                groups |= wanted.get(term, 0)
            known[word] = groups
        return Place(start, match.end(), groups) if groups else None


def marks(text: str, language: str, groups: Sequence[Group], phrases: Sequence[Item] = ()) -> list[Span]:
    """The spans of a text to mark: words that match whole or in part, or else those that begin alike."""
    marker = Marker(groups, language, phrases)
    return [(place.start, place.end) for place in marker.places(text) or marker.places(text, close=True)]


def excerpt(
    text: str, language: str, groups: Sequence[Group], words: int = 30, phrases: Sequence[Item] = ()
) -> Excerpt:
    """The part of a text, of so many words, that answers the most groups."""
    marker = Marker(groups, language, phrases)
    return cut(text, marker.places(text) or marker.places(text, close=True), words)


def cut(text: str, places: Sequence[Place], words: int = 30) -> Excerpt:
    """So many words of a text round the places that answer the most groups; the beginning if there are none."""
    first = _best(places)
    start = _start(text, first.start, words) if first else 0
    match = _run_of(words).search(text, start)
    start, end = match.span() if match else (0, 0)
    inside = [place for place in places if start <= place.start and place.end <= end]
    answered = 0
    for place in inside:
        answered |= place.groups
    return Excerpt(
        text[start:end],
        tuple((place.start - start, place.end - start) for place in inside),
        bool(text[:start].strip()),
        bool(text[end:].strip()),
        answered,
    )


def _best(places: Sequence[Place]) -> Place | None:
    """The first place of the stretch that answers the most groups, then has the most places, then comes first."""
    best, chosen = (0, 0), None
    for number, place in enumerate(places):
        answered = n_places = 0
        for other in places[number:]:
            if other.end > place.start + WINDOW:
                break
            answered |= other.groups
            n_places += 1
        if (answered.bit_count(), n_places) > best:
            best, chosen = (answered.bit_count(), n_places), place
    return chosen


def _start(text: str, hit: int, words: int) -> int:
    """Where to begin so that the hit is seen: at its sentence if that is near, else some words before."""
    back = max(0, hit - LOOK_BACK)
    before = text[back:hit]
    if not back and len(before.split()) <= words // 3:
        return 0
    sentences = [match.end() for match in _SENTENCE.finditer(before + "x") if match.end() <= len(before)]
    if sentences:
        return back + sentences[-1]
    runs = [match.start() for match in _RUN.finditer(before)][bool(back) :]
    return back + runs[-max(1, words // 5) :][0] if runs else hit


@lru_cache(maxsize=8)
def _run_of(words: int) -> re.Pattern[str]:
    return re.compile(rf"(?:\S+\s+){{0,{words - 1}}}\S+")


def _told(group: Group, groups: Sequence[Group]) -> Mapping[str, float]:
    """The terms of a group that are worth a mark: little words are none, unless nothing else is asked for."""
    if group.text in LITTLE and any(other.text not in LITTLE for other in groups):
        return {}
    if any(term.startswith(CONCEPT) for term in group.terms):
        return {term: weight for term, weight in group.terms.items() if term.partition(":")[2] not in LITTLE}
    return group.terms


def _bits(terms: Sequence[Mapping[str, float]], language: str) -> dict[str, int]:
    """Term without its language → the groups it answers, of the terms of `language`."""
    prefix = f"{language}:"
    found: dict[str, int] = {}
    for number, group in enumerate(terms):
        for term in group:
            if term.startswith(prefix):
                own = term.removeprefix(prefix)
                found[own] = found.get(own, 0) | 1 << number
    return found


def _starts(wanted: Mapping[str, int], language: str) -> dict[str, int]:
    """What to look for, as it may be written, with how many letters must stand there; none that another one covers."""
    small: dict[str, int] = {}
    for term in wanted:
        for start in beginnings(term, language):
            small[start] = min(small.get(start, 99), max(len(start), shortest(term)))
    found: dict[str, int] = {}
    for start, length in small.items():
        if not any(other != start and start.startswith(other) and small[other] <= length for other in small):
            found.update(dict.fromkeys(_written(start), length))
    return found


def _written(start: str) -> list[str]:
    """The letters as they stand in texts: small, with a capital, all capitals, and as in eTwinning and iPad."""
    forms = [start, start[:1].upper() + start[1:], start.upper()]
    return [*forms, start[0] + start[1:2].upper() + start[2:]] if start[0] in "ei" else forms


def _as_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """The words beside each other, whatever stands between them, whatever their case."""
    one = [re.escape(word).replace(r"\-", "[-–]").replace("'", "['’]") for word in words]
    inside = r"[\W_]+".join(one)
    return re.compile(rf"(?<![^\W_])(?<![^\W_][{JOINS}]){inside}(?![{JOINS}]?[^\W_])", re.IGNORECASE)


def _word_start(text: str, at: int) -> int:
    """Where the word begins that stands at `at`."""
    while at > 0:
        before = text[at - 1]
        if before.isalnum() or (before in JOINS and at > 1 and text[at - 2].isalnum()):
            at -= 1
        else:
            break
    return at


@lru_cache(maxsize=20_000)
def _terms(word: str, language: str) -> tuple[str, ...]:
    """The whole terms and parts of a word as it stands in a text."""
    found: dict[str, None] = {}
    for token in tokens(word):
        for terms in analyse(token, language):
            found.update(dict.fromkeys(terms))
    return tuple(found)
