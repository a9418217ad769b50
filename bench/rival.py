"""The same search with tantivy through its Python package: same terms and weights, same facets, same counts, top 20.

It has one segment in memory, and all facets without a selection of their own are counted in one pass. It makes no cut
at a share of the best score and puts no close matches last, so it does less.
"""

from collections.abc import Sequence
from typing import Any

import tantivy

from search.index import Row
from search.packing import WEIGHTS, unpack
from search.query import Query
from search.words import Group, groups

from .generator import DRAWN, with_broader

HEAP = 1_000_000_000
MOST_VALUES = 200
PAGE = 20
Counts = dict[str, dict[str, int]]


class Rival:
    """`search` answers like search.index.Index: public numbers of the page, how many in all, counts by facet."""

    def __init__(self, rows: Sequence[Row], *, every_word: bool = False) -> None:
        """With `every_word` a text must match every word: the habit of most engines, with fewer hits to count."""
        self._occur = tantivy.Occur.Must if every_word else tantivy.Occur.Should
        self._index = tantivy.Index(_schema())
        self._schema = self._index.schema
        bare = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("words", bare)
        writer = self._index.writer(HEAP, 1)
        for number, row in enumerate(rows):
            writer.add_document(_document(number, row))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def twin(self, *, every_word: bool) -> "Rival":
        """Another reader of the same index."""
        other = Rival.__new__(Rival)
        other.__dict__.update(self.__dict__)
        other._occur = tantivy.Occur.Must if every_word else tantivy.Occur.Should
        return other

    def search(self, query: Query) -> tuple[list[int], int, Counts]:
        """Match, count the facets without their own selection, take the best twenty."""
        matched = self._matched(groups(query.words, query.language))
        chosen = {facet: self._having(facet, codes) for facet, codes in query.facets.items()}
        whole = _both(matched, list(chosen.values()))
        order = {} if query.words else {"order_by_field": "newest"}
        page = self._searcher.search(whole, PAGE, count=True, **order)
        counts = self._count(whole, [facet for facet in DRAWN if facet not in chosen])
        for facet in chosen:
            others = [having for name, having in chosen.items() if name != facet]
            counts |= self._count(_both(matched, others), [facet])
        numbers = self._searcher.fast_field_values("number", [address for _score, address in page.hits])
        return numbers, page.count, counts

    def _matched(self, asked: Sequence[Group]) -> Any:
        if not asked:
            return tantivy.Query.all_query()
        return tantivy.Query.boolean_query([(self._occur, self._group(group)) for group in asked])

    def _group(self, group: Group) -> Any:
        weighted = {**group.close, **group.terms}
        return tantivy.Query.disjunction_max_query(
            [
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, "terms", term), weight)
                for term, weight in weighted.items()
            ]
        )

    def _having(self, facet: str, codes: frozenset[str]) -> Any:
        terms = [tantivy.Query.term_query(self._schema, facet, code, "basic") for code in sorted(codes)]
        found = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return tantivy.Query.const_score_query(found, 0.0)

    def _count(self, query: Any, facets: list[str]) -> Counts:
        asked = {facet: {"terms": {"field": facet, "size": MOST_VALUES}} for facet in facets}
        answer = self._searcher.aggregate(query, asked)
        return {f: {bucket["key"]: bucket["doc_count"] for bucket in answer[f]["buckets"]} for f in facets}


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="words", index_option="freq")
    for facet in DRAWN:
        builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", fast=True, indexed=False)
    builder.add_unsigned_field("newest", fast=True, indexed=False)
    return builder.build()


def _document(number: int, row: Row) -> Any:
    document = tantivy.Document()
    names, codes = unpack(row.packed)
    repeated = (" ".join([name] * max(1, round(WEIGHTS[code]))) for name, code in zip(names, codes, strict=True))
    document.add_text("terms", " ".join(repeated))
    for facet, codes in row.facets.items():
        for code in with_broader(facet, tuple(codes)):
            document.add_text(facet, code)
    document.add_unsigned("number", number)
    document.add_unsigned("newest", row.newest)
    return document


def _both(matched: Any, havings: list[Any]) -> Any:
    if not havings:
        return matched
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (matched, *havings)])
