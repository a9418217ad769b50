"""What is kept between two runs is named after the source it was made by, so that nothing old is ever measured."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from search.entries import ANALYSER

ROOT = Path(__file__).resolve().parent.parent
MADE_BY = (
    "bench/generator.py",
    "bench/words.py",
    "bench/rows.py",
    "search/entries.py",
    "search/packing.py",
    "search/analysis/*.py",
)


def name(kind: str, number: int, sources: Iterable[str] = ()) -> str:
    """The stem of a file's name; `sources` are paths or patterns of what it was made by besides MADE_BY."""
    paths = [path for pattern in (*MADE_BY, *sources) for path in sorted(ROOT.glob(pattern))]
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:8]
    return f"{kind}-{number}-{ANALYSER}-{mark}"
