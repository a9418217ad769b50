"""The overall picture for coordinators: what is published, where there is nothing, and what is on its way."""

from dataclasses import dataclass

from polkka.portal import matrix
from practices import waiting


@dataclass(frozen=True)
class Cell:
    """Where a level meets a theme: published ones, those on their way, and the search (in a gap "")."""

    name: str
    count: int
    under_way: int
    url: str
    is_gap: bool


@dataclass(frozen=True)
class Row:
    """A level with its cells."""

    name: str
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Picture:
    """Themes as columns, levels as rows; `gaps` are the names of the empty cells."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    gaps: tuple[str, ...]
    under_way: int


def picture(at: int, language: str) -> Picture:
    """The picture at a generation: one query for what is on its way."""
    drawn, going = matrix.matrix(at, language), waiting.under_way()
    rows = tuple(_row(row, going) for row in drawn.rows)
    gaps = tuple(cell.name for row in rows for cell in row.cells if cell.is_gap)
    names = tuple(column.name for column in drawn.columns)
    return Picture(names, rows, drawn.total, gaps, sum(cell.under_way for row in rows for cell in row.cells))


def _row(row: matrix.Row, going: dict[tuple[str, str], int]) -> Row:
    cells = []
    for cell in row.cells:
        n = going.get((cell.column.code, row.code), 0)
        cells.append(Cell(cell.name, cell.count, n, cell.url if cell.count else "", cell.is_gap))
    return Row(row.shown, row.total, tuple(cells))
