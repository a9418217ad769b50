"""`python -m practices.inspecting.tables PATH`: the rows of one XLSX workbook as JSON, read within limits."""

import io
import json
import sys
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from polkka.kit.grids import ERROR, FORMULA, Grid, Unreadable, gathered

from . import archives, office, sniffing
from .refusing import Refused

WIDEST = 300
"""Columns that are looked at in a row: what stands further out is not there for anybody."""
_NO_SHEETS = "no-rows"
Cells = list[tuple[str, str]]


def read(path: Path) -> Grid:
    """The rows of the first sheet that is shown. Raises Refused or Unreadable."""
    sniffing.check(path, "xlsx")
    office.inspect(path, "xlsx")
    with archives.opened(path) as archive:
        has_formulas = any(_has_formulas(archive, name) for name in archive.namelist() if "/worksheets/" in name)
    return _read(path, has_formulas)


def _has_formulas(archive: Any, name: str) -> bool:
    before = b""
    for piece in archives.pieces(archive, archive.getinfo(name)):
        if b"<f>" in before + piece or b"<f " in before + piece or b"<f/" in before + piece:
            return True
        before = piece[-3:]
    return False


def _read(path: Path, has_formulas: bool) -> Grid:
    import openpyxl

    try:
        data = io.BytesIO(path.read_bytes())  # by its path it would be judged by the ending of its name
        book = openpyxl.load_workbook(data, read_only=True, data_only=True, keep_links=False)
        second = openpyxl.load_workbook(data, read_only=True, keep_links=False) if has_formulas else None
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            raise Unreadable(_NO_SHEETS)
        grid = gathered(_rows(shown[0], second[shown[0].title] if second else None))
        grid.notes = _notes(book, shown)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a foreign library over a foreign file: whatever it stumbles over, the file is broken
        raise Refused("broken") from error
    return grid


def _notes(book: Any, shown: list[Any]) -> list[tuple[str, str]]:
    others = [("other-sheet", sheet.title) for sheet in shown[1:]]
    return others + [("hidden-sheet", sheet.title) for sheet in book.worksheets if sheet.sheet_state != "visible"]


def _rows(sheet: Any, formulas: Any) -> Iterator[tuple[int, Cells]]:
    sheet.reset_dimensions()  # what a file says of its size need not be true
    rows = sheet.iter_rows(max_col=WIDEST)
    if formulas is None:
        for number, row in enumerate(rows, start=1):
            yield number, [_cell(cell) for cell in row]
        return
    formulas.reset_dimensions()
    pairs = zip(rows, formulas.iter_rows(max_col=WIDEST), strict=False)
    for number, (row, behind) in enumerate(pairs, start=1):
        yield number, [_cell(cell, other) for cell, other in zip(row, behind, strict=False)]


def _cell(cell: Any, behind: Any = None) -> tuple[str, str]:
    """The text of a cell, and why it could not be read."""
    if cell.value is None:
        is_formula = behind is not None and behind.data_type == "f" and behind.value is not None
        return "", FORMULA if is_formula else ""
    if cell.data_type == "e":
        return str(cell.value), ERROR
    return told(cell.value), ""


def told(value: Any) -> str:
    """A value as text: dates as ISO 8601, whole numbers without a fraction."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if isinstance(value, int | timedelta) else str(value).replace("_x000D_", "").strip()


def main(path: str) -> str:
    """The answer as JSON: {"refused": code, "details": {…}} or the grid."""
    try:
        return json.dumps(read(Path(path)).plain())
    except Refused as refusal:
        return json.dumps({"refused": refusal.code, "details": {}})
    except Unreadable as fault:
        return json.dumps({"refused": fault.code, "details": fault.details})
    except MemoryError:
        return json.dumps({"refused": "unfolds", "details": {}})


if __name__ == "__main__":
    from .__main__ import bound

    bound()
    warnings.simplefilter("ignore")  # what of a workbook cannot be kept is of no interest to a reader
    sys.modules["numpy"] = None  # type: ignore[assignment]  # large, and of no use here
    sys.stdout.write(main(*sys.argv[1:2]))
