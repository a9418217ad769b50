"""The index of one process: postings and facets in memory, BM25F, the same answer for the same entries everywhere.

Scores follow Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with the weights of
the fields already in the term frequencies. All sums are made in one fixed order and rounded to six decimals, so that
two processes, or two databases, never differ in the order of their hits.
"""

import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from . import postings
from .facets import Building, Facets, numbers
from .growing import Growing
from .packing import WEIGHTS, Codes, code, unpack
from .postings import Segment, Terms, Texts
from .query import LABEL, RELEVANCE, WITHOUT, Hit, Query, Results
from .ranking import as_number, best_places, most_told, values_at
from .scratch import Scratch, borrowed
from .words import LANGUAGES, Group, groups

BEST_SHARE = 0.2
"""A text must reach this share of the best score to be a hit."""
ROUNDING = 1e-6
K1, B = 1.2, 0.75
CONCEPT_WEIGHT = 2.0
"""What a chosen concept weighs among the terms of a text: as much as a word of the summary."""
CONCEPT_CODE = bytes([code(CONCEPT_WEIGHT)])
CHUNK = 2_000  # texts read at a time
REBUILD = 0.05
"""The share of changed texts from which the index is better built anew."""
STRONG = 1e6
LABEL_STEP = 1 << 54
Broader = Callable[[str, Sequence[str]], Iterable[str]]
Values = dict[str, list[str]]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.uint32]
Posting = tuple[Numbers, Codes]


@dataclass(frozen=True)
class Row:
    """One live entry: `length` in hundredths of a word, `newest` in microseconds, `label` as a step 0–4."""

    public_id: str
    language: str
    packed: bytes
    length: int
    facets: Mapping[str, Sequence[str]]
    newest: int
    label: int


@dataclass
class _Found:
    """Practices that answer, ascending by number; `scores` and `is_close` run beside them."""

    practices: Numbers
    scores: Floats
    is_close: npt.NDArray[np.bool_]
    entries: Numbers
    entry_scores: Floats

    def among(self, allowed: BitMap, size: int) -> npt.NDArray[np.bool_]:
        mask = np.zeros(size, np.bool_)
        mask[numbers(allowed)] = True
        return mask[self.practices]


class Index:
    """All published texts. `search` answers; `with_` gives an index that knows of later changes.

    Searches may run on an older index while a newer one is made of it; only the newest may be asked for a newer one.
    """

    def __init__(self, concepts: frozenset[str], broader: Broader) -> None:
        self._concepts, self._broader = concepts, broader
        self._terms = Terms()
        self._public_ids: list[str] = []
        self._number_of: dict[str, int] = {}
        self._practice_of = Growing(np.uint32)
        self._first_entry = Growing(np.int64, [0])
        self._languages = Growing(np.uint8)
        self._lengths = Growing(np.int64)
        self._newest = Growing(np.int64)
        self._labels = Growing(np.int64)
        self._order_ids = Growing(np.uint64)
        self._segments: tuple[Segment, ...] = ()
        self._facets = Facets()
        self._dead: Numbers = np.empty(0, np.uint32)
        self._n_built = 0
        self._freeze()

    # --- making ------------------------------------------------------------------------------------------------
    @classmethod
    def build(cls, rows: Iterable[Row], *, concepts: Iterable[str] = (), broader: Broader | None = None) -> "Index":
        """The index of these rows, each practice's rows beside each other.

        `concepts` are the facets whose values answer words as well; `broader(facet, codes)` gives the codes with
        everything they stand under.
        """
        index = cls(frozenset(concepts), broader or (lambda facet, codes: codes))
        facets = Building()
        texts = index._take(rows, facets.add)
        index._segments = (postings.large(texts, len(index._terms)),)
        index._facets = facets.done()
        index._n_built = len(index._lengths)
        index._freeze()
        return index

    def with_(self, rows: Iterable[Row], gone: Iterable[str] = ()) -> "Index":
        """The index after a change: `rows` are all live rows of the practices changed, `gone` those without any.

        Built anew by the caller when `is_worn`.
        """
        rows = list(rows)
        twin = Index.__new__(Index)
        twin.__dict__.update(self.__dict__)
        old = [self._number_of[name] for name in {*gone, *(row.public_id for row in rows)} if name in self._number_of]
        twin._forget(old)
        values: list[Values] = []
        texts = twin._take(rows, values.append)
        if texts:
            twin._segments = postings.settled((*self._segments, postings.small(texts)))
        twin._facets = self._facets.with_(values, old)
        twin._freeze()
        return twin

    @property
    def is_worn(self) -> bool:
        """Whether so much has changed that building it anew pays."""
        changed = len(self._dead) + len(self._lengths) - self._n_built
        return changed > max(64, REBUILD * self.n_entries)

    def _take(self, rows: Iterable[Row], hear: Callable[[Values], None]) -> list[Texts]:
        """Number the rows and give their terms; `hear` is told the facets of each practice."""
        texts: list[Texts] = []
        terms, codes, sizes = array("I"), bytearray(), array("I")
        values: Values = {}
        practices, languages, lengths, newest, labels = [], [], [], [], []
        number, before = len(self._public_ids) - 1, ""
        firsts: list[int] = []
        entry = len(self._lengths)
        for row in rows:
            if row.public_id != before:
                number, before = number + 1, row.public_id
                self._public_ids.append(row.public_id)
                self._number_of[row.public_id] = number
                values = {facet: list(self._broader(facet, codes)) for facet, codes in row.facets.items()}
                hear(values)
                newest.append(row.newest)
                labels.append(row.label)
                firsts.append(entry)
            self._read(row.packed, values, terms, codes, sizes)
            practices.append(number)
            languages.append(LANGUAGES.index(row.language))
            lengths.append(row.length)
            entry += 1
            if len(sizes) == CHUNK:
                texts.append(_texts(entry, terms, codes, sizes))
                terms, codes, sizes = array("I"), bytearray(), array("I")
        if sizes:
            texts.append(_texts(entry, terms, codes, sizes))
        self._practice_of.extend(practices)
        self._languages.extend(languages)
        self._lengths.extend(lengths)
        self._newest.extend(newest)
        self._labels.extend(labels)
        self._order_ids.extend([as_number(name) for name in self._public_ids[len(self._public_ids) - len(newest) :]])
        self._first_entry.extend([*firsts[1:], entry] if firsts else [])
        return texts

    def _read(
        self, packed: bytes, values: Mapping[str, list[str]], terms: "array[int]", codes: bytearray, sizes: "array[int]"
    ) -> None:
        """Add the terms of one text, and the concepts chosen for it, to the arrays."""
        names, weights = unpack(packed)
        chosen = [(facet, code) for facet in values if facet in self._concepts for code in values[facet]]
        names += [f"c:{facet}:{code}" for facet, code in chosen if code != WITHOUT]
        terms.extend(map(self._terms.__getitem__, names))
        codes += weights
        codes += CONCEPT_CODE * (len(names) - len(weights))
        sizes.append(len(names))

    def _forget(self, practices: Iterable[int]) -> None:
        first = self._first_entry.view()
        dead = [entry for number in practices for entry in range(int(first[number]), int(first[number + 1]))]
        self._dead = np.sort(np.append(self._dead, np.array(dead, np.uint32))).astype(np.uint32)
        for number in practices:
            self._number_of.pop(self._public_ids[number], None)

    def _freeze(self) -> None:
        """Fix what a search reads: views of the arrays as they are now."""
        self.n_entries = len(self._lengths) - len(self._dead)
        self.n_practices = len(self._facets.live)
        self._is_dead: npt.NDArray[np.bool_] = np.zeros(len(self._lengths), np.bool_)
        self._is_dead[self._dead] = True
        languages, lengths = self._languages.view(), self._lengths.view()
        live = languages[~self._is_dead]
        texts = np.bincount(live, minlength=len(LANGUAGES))
        self._n_texts: dict[str, int] = dict(zip(LANGUAGES, texts.tolist(), strict=True))
        words = np.bincount(live, lengths[~self._is_dead], len(LANGUAGES))
        average = words / np.maximum(texts, 1)
        relative = np.ones(len(lengths))
        np.divide(lengths, average[languages], out=relative, where=average[languages] > 0)
        self._factor: Floats = K1 * (1 - B + B * relative)
        self._of: npt.NDArray[Any] = self._practice_of.view()
        self._first: npt.NDArray[Any] = self._first_entry.view()
        self._single = len(self._of) == len(self._first) - 1
        self._moment: npt.NDArray[Any] = self._newest.view()
        self._step: npt.NDArray[Any] = self._labels.view()
        self._name_order: npt.NDArray[Any] = self._order_ids.view()

    # --- asking ------------------------------------------------------------------------------------------------
    def search(
        self, query: Query, asked: Sequence[Group] | None = None, *, required: Iterable[str] | None = None
    ) -> Results:
        """Match, fold the languages of a practice into one, cut, count the facets, sort and cut out the page.

        `asked` are the groups of the words (made of the words alone if not given). Only practices named in `required`
        may be found, if it is given.
        """
        asked = groups(query.words, query.language) if asked is None else asked
        found = self._matches(asked, required) if query.words.strip() else None
        chosen = {facet: self._facets.having(facet, codes) for facet, codes in query.facets.items() if codes}
        if found is None:
            return self._browse(query, chosen)
        return self._answer(query, found, chosen)

    def practices_with(self, asked: Sequence[Group], limit: int) -> list[tuple[str, str]]:
        """The (public_id, language) of the texts that match every group, best first, at most `limit`."""
        n_matched = np.zeros(len(self._factor), np.int64)
        with borrowed(len(self._factor)) as scratch:
            for group in asked:
                before = scratch.total.copy()
                self._score(group, scratch)
                n_matched += scratch.total > before
            entries = np.flatnonzero((n_matched == len(asked)) & ~self._is_dead)
            best = entries[np.argsort(-scratch.total[entries], kind="stable")][:limit]
        languages = self._languages.view()
        return [(self._public_ids[int(self._of[e])], LANGUAGES[int(languages[e])]) for e in best]

    def holds(self, public_id: str) -> bool:
        """Whether a practice is among those that can be found, which are the published ones."""
        return public_id in self._number_of

    def _browse(self, query: Query, chosen: Mapping[str, BitMap]) -> Results:
        live = self._facets.live
        if not chosen:
            allowed, found = numbers(live), None
            counts = self._facets.counts(None, {}, {})
        else:
            allowed = found = numbers(BitMap.intersection(live, *chosen.values()))
            outer = {f: _or_none(BitMap.intersection(live, *_without(chosen, f)), live) for f in chosen}
            counts = self._facets.counts(found, chosen, outer)
        page = self._page(query, allowed, None, None)
        hits = tuple(Hit(self._public_ids[n], self._language_of(n, query.language), 0.0) for n in page)
        return Results(hits, len(allowed), counts)

    def _answer(self, query: Query, found: _Found, chosen: Mapping[str, BitMap]) -> Results:
        size = len(self._public_ids)
        fits = {facet: found.among(having, size) for facet, having in chosen.items()}
        within = np.logical_and.reduce(list(fits.values())) if fits else None
        kept = found.practices if within is None else found.practices[within]
        scores = found.scores if within is None else found.scores[within]
        close = found.is_close if within is None else found.is_close[within]
        outer: dict[str, Numbers | None] = {}
        for facet in chosen:
            others = [mask for name, mask in fits.items() if name != facet]
            outer[facet] = found.practices[np.logical_and.reduce(others)] if others else found.practices
        counts = self._facets.counts(kept, chosen, outer)
        page = self._page(query, kept, scores, close)
        told = zip(
            page, self._best_languages(page, found, query.language), *values_at(page, kept, scores, close), strict=True
        )
        hits = tuple(Hit(self._public_ids[n], language, score, is_close) for n, language, score, is_close in told)
        return Results(hits, len(kept), counts, int(np.count_nonzero(close)))

    def _matches(self, asked: Sequence[Group], required: Iterable[str] | None) -> _Found:
        with borrowed(len(self._factor)) as scratch:
            for group in asked:
                self._score(group, scratch)
            if len(self._dead):
                scratch.total[self._dead] = 0.0
            if required is not None:
                self._leave_only(required, scratch)
            least = BEST_SHARE * float(scratch.total.max(initial=0.0))
            entries = np.flatnonzero(scratch.total >= max(least - ROUNDING, ROUNDING / 2))
            scores, strong = np.round(scratch.total[entries], 6), scratch.strong[entries]
        enough = scores >= BEST_SHARE * scores.max(initial=0.0)
        entries, keyed = entries[enough], scores[enough] + STRONG * strong[enough]
        practices = self._of[entries]
        if self._single or not len(practices):
            best = keyed
        else:
            starts = np.flatnonzero(np.diff(practices.astype(np.int64), prepend=-1))
            best, practices = np.maximum.reduceat(keyed, starts), practices[starts]
        is_close = best < STRONG
        score = np.round(np.where(is_close, best, best - STRONG), 6)
        return _Found(practices, score, is_close, entries.astype(np.uint32), keyed)

    def _leave_only(self, required: Iterable[str], scratch: Scratch) -> None:
        names = frozenset(required)
        wanted = np.fromiter((name in names for name in self._public_ids), np.bool_, len(self._first) - 1)
        scratch.total[~wanted[self._of]] = 0.0

    def _score(self, group: Group, scratch: Scratch) -> None:
        """Add what the terms of one group give."""
        met = [
            (term, weight, is_strong, *held)
            for terms, is_strong in ((group.terms, True), (group.close, False))
            for term, weight in terms.items()
            if (held := self._held(term))
        ]
        most = most_told({term: idf for term, _w, _s, _p, idf in met if term in group.whole})
        for _term, weight, is_strong, postings_, idf in met:
            share = weight * min(idf, most)
            for entries, codes in postings_:
                tf = WEIGHTS[codes]
                scratch.add(entries, share * (tf * (K1 + 1) / (tf + self._factor[entries])), is_strong=is_strong)

    def _held(self, term: str) -> tuple[list[Posting], float] | None:
        """The texts that hold a term, by segment, and how much the term tells; None if no live text does."""
        number = self._terms.get(term)
        if number is None:
            return None
        found = [pair for segment in self._segments if len((pair := segment.find(number))[0])]
        df = sum(len(entries) for entries, _c in found)
        if len(self._dead):
            df -= sum(int(np.count_nonzero(self._is_dead[entries])) for entries, _c in found)
        if df <= 0:
            return None
        texts = self._n_texts.get(term.partition(":")[0], self.n_entries)
        return found, math.log(1 + (texts - df + 0.5) / (df + 0.5))

    # --- the page ----------------------------------------------------------------------------------------------
    def _page(
        self, query: Query, practices: Numbers, scores: Floats | None, close: npt.NDArray[np.bool_] | None
    ) -> list[int]:
        """The practices of the page asked for, in order."""
        first = (query.page - 1) * query.page_size
        most = first + query.page_size
        if not first < min(most, len(practices)):
            return []
        primary: npt.NDArray[Any]
        if query.sort == RELEVANCE and scores is not None:
            primary = scores
        else:
            primary = self._moment[practices]
            if query.sort == LABEL:
                primary = self._step[practices] * LABEL_STEP + primary
        kept = best_places(primary, close, most) if len(practices) > 4 * most else np.arange(len(practices))
        some = practices[kept]
        last = np.zeros(len(kept), np.bool_) if close is None else close[kept]
        order = np.lexsort((self._name_order[some], -self._moment[some], -primary[kept], last))
        return [int(n) for n in some[order[first:most]]]

    def _best_languages(self, page: Sequence[int], found: _Found, wanted: str) -> Iterator[str]:
        """The language of the best text of each hit; at equal scores the reader's own."""
        at = np.array(page, np.int64)
        starts = np.searchsorted(found.entries, self._first[at]).tolist()
        ends = np.searchsorted(found.entries, self._first[at + 1]).tolist()
        for start, end in zip(starts, ends, strict=True):
            texts = [(float(found.entry_scores[n]), self._spoken(int(found.entries[n]))) for n in range(start, end)]
            yield max(texts, key=lambda text: (text[0], text[1] == wanted, -LANGUAGES.index(text[1])))[1]

    def _language_of(self, practice: int, wanted: str) -> str:
        spoken = [self._spoken(e) for e in range(int(self._first[practice]), int(self._first[practice + 1]))]
        return wanted if wanted in spoken else min(spoken, key=LANGUAGES.index)

    def _spoken(self, entry: int) -> str:
        return LANGUAGES[int(self._languages.view()[entry])]


def _texts(end: int, terms: "array[int]", codes: bytearray, sizes: "array[int]") -> Texts:
    return Texts(end - len(sizes), sizes, np.frombuffer(terms, np.uint32), np.frombuffer(codes, np.uint8))


def _without(chosen: Mapping[str, BitMap], facet: str) -> list[BitMap]:
    return [having for name, having in chosen.items() if name != facet]


def _or_none(found: BitMap, live: BitMap) -> Numbers | None:
    return None if len(found) == len(live) else numbers(found)
