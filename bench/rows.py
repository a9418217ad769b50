"""The practices of the generator as the search takes them: analysed by the portal's own rules, in two processes."""

import pickle
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from search.entries import Analysed, analysed
from search.index import Row

from . import generator, kept
from .generator import Made

CHUNK = 500
BATCH = 20_000

Facets = Mapping[str, Sequence[str]]


def rows(number: int, folder: Path) -> list[Row]:
    """The rows of so many practices with the twelve facets, read from `folder` if they were made before."""
    path = folder / f"{kept.name('rows', number)}.pickle"
    if path.exists():
        return pickle.loads(path.read_bytes())
    print(f"Making {number:,} rows …", file=sys.stderr, flush=True)
    made = list(generator.make(number))
    found: list[Row] = []
    for start in range(0, number, BATCH):
        found.extend(map(_row, entries([(one, one.chosen) for one in made[start : start + BATCH]])))
    path.write_bytes(pickle.dumps(found, protocol=pickle.HIGHEST_PROTOCOL))
    return found


def entries(made: Sequence[tuple[Made, Facets]]) -> list[Analysed]:
    """The search entries of practices with their facets, in the order given.

    A process is given texts of one language at a time: so it remembers more of its words.
    """
    order = sorted(range(len(made)), key=lambda place: made[place][0].language)
    chunks = [[made[place] for place in order[start : start + CHUNK]] for start in range(0, len(order), CHUNK)]
    with ProcessPoolExecutor(2) as processes:
        found = [entry for chunk in processes.map(_chunk, chunks) for entry in chunk]
    return [entry for _place, entry in sorted(zip(order, found, strict=True), key=lambda pair: pair[0])]


def _chunk(made: Iterable[tuple[Made, Facets]]) -> list[Analysed]:
    return [
        analysed(
            one.public_id,
            one.language,
            one.fields(),
            facets,
            sort_date=one.published_at,
            sort_label=one.label + 1,
        )
        for one, facets in made
    ]


def _row(entry: Analysed) -> Row:
    newest = int(entry.sort_date.timestamp() * 1_000_000)
    return Row(entry.public_id, entry.language, entry.terms, entry.length, entry.facets, newest, entry.sort_label)
