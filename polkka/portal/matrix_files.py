"""The overall picture as files: numbers for a spreadsheet, and one SVG that needs nothing around it."""

from textwrap import wrap
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polkka.kit.drawings import THEME_BOX, matrix_dot
from polkka.kit.spreadsheets import csv_pieces

from .covers import INKS, PLAIN
from .matrix import Matrix, Row

LABELS, COLUMN, ROW, LONG_ROW, HEAD, EDGE = 280, 130, 130, 44, 96, 32  # px of the picture
MANY = 6  # rows above which they are low
LINE = 30  # characters in a line of a name
RING = 0.36  # radius of a ring as a share of its box
INK = INKS[PLAIN].dot[0]


def csv_text(drawn: Matrix, language: str) -> str:
    """A row for each row of the picture with its code; the codes of the themes stand behind their names."""
    themes = [f"{column.name} ({column.code})" for column in drawn.columns]
    rows = [[row.code, row.name, *(cell.count for cell in row.cells), row.total] for row in drawn.rows]
    totals = ["", _("Total"), *(column.total for column in drawn.columns), drawn.total]
    return "".join(csv_pieces([_("Code"), drawn.rows_name, *themes, _("Total")], [*rows, totals], language))


class Words(NamedTuple):
    """A text of one or more lines, each as (y, words); `colour` as #rrggbb."""

    x: float
    lines: tuple[tuple[float, str], ...]
    colour: str


class Spot(NamedTuple):
    """A dot with its number, or a ring where `count` is 0; the number stands in it or at its right."""

    x: float
    y: float
    r: float
    count: int
    colour: str
    number_x: float
    holds: bool


def svg_text(drawn: Matrix) -> str:
    """The picture with a title and a description of its own, in ink on paper."""
    height = LONG_ROW if len(drawn.rows) > MANY else ROW
    bottom = HEAD + height * len(drawn.rows)
    context = {
        "width": LABELS + COLUMN * len(drawn.columns) + 2 * EDGE,
        "height": bottom + 2 * EDGE + 40,
        "edge": EDGE,
        "title": title(drawn),
        "description": description(drawn),
        "columns": [
            _words(_x(n), 48, [*wrap(column.name, 14), str(column.total)], _ink(column.colour))
            for n, column in enumerate(drawn.columns)
        ],
        "names": [_name(row, _y(n, height), height) for n, row in enumerate(drawn.rows)],
        "lines": [HEAD + height * n for n in range(len(drawn.rows) + 1)],
        "line_end": LABELS + COLUMN * len(drawn.columns),
        "spots": _spots(drawn, height),
        "source": f"POLKKA {date_format(timezone.localdate(), 'SHORT_DATE_FORMAT')}",
        "source_y": bottom + 40,
    }
    return render_to_string("portal/overview.svg", context)


def _x(column: int) -> float:
    return LABELS + COLUMN * (column + 0.5)


def _y(row: int, height: int) -> float:
    return HEAD + height * (row + 0.5)


def _ink(colour: str) -> str:
    """The light ink of a theme, or that of practices without one."""
    return INKS[colour or PLAIN].dot[0]


def _name(row: Row, middle: float, height: int) -> Words:
    """The name of a row with its total, under it where there is room."""
    if height == ROW:
        return _words(0, middle, [*wrap(row.shown, LINE), str(row.total)])
    return _words(0, middle, [f"{row.shown}  {row.total}"])


def _spots(drawn: Matrix, height: int) -> list[Spot]:
    """The dots and the rings of gaps; in low rows every number stands beside its dot."""
    box, spots = min(height, COLUMN) * 0.96, []
    for place, row in enumerate(drawn.rows):
        for number, cell in enumerate(row.cells):
            if not (cell.count or cell.is_gap):
                continue
            dot = matrix_dot(cell.count, drawn.largest)
            x, r, holds = _x(number), dot.r * box / THEME_BOX if cell.count else box * RING, dot.holds and height == ROW
            number_x = x if holds else x + r + 5
            ink = _ink(cell.column.colour)
            spots.append(Spot(x, _y(place, height), round(r, 1), cell.count, ink, round(number_x, 1), holds))
    return spots


def _words(x: float, middle: float, lines: list[str], colour: str = INK) -> Words:
    """Lines set around a middle, 19 px apart."""
    first = middle - 19 * (len(lines) - 1) / 2 + 5
    return Words(x, tuple((round(first + 19 * n, 1), line) for n, line in enumerate(lines)), colour)


def title(drawn: Matrix) -> str:
    """What the picture shows, in one line."""
    return _("Practices: theme and %(rows)s") % {"rows": drawn.rows_name.lower()}


def description(drawn: Matrix) -> str:
    """How the picture is read, with its total."""
    total = ngettext("%(n)s practice", "%(n)s practices", drawn.total) % {"n": drawn.total}
    return _("%(total)s. The area of a dot tells the number of practices; a dotted ring is a gap.") % {"total": total}
