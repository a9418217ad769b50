"""Which texts hold a term, and how much of it: segments of numpy arrays that never change once they are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .packing import Codes

Numbers = npt.NDArray[np.uint32]
NO_NUMBERS: Numbers = np.empty(0, np.uint32)
NO_CODES: Codes = np.empty(0, np.uint8)


class Terms(dict[str, int]):
    """Term → number; an unknown term gets the next one. `names` are the terms by their numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        self.names.append(term)
        return number


@dataclass(frozen=True)
class Texts:
    """What some texts hold, numbered from `first`: `sizes` terms each, their numbers and the codes of their weights."""

    first: int
    sizes: Sequence[int]
    terms: Numbers
    codes: Codes

    def entries(self) -> Numbers:
        """The number of the text of each term."""
        return np.repeat(np.arange(self.first, self.first + len(self.sizes), dtype=np.uint32), self.sizes)


class Segment:
    """The postings of some texts: per term the numbers of the texts, ascending, and the codes of the weights."""

    def __init__(
        self, entries: Numbers, codes: Codes, starts: Numbers, places: Mapping[int, int] | None = None
    ) -> None:
        """`starts[i]` is where the postings of term i begin; `places` gives i for a term (None: i is the term)."""
        self.entries, self.codes = entries, codes
        self._starts, self._places = starts, places

    def find(self, term: int) -> tuple[Numbers, Codes]:
        """The texts that hold the term, ascending, and the code of its weight in each."""
        place = term if self._places is None else self._places.get(term, -1)
        if not 0 <= place < len(self._starts) - 1:
            return NO_NUMBERS, NO_CODES
        start, end = int(self._starts[place]), int(self._starts[place + 1])
        return self.entries[start:end], self.codes[start:end]

    def __len__(self) -> int:
        return len(self.entries)


def large(texts: list[Texts], n_terms: int) -> Segment:
    """A segment of very many texts, in the order of their numbers: found by the number of the term itself.

    Empties the list as it goes, so that memory never holds everything twice.
    """
    counts = np.zeros(n_terms + 1, np.int64)
    for some in texts:
        counts[1:] += np.bincount(some.terms, minlength=n_terms)
    starts = np.cumsum(counts)
    entries, codes = np.empty(int(starts[-1]), np.uint32), np.empty(int(starts[-1]), np.uint8)
    free = starts[:-1].copy()
    texts.reverse()
    while texts:
        some = texts.pop()
        order = np.argsort(some.terms, kind="stable")
        terms = some.terms[order].astype(np.int64)
        begins = np.flatnonzero(np.diff(terms, prepend=-1))
        sizes = np.diff(np.append(begins, len(terms)))
        at = np.repeat(free[terms[begins]] - begins, sizes) + np.arange(len(terms))
        entries[at], codes[at] = some.entries()[order], some.codes[order]
        free[terms[begins]] += sizes
    return Segment(entries, codes, starts.astype(np.uint32))


def small(texts: Sequence[Texts]) -> Segment:
    """A segment of a few texts: found through a dictionary of the terms that occur."""
    return _sorted(
        np.concatenate([some.terms for some in texts]),
        np.concatenate([some.entries() for some in texts]),
        np.concatenate([some.codes for some in texts]),
    )


def merged(first: Segment, second: Segment) -> Segment:
    """Two small segments as one; the texts of the second come after those of the first."""
    terms = np.concatenate([_terms(first), _terms(second)])
    entries = np.concatenate([first.entries, second.entries])
    return _sorted(terms, entries, np.concatenate([first.codes, second.codes]))


def settled(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Small segments of like size made one, so that there are never many; the first is the base and stays."""
    kept = list(segments)
    while len(kept) > 2 and 4 * len(kept[-1]) >= len(kept[-2]):
        second = kept.pop()
        kept.append(merged(kept.pop(), second))
    return tuple(kept)


def _terms(segment: Segment) -> Numbers:
    assert segment._places is not None
    return np.repeat(np.fromiter(segment._places, np.uint32, len(segment._places)), np.diff(segment._starts))


def _sorted(terms: Numbers, entries: Numbers, codes: Codes) -> Segment:
    order = np.argsort(terms, kind="stable")
    found, starts = np.unique(terms[order], return_index=True)
    places = {int(term): place for place, term in enumerate(found)}
    return Segment(entries[order], codes[order], np.append(starts, len(terms)).astype(np.uint32), places)
