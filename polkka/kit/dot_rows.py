"""The geometry of counts as rows of equal dots, one under another in one measure."""

from collections.abc import Sequence
from dataclasses import dataclass

COLUMNS = 24
PITCH = 24
DOT = 18  # diameter
WIDTH = COLUMNS * PITCH
MOST = 4 * COLUMNS  # dots of one count


@dataclass(frozen=True)
class DotRow:
    """One count: the path of zero-length strokes that draws its dots, and the height they need."""

    count: int
    path: str
    height: int


@dataclass(frozen=True)
class DotRows:
    """Counts side by side; one dot is worth 1, 10, 100 … of what is counted."""

    rows: tuple[DotRow, ...]
    worth: int


def dot_rows(counts: Sequence[int]) -> DotRows:
    """Every count as dots; what is counted at all has at least one."""
    worth = 1
    while max(counts, default=0) > MOST * worth:
        worth *= 10
    return DotRows(tuple(_row(count, worth) for count in counts), worth)


def _row(count: int, worth: int) -> DotRow:
    number = max(1, round(count / worth)) if count else 0
    places = ((place % COLUMNS * PITCH + PITCH // 2, place // COLUMNS * PITCH + PITCH // 2) for place in range(number))
    height = max(1, -(-number // COLUMNS)) * PITCH
    return DotRow(count, "".join(f"M{x} {y}h0" for x, y in places), height)
