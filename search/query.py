"""What is asked and what is answered: plain data without Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field

RELEVANCE, NEWEST, LABEL = "relevance", "newest", "label"
SORTS = (RELEVANCE, NEWEST, LABEL)
WITHOUT = "without"
"""The value of a facet for practices that have none of its own: no theme, no subject. Words never ask for it."""


@dataclass(frozen=True)
class Query:
    """A question: words, chosen values by facet (OR inside one, AND between), order, page and interface language."""

    words: str = ""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: str = RELEVANCE
    page: int = 1
    language: str = "fi"
    page_size: int = 20


@dataclass(frozen=True)
class Hit:
    """One practice found: the language of its best text, its score, whether only beginnings of words matched."""

    public_id: str
    language: str
    score: float
    is_close: bool = False


@dataclass(frozen=True)
class Results:
    """The page of hits, how many there are in all, and per facet the count of each value without its own selection.

    `n_close` of the `total` are close matches, which come last. `concepts` are the (vocabulary, code) that the words
    name. `loose` are the quoted phrases that stand nowhere in that order and were searched as single words.
    """

    hits: tuple[Hit, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    n_close: int = 0
    concepts: tuple[tuple[str, str], ...] = ()
    loose: tuple[str, ...] = ()
