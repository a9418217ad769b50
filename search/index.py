"""The index of one process in plain Python: reads every document for every question, and so is easy to trust."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .analysis import analyse, tokens
from .query import LABEL, RELEVANCE, Hit, Query, Results

BEST_SHARE = 0.2
"""A hit must reach this share of the best score."""
PART, BEGINNING, OTHER_LANGUAGE = 0.4, 0.4, 0.5
K1, B = 1.2, 0.75


@dataclass(frozen=True)
class Document:
    """One text of one practice; `facets` hold broader concepts too; `newest` and `label` are sort keys, large first."""

    public_id: str
    language: str
    terms: Mapping[str, float]
    length: float
    facets: Mapping[str, frozenset[str]]
    newest: float
    label: int


class Index:
    """Documents by practice and language; `apply` keeps them up to date, `search` answers."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], Document] = {}
        self._frequency: Counter[str] = Counter()

    def apply(self, documents: Iterable[Document], gone: Iterable[tuple[str, str]] = ()) -> None:
        """Add or replace documents and forget those that are gone."""
        for key in gone:
            self._forget(key)
        for document in documents:
            key = (document.public_id, document.language)
            self._forget(key)
            self.documents[key] = document
            self._frequency.update(document.terms.keys())

    def _forget(self, key: tuple[str, str]) -> None:
        if old := self.documents.pop(key, None):
            self._frequency.subtract(old.terms.keys())

    def copy(self) -> "Index":
        """An index of its own with the same documents."""
        twin = Index()
        twin.documents, twin._frequency = dict(self.documents), self._frequency.copy()
        return twin

    def search(self, query: Query) -> Results:
        """Match, fold the languages of a practice into one, count the facets, sort and cut out the page."""
        scored = self._matches(query)
        chosen = {facet: values for facet, values in query.facets.items() if values}
        found = [pair for pair in scored if _fits(pair[0], chosen)]
        found.sort(key=_order(query))
        start = (query.page - 1) * query.page_size
        return Results(
            hits=tuple(Hit(d.public_id, d.language, score) for d, score in found[start : start + query.page_size]),
            total=len(found),
            counts=_counts([document for document, _ in scored], chosen),
        )

    def _matches(self, query: Query) -> list[tuple[Document, float]]:
        groups = _groups(query.words, query.language)
        if query.words.strip() and not groups:
            return []
        average = self._average_length()
        best: dict[str, tuple[Document, float]] = {}
        for document in self.documents.values():
            score = round(self._score(document, groups, average), 6)
            if groups and score <= 0:
                continue
            held = best.get(document.public_id)
            if held is None or _preference(document, score, query) > _preference(*held, query):
                best[document.public_id] = (document, score)
        limit = BEST_SHARE * max((score for _, score in best.values()), default=0)
        return [pair for pair in best.values() if pair[1] >= limit]

    def _average_length(self) -> float:
        return sum(d.length for d in self.documents.values()) / len(self.documents) if self.documents else 1.0

    def _score(self, document: Document, groups: list[dict[str, float]], average: float) -> float:
        return sum(
            max((weight * self._gain(document, term, average) for term, weight in group.items()), default=0)
            for group in groups
        )

    def _gain(self, document: Document, term: str, average: float) -> float:
        """BM25 of one term, its frequency already weighted by field (Robertson & Zaragoza 2009, BM25F)."""
        tf = document.terms.get(term, 0)
        if not tf:
            return 0
        df = self._frequency[term]
        idf = math.log(1 + (len(self.documents) - df + 0.5) / (df + 0.5))
        return idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * document.length / (average or 1)))


def _groups(words: str, language: str) -> list[dict[str, float]]:
    """Per word the terms that answer it, with their weights; other languages than the interface's count half."""
    groups = []
    for word in dict.fromkeys(tokens(words)):
        group: dict[str, float] = {}
        for code in ("fi", "sv", "en"):
            share = 1.0 if code == language else OTHER_LANGUAGE
            whole, parts = analyse(word, code)
            for term in whole:
                group[term] = max(group.get(term, 0), share / len(whole))
            for part in parts:
                weight = BEGINNING if part.startswith("^") else PART
                group[part] = max(group.get(part, 0), share * weight)
        groups.append(group)
    return groups


def _preference(document: Document, score: float, query: Query) -> tuple[float, bool, str]:
    return (score, document.language == query.language, document.language)


def _order(query: Query) -> Callable[[tuple[Document, float]], tuple[float, float, str]]:
    def key(pair: tuple[Document, float]) -> tuple[float, float, str]:
        document, score = pair
        first = {RELEVANCE: -score if query.words else 0.0, LABEL: float(-document.label)}.get(query.sort, 0.0)
        return (first, -document.newest, document.public_id)

    return key


def _fits(document: Document, chosen: Mapping[str, frozenset[str]]) -> bool:
    return all(document.facets.get(facet, frozenset()) & values for facet, values in chosen.items())


def _counts(documents: list[Document], chosen: Mapping[str, frozenset[str]]) -> dict[str, dict[str, int]]:
    """Per facet the number of practices of each value, the facet's own selection left out."""
    counts: dict[str, Counter[str]] = {}
    for document in documents:
        missed = [facet for facet, values in chosen.items() if not document.facets.get(facet, frozenset()) & values]
        for facet, values in document.facets.items():
            if not missed or missed == [facet]:
                counts.setdefault(facet, Counter()).update(values)
    return {facet: dict(counter) for facet, counter in counts.items()}
