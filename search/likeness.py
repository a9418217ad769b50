"""Which practices are like one another: the rare words and the concepts that their texts share, asked of the index.

The most telling words of a text are asked for as a search would; what a text gets is compared with what the asking text
would get itself. Concepts are compared in the same way. All sums are made in one fixed order and rounded, so that two
processes, or two databases, never differ.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .index import K1, Index, Posting
from .lexicon import UNKNOWN, Lexicon, as_word
from .packing import WEIGHTS, Codes
from .postings import Segment
from .prefixes import BEGINNING
from .ranking import best_places

MOST_WORDS = 40
"""Words of a text that are asked for, the most telling ones."""
RARE = 0.12
"""A word that more than this share of all texts have says nothing of likeness."""
FEW = 4
"""So many texts may have a rare word in any case."""
TOLD_TWICE = 1.9
"""The least weight of a word that is asked for: it stands in the title, summary or keywords, or twice in the text."""
WORDS, CONCEPTS = 0.6, 0.4
"""What equal words and equal concepts give; both together are 1."""
LEAST = 0.17
"""What shares less is not called alike."""
LEAST_WORDS = 2
CLEAR = 0.3
"""A word is told if it shares at least so much as the first one."""
SHORTEST = 4  # letters of a word that is told
STEM = 4  # letters in which no two of them begin alike
MOST_READ = 60  # texts looked at more closely
COUNTED: Mapping[str, float] = {"term": 1.5, "theme": 1.0, "subject": 1.0, "stage": 0.5, "level": 0.5}
"""Facets whose shared values make practices alike, and how much: for `alike`."""

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.uint32]


class Alike(NamedTuple):
    """A practice like another: `score` from 0 to 1; what both have, the most telling first.

    `concepts` are (facet, code); `words` can be read by people and are in `language` ("" without words).
    """

    public_id: str
    score: float
    concepts: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    language: str


class _Told(NamedTuple):
    """A term of the asking text: what it gives to each text that has it, ascending by number."""

    name: str
    entries: Numbers
    gains: Floats

    def gains_of(self, entries: Sequence[int]) -> list[float]:
        """What each of the texts gets, 0 if it has not the term."""
        wanted = np.array(entries, np.uint32)
        places = np.minimum(np.searchsorted(self.entries, wanted), len(self.entries) - 1)
        gains: list[float] = np.where(self.entries[places] == wanted, self.gains[places], 0.0).tolist()
        return gains


class _Asked(NamedTuple):
    """One text of the practice that asks: what its words and its concepts would give to itself, and to others."""

    entry: int
    words: list[_Told]
    concepts: list[_Told]


class _Near(NamedTuple):
    """A text like the asking one: its score, and the terms both have with what they gave, in the order asked."""

    entry: int
    score: float
    words: list[tuple[float, str]]
    concepts: list[str]


def alike(
    index: Index,
    lexicon: Lexicon,
    public_id: str,
    language: str,
    *,
    concepts: Mapping[str, float],
    without: Collection[str] = (),
    most: int = 3,
    most_words: int = 3,
) -> tuple[Alike, ...]:
    """The practices most like one, the likest first; ties by public name. Nothing for a practice that is not there.

    Two practices are compared by their texts in `language` if both have such, else by those most alike. `concepts` are
    the facets that count, with their weight; `without` are practices that are left out.
    """
    number = index._number_of.get(public_id)
    if number is None or most < 1:
        return ()
    first, end = int(index._first[number]), int(index._first[number + 1])
    names = index._terms.names
    asked = [_asked(index, entry, names, concepts) for entry in range(first, end)]
    found: list[Alike] = []
    for name, near in _best(index, asked, language):
        if name in without:
            continue
        if (told := _told(name, near, index._spoken(near.entry), lexicon, most_words)) is not None:
            found.append(told)
        if len(found) == most:
            break
    return tuple(found)


def _best(index: Index, asked: Iterable[_Asked], language: str) -> list[tuple[str, _Near]]:
    """By public name the text through which a practice is compared: two in `language` if there are, else the likest."""
    best: dict[str, tuple[bool, _Near]] = {}
    for one in asked:
        for near in _near(index, one):
            name = index._public_ids[int(index._of[near.entry])]
            is_read = index._spoken(one.entry) == language == index._spoken(near.entry)
            held = best.get(name)
            if held is None or (is_read, near.score) > (held[0], held[1].score):
                best[name] = is_read, near
    ranked = sorted(best.items(), key=lambda pair: (-pair[1][1].score, pair[0]))
    return [(name, near) for name, (_is_read, near) in ranked]


def _own_terms(segments: Iterable[Segment], entry: int) -> Iterator[tuple[int, int]]:
    """The (number, code of the weight) of every term of a text."""
    for segment in segments:
        at = np.flatnonzero(segment.entries == entry)
        if not len(at):
            continue
        places = np.searchsorted(segment._starts, at, side="right") - 1
        terms = places.tolist()
        if segment._places is not None:
            known = list(segment._places)
            terms = [known[place] for place in terms]
        yield from zip(terms, segment.codes[at].tolist(), strict=True)


def _asked(index: Index, entry: int, names: list[str], concepts: Mapping[str, float]) -> _Asked:
    limit = max(FEW, int(RARE * index.n_entries))
    words: list[tuple[float, str, list[Posting], float]] = []
    shared: list[_Told] = []
    for term, code in _own_terms(index._segments, entry):
        name = names[term]
        if name.startswith("c:"):
            weight = concepts.get(_as_pair(name)[0], 0.0)
            if weight and (held := index._held(name)):
                entries = np.sort(np.concatenate([found for found, _codes in held[0]]))
                shared.append(_Told(name, entries, np.full(len(entries), weight * held[1])))
            continue
        if name.partition(":")[2].startswith(BEGINNING) or WEIGHTS[code] < TOLD_TWICE:
            continue
        if _size(index, term) > limit + len(index._dead):
            continue
        held = index._held(name)
        if held and held[1] > 0 and 1 < _live(index, held[0]) <= limit:
            strength = held[1] * _saturated(index, np.array([entry]), np.array([code], np.uint8))[0]
            words.append((round(float(strength), 6), name, *held))
    words.sort(key=lambda one: (-one[0], one[1]))
    shared.sort(key=lambda told: (-told.gains_of([entry])[0], told.name))
    told = [_Told(name, *_gains(index, found, strength * idf)) for strength, name, found, idf in words[:MOST_WORDS]]
    return _Asked(entry, told, shared)


def _size(index: Index, term: int) -> int:
    return sum(len(segment.find(term)[0]) for segment in index._segments)


def _live(index: Index, found: list[Posting]) -> int:
    return sum(int(np.count_nonzero(~index._is_dead[entries])) for entries, _codes in found)


def _saturated(index: Index, entries: npt.NDArray[np.integer], codes: Codes) -> Floats:
    """Term frequencies as BM25 takes them: twice as often never counts twice as much."""
    tf = WEIGHTS[codes]
    gains: Floats = tf * (K1 + 1) / (tf + index._factor[entries])
    return gains


def _gains(index: Index, found: list[Posting], share: float) -> tuple[Numbers, Floats]:
    entries = np.concatenate([one for one, _codes in found])
    codes = np.concatenate([one for _entries, one in found])
    order = np.argsort(entries, kind="stable")
    entries, codes = entries[order], codes[order]
    return entries, share * _saturated(index, entries, codes)


def _near(index: Index, asked: _Asked) -> list[_Near]:
    """The texts that share enough with the asking one; at most about MOST_READ of them, with every tie."""
    total = np.zeros(len(index._factor))
    for share, terms in ((WORDS, asked.words), (CONCEPTS, asked.concepts)):
        whole = sum(told.gains_of([asked.entry])[0] for told in terms)
        if not whole:
            continue
        part = np.zeros(len(total))
        for told in terms:
            part[told.entries] += told.gains
        total += share * np.minimum(part / whole, 1.0)
    total[index._is_dead] = 0.0
    total[index._of == index._of[asked.entry]] = 0.0
    total = np.round(total, 6)
    entries = np.flatnonzero(total >= LEAST)
    if len(entries) > MOST_READ:
        entries = entries[best_places(total[entries], None, MOST_READ)]
    found = [_Near(int(entry), float(total[entry]), [], []) for entry in entries]
    numbers = [near.entry for near in found]
    for told in asked.words:
        for near, gain in zip(found, told.gains_of(numbers), strict=True):
            if gain:
                near.words.append((round(gain, 6), told.name))
    for told in asked.concepts:
        for near, gain in zip(found, told.gains_of(numbers), strict=True):
            if gain:
                near.concepts.append(told.name)
    return found


def _told(name: str, near: _Near, language: str, lexicon: Lexicon, most_words: int) -> Alike | None:
    """What two texts share; None if it is hardly anything that could be said."""
    shared = sorted(near.words, key=lambda pair: (-pair[0], pair[1]))
    least = CLEAR * shared[0][0] if shared else 0.0
    words = _readable((term for gain, term in shared if gain >= least), language, lexicon, most_words)
    concepts = tuple(map(_as_pair, near.concepts))
    if len(words) < LEAST_WORDS and not (words and concepts):
        return None
    return Alike(name, near.score, concepts, words, language if words else "")


def _as_pair(name: str) -> tuple[str, str]:
    _mark, facet, code = name.split(":", 2)
    return facet, code


def _readable(terms: Iterable[str], language: str, lexicon: Lexicon, most: int) -> tuple[str, ...]:
    """The first terms that are words of their own, as people write them, each of another kin than those before it."""
    found: list[str] = []
    for term in terms:
        word = _word(term.partition(":")[2], language, lexicon)
        if word and not any(word in other or other in word or word[:STEM] == other[:STEM] for other in found):
            found.append(word)
        if len(found) == most:
            break
    return tuple(found)


def _word(lemma: str, language: str, lexicon: Lexicon) -> str:
    """The base form where it is a word, else the shortest form that stands in a text; "" if there is none."""
    forms = sorted(
        (lexeme for lexeme in lexicon._of_lemma(lemma) if lexeme.language == language),
        key=lambda lexeme: (len(lexeme.surface), -lexeme.frequency, lexeme.surface),
    )
    if not forms:
        return ""
    word = as_word(forms[0].surface, lemma.removeprefix(UNKNOWN), language) if language == "fi" else ""
    word = word if word and not lemma.startswith(UNKNOWN) else forms[0].surface
    return word if len(word) >= SHORTEST and word.replace("-", "").isalpha() else ""
