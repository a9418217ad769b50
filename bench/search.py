"""The search without rendering: the index against tantivy at two sizes, and against a typical Django build."""

import json
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from scripts.dev import Stop, throw_away_postgres
from search.index import Index
from search.query import Query, Results
from search.words import groups

from . import generator
from .questions import questions
from .rival import Rival
from .rows import rows
from .tables import table
from .timing import Times, interleaved

REPEATS = 7
TYPICAL_AT = 10_000
"""The size at which the typical build is measured."""


def measure(sizes: tuple[int, ...], folder: Path) -> None:
    """Print the tables."""
    found = {size: _one_size(size, folder) for size in sizes}
    if len(sizes) > 1:
        small, large = found[sizes[0]], found[sizes[-1]]
        print(f"\nMedian at {sizes[-1]:,} / median at {sizes[0]:,}: {large.median / small.median:.2f}")
    number = min(TYPICAL_AT, sizes[0])
    _typical(number, found[number] if number in found else _one_size(number, folder))


def build(number: int, folder: Path) -> tuple[Index, Rival]:
    """Both contenders over the same rows."""
    made = rows(number, folder)
    start = time.perf_counter()
    index = Index.build(made, broader=lambda facet, codes: generator.with_broader(facet, tuple(codes)))
    built = time.perf_counter()
    rival = Rival(made)
    print(
        f"{number:,} rows: index built in {built - start:.2f} s, tantivy in {time.perf_counter() - built:.2f} s",
        file=sys.stderr,
        flush=True,
    )
    return index, rival


def ask(index: Index, query: Query) -> Results:
    """What both answer: the terms of the words are kept by word_group, for the rival as well."""
    return index.search(query, groups(query.words, query.language))


def _one_size(number: int, folder: Path) -> Times:
    index, rival = build(number, folder)
    _compare(index, rival)
    answers = [partial(ask, index), rival.search, rival.twin(every_word=True).search]
    own, any_word, every_word = interleaved(answers, questions(), REPEATS)
    names = ("this index", "tantivy, any word (as here)", "tantivy, every word")
    lines = [
        (name, f"{t.median:.3f}", f"{t.p95:.3f}", f"{own.median / t.median:.2f}", f"{own.p95 / t.p95:.2f}")
        for name, t in zip(names, (own, any_word, every_word), strict=True)
    ]
    print(table(f"{number:,} practices, ms", ("median", "p95", "median ratio", "p95 ratio"), lines), flush=True)
    return own


def _compare(index: Index, rival: Rival) -> None:
    """Stop if the two do not count alike: all facets where no words are asked, and never fewer hits of the rival."""
    for query in questions():
        own, (_page, total, counts) = ask(index, query), rival.search(query)
        if own.total > total:
            raise SystemExit(f"{query} finds {own.total} here and {total} with tantivy.")
        if not query.words and (own.total != total or any(own.counts.get(f, {}) != counts[f] for f in counts)):
            raise SystemExit(f"{query} is counted differently.")


def _typical(number: int, own: Times) -> None:
    try:
        with throw_away_postgres() as address:
            command = [sys.executable, "-m", "bench.typical", str(number)]
            told = subprocess.run(
                command, env={**os.environ, "DATABASE_URL": address}, stdout=subprocess.PIPE, check=True, text=True
            )
    except Stop as problem:
        print(f"\nThe typical build was left out: {problem}")
        return
    times = Times(tuple(json.loads(told.stdout)))
    lines = [
        ("this index", f"{own.median:.3f}", f"{own.p95:.3f}", "1"),
        ("typical Django build", f"{times.median:.1f}", f"{times.p95:.1f}", f"1/{times.median / own.median:.0f}"),
    ]
    print(table(f"{number:,} practices, ms", ("median", "p95", "ratio"), lines), flush=True)
