"""The search once more in plain Python: it reads every entry for every question, and so is easy to trust."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.packing import WEIGHTS, code
from search.query import LABEL, NEWEST, Hit, Query, Results
from search.words import Group

K1, B = 1.2, 0.75
RATIO, ONE, LAST = 1.036, 100, 255
"""A weight is stored as a step of this ratio: 0–255, where 100 is 1."""
BEST_SHARE = 0.2
CONCEPT_WEIGHT = float(WEIGHTS[code(2.0)])
LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class Entry:
    """One text of one practice. `length` is in hundredths, `newest` in microseconds; `facets` hold broader ones too."""

    public_id: str
    language: str
    terms: Mapping[str, float]
    length: int
    facets: Mapping[str, frozenset[str]]
    newest: int
    label: int


@dataclass(frozen=True)
class Found:
    """One practice found, by its best entry."""

    entry: Entry
    score: float
    is_close: bool


def stored(weight: float) -> float:
    """A weight as it is after it was stored."""
    step = min(LAST, max(0, round(math.log(weight) / math.log(RATIO)) + ONE))
    return round(RATIO ** (step - ONE), 6)


def read(packed: bytes) -> dict[str, float]:
    """The terms of a stored entry: one a line, a zero byte, a byte a weight."""
    names, _end, steps = packed.partition(b"\0")
    terms = names.decode().split("\n") if names else []
    assert len(terms) == len(steps)
    return {term: round(RATIO ** (step - ONE), 6) for term, step in zip(terms, steps, strict=True)}


def with_concepts(
    terms: Mapping[str, float], facets: Mapping[str, Iterable[str]], vocabularies: Collection[str]
) -> dict[str, float]:
    """The terms with their weights as they are stored, and one more for each concept."""
    concepts = [f"c:{facet}:{code}" for facet in vocabularies for code in facets.get(facet, ())]
    return {term: stored(weight) for term, weight in [*terms.items(), *((c, CONCEPT_WEIGHT) for c in concepts)]}


def search(
    entries: Collection[Entry], query: Query, groups: Sequence[Group], required: Collection[str] | None = None
) -> Results:
    """What the index must answer. `required`: the practices in which the quoted phrases stand, None without any."""
    found = _folded(_cut(_scored(entries, groups, bool(query.words.strip()), required)), query.language)
    chosen = {facet: values for facet, values in query.facets.items() if values}
    kept = [one for one in found if not _missed(one.entry, chosen)]
    kept.sort(key=lambda one: _place(one, query.sort))
    start = (query.page - 1) * query.page_size
    return Results(
        hits=tuple(
            Hit(one.entry.public_id, one.entry.language, one.score, one.is_close)
            for one in kept[start : start + query.page_size]
        ),
        total=len(kept),
        counts=_counts(found, chosen),
        n_close=sum(one.is_close for one in kept),
    )


def _scored(
    entries: Collection[Entry], groups: Sequence[Group], is_asked: bool, required: Collection[str] | None
) -> list[Found]:
    """Every entry that matches, with its score; all of them, without a score, if no words are asked for."""
    within = [entry for entry in entries if required is None or entry.public_id in required]
    if not is_asked:
        return [Found(entry, 0.0, False) for entry in within]
    held_by = Counter(term for entry in entries for term in entry.terms)
    spoken = {language: sum(entry.language == language for entry in entries) for language in LANGUAGES}
    words = {code: sum(entry.length for entry in entries if entry.language == code) for code in LANGUAGES}
    found = []
    numbers = {term: spoken.get(term.split(":")[0], len(entries)) for group in groups for term, _w in _all(group)}
    idf = {term: _idf(held_by[term], number) for term, number in numbers.items() if held_by[term]}
    for entry in within:
        average = words[entry.language] / spoken[entry.language]
        relative = entry.length / average if average else 1.0
        score = sum(
            weight * min(idf[term], _most(group, idf)) * _gain(entry.terms[term], relative)
            for group in groups
            for term, weight in _all(group)
            if term in entry.terms
        )
        if round(score, 6) > 0:
            is_close = not any(term in entry.terms for group in groups for term in group.terms)
            found.append(Found(entry, round(score, 6), is_close))
    return found


def _all(group: Group) -> list[tuple[str, float]]:
    return [*group.terms.items(), *group.close.items()]


def _idf(df: int, number: int) -> float:
    return math.log(1 + (number - df + 0.5) / (df + 0.5))


def _most(group: Group, idf: Mapping[str, float]) -> float:
    """What the word may tell at most: what it tells in the language in which it tells least."""
    told: dict[str, list[float]] = {}
    for term in group.whole:
        if term in idf:
            told.setdefault(term.split(":")[0], []).append(idf[term])
    return min((max(values) for values in told.values()), default=math.inf)


def _gain(tf: float, relative: float) -> float:
    return tf * (K1 + 1) / (tf + K1 * (1 - B + B * relative))


def _cut(found: list[Found]) -> list[Found]:
    """Without the texts that stay far below the best."""
    limit = BEST_SHARE * max((one.score for one in found), default=0.0)
    return [one for one in found if one.score >= limit]


def _folded(found: Iterable[Found], language: str) -> list[Found]:
    """The best entry of each practice: not a close match if there is another, then the higher score."""

    def worth(one: Found) -> tuple[bool, float, bool, int]:
        own = one.entry.language
        return (not one.is_close, one.score, own == language, -LANGUAGES.index(own))

    best: dict[str, Found] = {}
    for one in found:
        held = best.get(one.entry.public_id)
        if held is None or worth(one) > worth(held):
            best[one.entry.public_id] = one
    return list(best.values())


def _missed(entry: Entry, chosen: Mapping[str, frozenset[str]]) -> list[str]:
    """The facets of which the entry has no chosen value."""
    return [facet for facet, values in chosen.items() if not entry.facets.get(facet, frozenset()) & values]


def _counts(found: list[Found], chosen: Mapping[str, frozenset[str]]) -> dict[str, dict[str, int]]:
    """Per facet the number of practices of each value, the facet's own selection left out; no zeros."""
    counts: dict[str, Counter[str]] = {}
    for one in found:
        missed = _missed(one.entry, chosen)
        for facet, values in one.entry.facets.items():
            if not missed or missed == [facet]:
                counts.setdefault(facet, Counter()).update(values)
    return {facet: dict(counter) for facet, counter in counts.items() if counter}


def _place(one: Found, sort: str) -> tuple[bool, float, int, str]:
    first = {NEWEST: 0.0, LABEL: float(-one.entry.label)}.get(sort, -one.score)
    return (one.is_close, first, -one.entry.newest, one.entry.public_id)


def plain_counts(results: Results) -> dict[str, dict[str, int]]:
    """The counts of any results without zeros and empty facets, to compare them."""
    kept = {facet: {code: n for code, n in counter.items() if n} for facet, counter in results.counts.items()}
    return {facet: counter for facet, counter in kept.items() if counter}


def agree(fast: Results, plain: Results, query: Query) -> None:
    """Assert that the index says what the oracle says: hits, order, scores, every count."""
    assert fast.hits == plain.hits, query
    assert (fast.total, fast.n_close) == (plain.total, plain.n_close), query
    assert plain_counts(fast) == plain_counts(plain), query
