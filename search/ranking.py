"""Which of many hits stand on a page: partial sorting that keeps every tie."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]


def best_places(primary: npt.NDArray[Any], last: Flags | None, most: int) -> npt.NDArray[np.intp]:
    """Places that hold the `most` best, with every tie of the least of them; those marked `last` only if needed."""
    front = np.flatnonzero(~last) if last is not None and last.any() else np.arange(len(primary))
    if len(front) <= most:
        return np.arange(len(primary))
    values = primary[front]
    least = np.partition(values, len(values) - most)[len(values) - most]
    best: npt.NDArray[np.intp] = front[values >= least]
    return best


def values_at(
    page: Sequence[int],
    practices: npt.NDArray[np.uint32],
    scores: npt.NDArray[np.float64],
    close: npt.NDArray[np.bool_],
) -> tuple[list[float], list[bool]]:
    """Score and closeness of the practices of a page, found among all in ascending order."""
    at = np.searchsorted(practices, np.array(page, np.uint32))
    return scores[at].tolist(), close[at].tolist()


def as_number(public_id: str) -> int:
    """The public name as a number that sorts like the name."""
    return int.from_bytes(public_id.encode()[:8].ljust(8, b"\0"), "big")


def most_told(idf: Mapping[str, float]) -> float:
    """What a word may tell at most: as much as in the language in which it tells least.

    Else a word that nearly every text of a small language has would give way to the one text that quotes it elsewhere.
    """
    by_language: dict[str, float] = {}
    for term, value in idf.items():
        language = term.partition(":")[0]
        by_language[language] = max(value, by_language.get(language, 0.0))
    return min(by_language.values(), default=math.inf)
