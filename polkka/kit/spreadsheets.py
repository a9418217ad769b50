"""Writing rows for spreadsheet programs and scripts: CSV, XLSX and JSON, a piece at a time, with no cell a formula."""

import csv
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any, Final

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .grids import FORMULAS

BYTE_ORDER_MARK: Final = "\ufeff"
DELIMITERS: Final = {"fi": ";", "sv": ";", "en": ","}
"""What a spreadsheet in the reader’s language takes for the edge of a cell."""
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""Format → type of its file."""
LONGEST_CELL: Final = 32_767
"""Characters that a cell of Excel holds."""
CHUNK: Final = 65_536
AT_ONCE: Final = 200  # rows of CSV and JSON sent together
NARROWEST, WIDEST = 10, 60  # widths of columns in characters
_INNER = re.compile(r"(?<=[;,\t|\n])(?=[=+\-@＝＋－＠])")
_TELLING = ("=", "#")
"""What openpyxl would take for a formula or an error."""
_BOLD, _TOP = Font(bold=True), Alignment(vertical="top", wrap_text=True)
Row = Sequence[Any]


class _Line:
    """What the writer of CSV writes into: keeps one line."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> None:
        self.written.append(text)

    def take(self) -> str:
        text = "".join(self.written)
        self.written.clear()
        return text


def local(value: Any) -> Any:
    """A moment in the time of Finland without its zone, which no spreadsheet knows; other values as they are."""
    return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


def text(value: Any) -> str:
    """A value as text: dates as ISO 8601, nothing as ""."""
    value = local(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def harmless(value: Any) -> str:
    """The text of a cell of CSV that no program takes for a formula: neither whole nor cut at a separator."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    cell = _INNER.sub("'", text(value).replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{cell}" if cell.startswith(FORMULAS) else cell


def csv_pieces(heads: Row, rows: Iterable[Row], language: str) -> Iterator[str]:
    """CSV in UTF-8 with a mark at its beginning, separated as a spreadsheet in `language` expects."""
    line = _Line()
    writer = csv.writer(line, delimiter=DELIMITERS.get(language, ","), lineterminator="\r\n")
    line.write(BYTE_ORDER_MARK)
    writer.writerow([harmless(head) for head in heads])
    for number, row in enumerate(rows, start=1):
        writer.writerow([harmless(value) for value in row])
        if number % AT_ONCE == 0:
            yield line.take()
    yield line.take()


def json_pieces(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A list of objects with these names; dates as ISO 8601, times with their zone."""
    held = ["["]
    for number, row in enumerate(rows):
        told = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_json)
        held.append((",\n" if number else "\n") + told)
        if len(held) == AT_ONCE:
            yield "".join(held)
            held.clear()
    yield "".join([*held, "\n]\n"])


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if value.tzinfo else value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def xlsx(sheets: Sequence[tuple[str, Row, Iterable[Row]]]) -> IO[bytes]:
    """A workbook of (name, headings, rows) as a temporary file; dates and numbers keep their kind, nothing counts.

    The rows are written as they come, so that none are kept in memory; the file is gone when it is closed.
    """
    book = Workbook(write_only=True)
    for name, heads, rows in sheets:
        _fill(book.create_sheet(_sheet_name(name)), heads, rows)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by whoever sends it
    book.save(file)
    file.seek(0)
    return file


def _sheet_name(name: str) -> str:
    return re.sub(r"[\\/*?:\[\]]", " ", name).strip("'")[:31] or "POLKKA"


def _fill(sheet: Any, heads: Row, rows: Iterable[Row]) -> None:
    """Headings in bold that stay in sight, columns as wide as the first rows need."""
    coming = iter(rows)
    first = list(islice(coming, AT_ONCE))
    for place in range(len(heads)):
        longest = max((len(part) for row in [heads, *first] for part in text(row[place]).split("\n", 1)[:1]), default=0)
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(max(longest + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, head) for head in heads])
    for row in chain(first, coming):
        sheet.append([_cell(sheet, value) for value in row])


def _head(sheet: Any, value: Any) -> Any:
    cell = _text_cell(sheet, text(value))
    cell.font, cell.alignment = _BOLD, _TOP
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """A cell of its own kind; every text is plain text, whatever it begins with."""
    value = local(value)
    is_plain = isinstance(value, int | float | Decimal | date) and not isinstance(value, bool)
    if is_plain or value in (None, ""):
        return value
    return _text_cell(sheet, text(value))


def _text_cell(sheet: Any, words: str) -> Any:
    words = ILLEGAL_CHARACTERS_RE.sub("", words)[:LONGEST_CELL]
    if not words.startswith(_TELLING):
        return WriteOnlyCell(sheet, value=words)
    cell = WriteOnlyCell(sheet, value="")
    cell._value, cell.data_type = words, "s"
    return cell


def file_name(*words: str) -> str:
    """A name for a file, of ASCII letters, digits and hyphens."""
    return "-".join(filter(None, (re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-") for word in words)))
