"""The words of the published texts in memory: by their beginnings, and by what is written nearly alike."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

REBUILD = 0.05
"""Built anew when the changes pass this share of the words."""
SHORT = 6
"""Fewer letters than this allow one slip, more allow two."""
SHORTEST_PART = 4
"""Letters of a part of a compound that is looked for without its analysis."""
UNKNOWN = "~"
"""Stands before the stem of a word that no dictionary knows."""
_DEED = re.compile(r"(?<=[aeiouyäö])m(?:inen|is[eit]\w*)$")
_AFTER_ALL = "\U0010ffff"
_LANGUAGES = ("fi", "sv", "en")
_DOTS = str.maketrans("äåöéèêëáàâãüúùûóòôõíìîïñçšžýÿ", "aaoeeeeaaaauuuuooooiiiincszyy")

Numbers = npt.NDArray[np.uint32]


class Lexeme(NamedTuple):
    """A word as it stands in the texts of a language, the first whole term of its analysis, and in how many texts."""

    surface: str
    lemma: str
    language: str
    frequency: int


class Near(NamedTuple):
    """A word written nearly as another: how many slips lie between, none but dots if `is_same_letters`."""

    text: str
    language: str
    frequency: int
    distance: int
    is_same_letters: bool


Row = tuple[str, str, str, int]
Changes = Mapping[tuple[str, str], Lexeme]


def without_dots(text: str) -> str:
    """The same letters without dots and accents: as many characters as before."""
    return text.translate(_DOTS)


def slips(word: str) -> int:
    """How many letters of a word may be wrong, missing, too many or swapped with their neighbour."""
    return 1 if len(word) < SHORT else 2


def as_word(surface: str, lemma: str, language: str) -> str:
    """The lemma where it is a word that people write, else ""; stems are none, nor compounds that lost their hyphen.

    The lemma of a Finnish noun in -minen is a verb; what people write is the noun: osaamista → osaaminen.
    """
    is_word = language == "fi" and not lemma.startswith(UNKNOWN) and ("-" in lemma or "-" not in surface)
    deed = _DEED.search(surface) if is_word else None
    if deed and not lemma.startswith(surface[: deed.start() + 1]):
        return f"{surface[: deed.start()]}minen"
    return lemma if is_word else ""


def _letters(text: str, starts: Numbers) -> Numbers:
    """Which letters each string has, as bits; several letters share one. `starts`: where the strings begin."""
    if not len(starts) or not text:
        return np.zeros(len(starts), np.uint32)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    bits = np.where(codes == ord("\n"), np.uint32(0), np.left_shift(np.uint32(1), codes & np.uint32(31)))
    return np.bitwise_or.reduceat(bits, starts).astype(np.uint32)


class _Strings:
    """Many sorted strings in one: a few bytes each instead of an object."""

    def __init__(self, strings: list[str]) -> None:
        self.blob = "\n".join(("", *strings, ""))
        lengths = np.fromiter(map(len, strings), np.uint32, len(strings))
        self.starts: Numbers = np.concatenate(([1], 1 + np.cumsum(lengths + 1, dtype=np.uint32))).astype(np.uint32)
        self._plain = ""
        self._letters: Numbers | None = None

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> str:
        return self.blob[int(self.starts[place]) : int(self.starts[place + 1]) - 1]

    def place(self, string: str) -> int:
        """Where `string` stands or would stand."""
        return bisect_left(range(len(self)), string, key=self.__getitem__)

    def beginning(self, prefix: str) -> tuple[int, int]:
        """The places of the strings that begin with `prefix`: from, up to."""
        return self.place(prefix), self.place(prefix + _AFTER_ALL)

    def within(self, word: str, most: int) -> list[tuple[int, str]]:
        """The strings that can lie within `most` slips of `word` by their length and letters, with their places."""
        if self._letters is None:
            self._letters = _letters(self.blob, self.starts[:-1])
        lengths = np.diff(self.starts.astype(np.int64)) - 1
        near = np.abs(lengths - len(word)) <= most
        own = _letters(word, np.zeros(1, np.uint32))
        # a wrong letter puts at most one letter out and one in
        near &= np.bitwise_count(self._letters ^ own) <= 2 * most
        return [(place, self[place]) for place in np.flatnonzero(near).tolist()]

    def same_letters(self, word: str) -> Iterator[int]:
        """The places of the strings that have the letters of `word`, with or without dots."""
        if not self._plain:
            self._plain = without_dots(self.blob)
        wanted = f"\n{without_dots(word)}\n"
        found = self._plain.find(wanted)
        while found >= 0:
            yield int(np.searchsorted(self.starts, found + 1))
            found = self._plain.find(wanted, found + 1)


class _Base:
    """The words at one moment; never changed."""

    def __init__(self, lexemes: list[Lexeme]) -> None:
        lexemes.sort(key=lambda lexeme: (lexeme.surface, lexeme.language))
        lemmas = sorted({lexeme.lemma for lexeme in lexemes})
        number = {lemma: place for place, lemma in enumerate(lemmas)}
        size = len(lexemes)
        self.surfaces = _Strings([lexeme.surface for lexeme in lexemes])
        self.lemmas = _Strings(lemmas)
        self.lemma_of: Numbers = np.fromiter((number[lexeme.lemma] for lexeme in lexemes), np.uint32, size)
        self.languages = np.fromiter((_LANGUAGES.index(lexeme.language) for lexeme in lexemes), np.uint8, size)
        self.frequencies = np.fromiter((lexeme.frequency for lexeme in lexemes), np.uint32, size)
        self.by_lemma: Numbers = np.argsort(self.lemma_of, kind="stable").astype(np.uint32)
        counts = np.bincount(self.lemma_of, minlength=len(lemmas))
        self.lemma_starts: Numbers = np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)

    def __len__(self) -> int:
        return len(self.frequencies)

    def __getitem__(self, row: int) -> Lexeme:
        lemma = self.lemmas[int(self.lemma_of[row])]
        return Lexeme(self.surfaces[row], lemma, _LANGUAGES[self.languages[row]], int(self.frequencies[row]))

    def of_lemmas(self, first: int, last: int) -> Numbers:
        return self.by_lemma[int(self.lemma_starts[first]) : int(self.lemma_starts[last])]

    def beginning(self, prefix: str) -> Numbers:
        """The rows whose surface or lemma begins so, in the order of their surfaces."""
        own = np.arange(*self.surfaces.beginning(prefix), dtype=np.uint32)
        others = [self.of_lemmas(*self.lemmas.beginning(mark + prefix)) for mark in ("", UNKNOWN)]
        return np.unique(np.concatenate((own, *others)))


class Lexicon:
    """The words of the published texts. `updated` gives a lexicon that knows of later changes; this one stays."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._base = _Base([Lexeme(*row) for row in rows if row[3] > 0])
        self._changes: Changes = {}
        self._hidden: Numbers = np.empty(0, np.uint32)

    def updated(self, rows: Iterable[Row]) -> "Lexicon":
        """The lexicon after `rows` took the place of what it had for them; a frequency of 0 takes a word out."""
        changes = {**self._changes, **{(row[0], row[2]): Lexeme(*row) for row in rows}}
        if len(changes) > max(1_000, REBUILD * len(self._base)):
            hidden = {(surface, language) for surface, language in changes}
            kept = (self._base[row] for row in range(len(self._base)))
            return Lexicon([*(k for k in kept if (k.surface, k.language) not in hidden), *changes.values()])
        twin = Lexicon.__new__(Lexicon)
        twin._base, twin._changes = self._base, changes
        twin._hidden = np.array(sorted(filter(lambda row: row >= 0, map(self._row, changes))), np.uint32)
        return twin

    def _row(self, key: tuple[str, str]) -> int:
        surface, language = key
        for row in range(*self._base.surfaces.beginning(surface)):
            if self._base.surfaces[row] != surface:
                break
            if _LANGUAGES[self._base.languages[row]] == language:
                return row
        return -1

    def __len__(self) -> int:
        return len(self._base) - len(self._hidden) + sum(lexeme.frequency > 0 for lexeme in self._changes.values())

    def __iter__(self) -> Iterator[Lexeme]:
        return iter(self._told(np.arange(len(self._base), dtype=np.uint32), self._changes.values()))

    def _told(self, rows: Numbers, changed: Iterable[Lexeme]) -> list[Lexeme]:
        told = [self._base[row] for row in np.setdiff1d(rows, self._hidden, assume_unique=True).tolist()]
        return told + [lexeme for lexeme in changed if lexeme.frequency > 0]

    def begins(self, prefix: str, limit: int) -> list[Lexeme]:
        """The words of which the surface or the lemma begins so, the most frequent first."""
        if not prefix:
            return []
        rows = np.setdiff1d(self._base.beginning(prefix), self._hidden, assume_unique=True)
        first = np.argsort(-self._base.frequencies[rows].astype(np.int64), kind="stable")[:limit]
        changed = (
            lexeme
            for lexeme in self._changes.values()
            if lexeme.surface.startswith(prefix) or lexeme.lemma.removeprefix(UNKNOWN).startswith(prefix)
        )
        return sorted(self._told(rows[first], changed), key=_by_frequency)[:limit]

    def has(self, term: str, language: str) -> bool:
        """Whether a word has the lemma `term`, or a longer one that ends with it as compounds do."""
        if any(lexeme.language == language for lexeme in self._of_lemma(term)):
            return True
        if len(term) < SHORTEST_PART or term.startswith(UNKNOWN):
            return False
        changed = (lexeme.lemma for lexeme in self._changes.values() if lexeme.frequency > 0)
        return f"{term}\n" in self._base.lemmas.blob or any(lemma.endswith(term) for lemma in changed)

    def _of_lemma(self, lemma: str) -> list[Lexeme]:
        place = self._base.lemmas.place(lemma)
        is_there = place < len(self._base.lemmas) and self._base.lemmas[place] == lemma
        rows = self._base.of_lemmas(place, place + 1) if is_there else np.empty(0, np.uint32)
        return self._told(rows, (lexeme for lexeme in self._changes.values() if lexeme.lemma == lemma))

    def near(self, word: str, limit: int) -> list[Near]:
        """Words written nearly so, as they stand in texts or in their base form: those that differ in dots first,
        then by the number of slips, then the more frequent, then by the alphabet.
        """
        found: dict[tuple[str, str], Near] = {}
        for text, language, frequency in self._written_like(word):
            if text == word:
                continue
            distance = OSA.distance(word, text)
            same = without_dots(text) == without_dots(word)
            held = found.get((text, language))
            more = frequency + (held.frequency if held else 0)
            found[text, language] = Near(text, language, more, distance, same)
        best = sorted(found.values(), key=lambda near: (not near.is_same_letters, near.distance, -near.frequency, near))
        return best[:limit]

    def _written_like(self, word: str) -> Iterator[tuple[str, str, int]]:
        """Surfaces and base forms within reach, each with the frequency of one of its words; base forms repeat."""
        most = slips(word)
        surfaces, lemmas = self._base.surfaces, self._base.lemmas
        for lexeme in self._told(np.array(_like(surfaces, word, most), np.uint32), ()):
            yield lexeme.surface, lexeme.language, lexeme.frequency
        for place in _like(lemmas, word, most):
            for lexeme in self._told(self._base.of_lemmas(place, place + 1), ()):
                yield from _base_form(lexeme)
        for lexeme in self._changes.values():
            if lexeme.frequency > 0:
                if _is_like(lexeme.surface, word, most):
                    yield lexeme.surface, lexeme.language, lexeme.frequency
                if _is_like(lexeme.lemma, word, most):
                    yield from _base_form(lexeme)


def _base_form(lexeme: Lexeme) -> Iterator[tuple[str, str, int]]:
    text = as_word(lexeme.surface, lexeme.lemma, lexeme.language)
    if text and text != lexeme.surface:
        yield text, lexeme.language, lexeme.frequency


def _is_like(text: str, word: str, most: int) -> bool:
    return OSA.distance(word, text, score_cutoff=most) <= most or without_dots(text) == without_dots(word)


def _like(strings: _Strings, word: str, most: int) -> list[int]:
    pairs = strings.within(word, most)
    found = process.extract(
        word, [text for _place, text in pairs], scorer=OSA.distance, score_cutoff=most, processor=None, limit=None
    )
    return sorted({*(pairs[index][0] for _text, _distance, index in found), *strings.same_letters(word)})


def _by_frequency(lexeme: Lexeme) -> tuple[int, str, str]:
    return -lexeme.frequency, lexeme.surface, lexeme.language
