"""What the oracle reads: entries, concepts and words as they stand in the database, through no code of the search."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from search.analysis import tokens
from search.lexicon import Lexicon
from search.models import Entry as Row
from search.models import Lexeme
from search.query import Query, Results
from search.words import Concepts, Named, groups, phrases
from taxonomy.models import Concept, Vocabulary

from .oracle import CONCEPT_WEIGHT, LANGUAGES, Entry, read, search, stored

Tree = Mapping[tuple[str, str], Concept]


def in_place_of(concept: Concept) -> Concept:
    """The concept that stands where this one stood, itself if it was never replaced."""
    while concept.replaced_by:
        concept = concept.replaced_by
    return concept


def tree() -> dict[tuple[str, str], Concept]:
    rows = Concept.objects.select_related("vocabulary").order_by("vocabulary__order", "order", "code")
    by_pk = {row.pk: row for row in rows}
    for row in by_pk.values():
        row.parent = by_pk[row.parent_id] if row.parent_id else None
        row.replaced_by = by_pk[row.replaced_by_id] if row.replaced_by_id else None
    return {(row.vocabulary.code, row.code): row for row in by_pk.values()}


def broader(concepts: Tree, facet: str, code: str) -> set[str]:
    """The code a value has now, and those of all it stands under."""
    if (facet, code) not in concepts:
        return {code}
    above: Concept | None = in_place_of(concepts[facet, code])
    found = set()
    while above:
        found.add(above.code)
        above = above.parent
    return found


def entries(concepts: Tree) -> list[Entry]:
    vocabularies = set(Vocabulary.objects.values_list("code", flat=True))
    return [_entry(row, concepts, vocabularies) for row in Row.objects.filter(live=True)]


def _entry(row: Row, concepts: Tree, vocabularies: set[str]) -> Entry:
    facets = {
        facet: frozenset(found for code in codes for found in broader(concepts, facet, code))
        for facet, codes in row.facets.items()
    }
    terms = read(bytes(row.terms))
    for facet in vocabularies & facets.keys():
        terms.update({f"c:{facet}:{code}": stored(CONCEPT_WEIGHT) for code in facets[facet]})
    assert row.sort_date is not None
    newest = (row.sort_date - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return Entry(row.public_id, row.language, terms, row.length, facets, newest, row.sort_label)


def named(concepts: Tree) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Vocabulary, code, names and other words of each concept; of a replaced one the code is that of the other."""
    for (facet, _code), row in concepts.items():
        if row.active or row.replaced_by:
            names = tuple(getattr(row, f"name_{code}") for code in LANGUAGES)
            others = tuple(word for code in LANGUAGES for word in getattr(row, f"alternatives_{code}"))
            yield facet, in_place_of(row).code, names, others


def lexicon() -> Lexicon:
    rows = Lexeme.objects.filter(frequency__gt=0)
    return Lexicon(rows.values_list("surface", "lemma", "language", "frequency"))


class Stored:
    """Everything as it is stored at one moment."""

    def __init__(self) -> None:
        concepts = tree()
        self.entries = entries(concepts)
        self.named = _found(tuple(named(concepts)))
        self.lexicon = lexicon()
        rows = list(Row.objects.filter(live=True))
        self.words = Counter((r.language, line.split("\t")[0]) for r in rows for line in r.lexemes.splitlines())
        self.texts = [(r.public_id, " ".join(tokens("\n".join((r.title, r.summary, r.body))))) for r in rows]

    def standing(self, words: tuple[str, ...]) -> set[str]:
        """The practices in whose text the words stand in that order."""
        return {public_id for public_id, text in self.texts if f" {' '.join(words)} " in f" {text} "}

    def required(self, words: str) -> tuple[set[str] | None, tuple[str, ...]]:
        """The practices in which the phrases stand, and the phrases that stand nowhere together with those before."""
        found: set[str] | None = None
        loose = []
        for phrase in phrases(words):
            here = self.standing(phrase.tokens)
            both = here if found is None else found & here
            if both:
                found = both
            else:
                loose.append(phrase.text)
        return found, tuple(loose)

    def answer(self, query: Query) -> tuple[Results, tuple[str, ...]]:
        """What the search must answer, and the phrases that it searches as single words."""
        asked = groups(query.words, query.language, self.named, self.lexicon)
        within, loose = self.required(query.words)
        return search(self.entries, query, asked, within), loose


@lru_cache(maxsize=8)
def _found(concepts: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]) -> Concepts:
    """Analysing every name takes its time, and names seldom change."""
    return Concepts(
        Named(facet, code, dict(zip(LANGUAGES, names, strict=True)), others) for facet, code, names, others in concepts
    )
