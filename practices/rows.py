"""A question answered with rows: those that are filled, empty ones to fill, and moving and removing them."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from .inputs import LONG, Input, text_field
from .questions import BY_CODE

SPARE_ROWS = 2
MORE, DEEDS = "more", ("up", "down", "drop")
"""Names of the buttons: "more" sends the code of the question, the others that of a row, `<code>-<number>`."""
MOST_SENT = 200
WEB = "url"
"""The column that holds an address."""
_ROW = re.compile(r"([a-z_]{1,40})-(\d{1,3})", re.ASCII)
_NO_SCHEME = re.compile(r"www\.\S|[\w-]+(\.[\w-]+)+/", re.IGNORECASE)


def stays_at(data: Mapping[str, Any]) -> str:
    """The code of the rows to which a form that was sent wants to return, "" if it wants to go on."""
    codes = [str(data.get(MORE) or "")]
    codes += [match[1] for deed in DEEDS if (match := _ROW.fullmatch(str(data.get(deed) or "")))]
    return next((code for code in codes if code in BY_CODE), "")


def with_scheme(address: str) -> str:
    """A web address as typed, with https:// before www. and the like."""
    return f"https://{address}" if _NO_SCHEME.match(address) else address


class RowsInput(Input):
    """Rows of a few columns each."""

    template = "practices/inputs/rows.html"

    def __init__(self, question: Any, *, sent: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(question, **options)
        self.sent = sent or {}
        filled = len(self.present or ())
        self.most = max(self.question.most, filled)
        self.count = max(min(self.most, filled + SPARE_ROWS), min(MOST_SENT, self._sent()))

    def _sent(self) -> int:
        """How many rows a form that was sent has."""
        found = (re.fullmatch(rf"{self.code}-(\d{{1,3}})-\w+", name) for name in self.sent)
        return max((int(match[1]) + 1 for match in found if match), default=0)

    @property
    def has_room(self) -> bool:
        return self.count < self.most

    @property
    def scripts(self) -> tuple[str, ...]:
        is_long = any(limit >= LONG for _column, _label, limit in self.question.columns)
        return ("rows", "markdown", "paste") if is_long else ("rows",)

    def row_names(self) -> list[list[str]]:
        """The names of the form fields, row by row."""
        columns = [column for column, _label, _limit in self.question.columns]
        return [[f"{self.code}-{row}-{column}" for column in columns] for row in range(self.count)]

    def fields(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        for names in self.row_names():
            for name, (column, label, limit) in zip(names, self.question.columns, strict=True):
                found[name] = text_field(limit >= LONG, limit, label, self._of_column(column, limit))
                found[name].required = True
        return found

    def _of_column(self, column: str, limit: int) -> dict[str, Any]:
        attributes: dict[str, Any] = {"lang": self.language, "dir": "auto"}
        if column == WEB:
            attributes = {"type": "url", "inputmode": "url", "autocapitalize": "off", "spellcheck": "false"}
        return attributes | ({"rows": 3, "data-markdown": ""} if limit >= LONG else {})

    def shown(self, answer: Any) -> dict[str, Any]:
        return {
            f"{self.code}-{number}-{column}": row.get(column, "")
            for number, row in enumerate(answer)
            for column, _label, _limit in self.question.columns
        }

    def answer(self, cleaned: Mapping[str, Any]) -> Any:
        columns = [column for column, _label, _limit in self.question.columns]
        rows = [dict(zip(columns, (cleaned[n] for n in names), strict=True)) for names in self.row_names()]
        filled = [row for row in self._rearranged(rows) if any(row.values())]
        return [{c: with_scheme(words) if c == WEB else words for c, words in row.items()} for row in filled]

    def _rearranged(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows after the button of one of them was pressed: moved past the nearest filled one, or removed."""
        for deed in DEEDS:
            match = _ROW.fullmatch(str(self.sent.get(deed) or ""))
            if match and match[1] == self.code and int(match[2]) < len(rows):
                return moved(rows, int(match[2]), deed)
        return rows

    def faults(self, cleaned: Mapping[str, Any]) -> dict[str, str]:
        surplus = len(self.answer(cleaned)) - self.most
        if surplus <= 0:
            return {}
        message = _("There are %(n)s rows; at most %(most)s can be saved. Remove some, or put two into one.")
        return {self.row_names()[self.most][0]: message % {"n": self.most + surplus, "most": self.most}}

    def headings(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, names in enumerate(self.row_names(), start=1):
            heading = f"{self.question.label}, {_('row %(number)s') % {'number': number}}"
            found |= dict.fromkeys(names, heading)
        return found

    def words(self, shown: Mapping[str, Any]) -> str:
        rows = [[str(shown.get(name) or "") for name in names] for names in self.row_names()]
        return "\n\n".join("\n".join(filter(None, cells)) for cells in rows if any(cells))


def moved(rows: list[dict[str, Any]], place: int, deed: str) -> list[dict[str, Any]]:
    rows, row = rows[:place] + rows[place + 1 :], rows[place]
    if deed == "drop":
        return rows
    before = [n for n, other in enumerate(rows) if any(other.values()) and n < place]
    after = [n for n, other in enumerate(rows) if any(other.values()) and n >= place]
    target = (before[-1] if before else 0) if deed == "up" else (after[0] + 1 if after else place)
    return [*rows[:target], row, *rows[target:]]
