"""What is asked and what is answered: plain data without Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field

RELEVANCE, NEWEST, LABEL = "relevance", "newest", "label"
SORTS = (RELEVANCE, NEWEST, LABEL)


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
    """One practice found: the language of its best text and its score."""

    public_id: str
    language: str
    score: float


@dataclass(frozen=True)
class Results:
    """The page of hits, how many there are in all, and per facet the count of each value without its own selection."""

    hits: tuple[Hit, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]
