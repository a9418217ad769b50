"""Spreadsheets as rows of text: what is taken of them, and reading CSV. Knows no framework."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final

MOST_BYTES: Final = 5_000_000
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 60
MOST_EMPTY: Final = 20_000  # rows without anything in them, between those that have
LONGEST_CELL: Final = 20_000  # characters
LONGEST_FILE: Final = 30_000_000  # characters of all cells together
LONG, FORMULA, ERROR = "long", "formula", "error"
"""Why a cell was not read: longer than it may be, a formula whose value is not kept, an error in place of a value."""
DELIMITERS: Final = ";,\t|"
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a program may take for the beginning of a formula."""
_SEPARATOR_LINE = re.compile(r'"?sep=([;,\t|])"?')
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Unreadable(Exception):
    """The file gives no rows; `code` says why, `details` are the numbers or names that belong to it."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass
class Grid:
    """A sheet: its headings, and its rows with their number as a spreadsheet program shows it.

    `notes` are [code, detail] of what the person should know; `unread` is [row number, column, why] of single cells.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    unread: list[tuple[int, int, str]] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def gathered(rows: Iterable[tuple[int, list[tuple[str, str]]]]) -> Grid:
    """The grid of rows of (text, why it was not read or ""), each with its number; the first is the headings.

    Raises Unreadable for what is empty or too large.
    """
    grid, size, seen = None, 0, 0
    for number, cells in rows:
        cells = _trimmed(cells)
        seen += not cells
        if seen > MOST_EMPTY:
            raise Unreadable("empty-rows")
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("columns", most=MOST_COLUMNS)
        size += sum(len(text) for text, _why in cells)
        if size > LONGEST_FILE:
            raise Unreadable("unfolds")
        if grid is None:
            grid = Grid([text[:LONGEST_CELL] for text, _why in cells])
            continue
        _add(grid, number, cells)
    if grid is None or not grid.rows:
        raise Unreadable("no-rows" if grid else "empty")
    return grid


def _trimmed(cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
    end = len(cells)
    while end and not any(cells[end - 1]):
        end -= 1
    return cells[:end]


def _add(grid: Grid, number: int, cells: list[tuple[str, str]]) -> None:
    if len(grid.rows) == MOST_ROWS:
        raise Unreadable("rows", most=MOST_ROWS)
    texts: list[str] = []
    for place, (text, why) in enumerate(cells):
        if why or len(text) > LONGEST_CELL:
            grid.unread.append((number, place, why or LONG))
            text = text[:100] if text else ""
        texts.append(text)
    grid.rows.append((number, texts))


def read_csv(data: bytes) -> Grid:
    """The rows of a CSV file in UTF-8, UTF-16 or Windows-1252. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable("size", most=MOST_BYTES // 1_000_000)
    text, notes = _decoded(data)
    if not text.strip():
        raise Unreadable("empty")
    delimiter, text = _delimiter(text)
    grid = gathered(_records(text, delimiter))
    grid.notes = notes
    return grid


def _decoded(data: bytes) -> tuple[str, list[tuple[str, str]]]:
    """The text, and a note when the encoding had to be guessed."""
    mark = next((name for begin, name in _MARKS.items() if data.startswith(begin)), "")
    try:
        text, notes = data.decode(mark or "utf-8"), []
    except UnicodeDecodeError as error:
        if mark:
            raise Unreadable("encoding") from error
        text, notes = data.decode("cp1252", "replace"), [("cp1252", "")]
    if "\0" in text or text.count("\ufffd") > len(text) // 1000:
        raise Unreadable("no-table")
    return text, notes


def _delimiter(text: str) -> tuple[str, str]:
    """What stands between the cells, by the line of headings, and the text without a line that says so."""
    first, _end, rest = text.lstrip("\r\n").partition("\n")
    if said := _SEPARATOR_LINE.fullmatch(first.strip()):
        return said[1], rest
    bare = re.sub(r'"(?:[^"]|"")*"', "", text[:20_000] if first.count('"') % 2 else first).partition("\n")[0]
    return max(DELIMITERS, key=bare.count), text


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, record in enumerate(reader, start=1):
            yield number, [(plain(cell), "") for cell in record]
    except csv.Error as error:
        raise Unreadable("no-table") from error


def plain(cell: str) -> str:
    """A cell without space around it, and without the apostrophe that keeps it from being a formula."""
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    if cell.startswith("'") and cell[1:].startswith(FORMULAS):
        cell = cell[1:]
    return cell.strip()
