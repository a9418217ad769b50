"""A row of a sheet as it was checked: what would be made or changed, and what is wrong in it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit.grids import ERROR, FORMULA

from .columns import EMPTY, Column, Words, Wrong

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
STATUSES: Final = (WRONG, NEW, CHANGED, SAME)
GOOD: Final = (NEW, CHANGED)
Cells = Mapping[str, str]
"""Code of a column → what stands in the cell; the columns that the sheet does not have are not in it."""
UNREAD: Final[dict[str, Words]] = {
    FORMULA: _("This is a formula whose value is not in the file. Copy it and paste it as a value."),
    ERROR: _("The formula in this cell gives an error. Mend it, or type the value."),
}
FAULTS, ROW = _("What is wrong"), _("Row")
"""Headings of the columns that a workbook of wrong rows has besides."""
TOO_LONG = _("This cell holds more than 20,000 characters. Shorten it.")


@dataclass
class Checked:
    """One row: `values` are what is to be written by field, `before` what those fields hold.

    `key` names the row that is changed (None for a new one).

    `faults` are (code of the column, message), `changes` (code, before, after) as people read it, `hints` sentences
    of what one should know though the row is good.
    """

    number: int
    name: str = ""
    key: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, Words]] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    hints: list[Words] = field(default_factory=list)

    @property
    def status(self) -> str:
        if self.faults:
            return WRONG
        return NEW if self.key is None else CHANGED if self.changes else SAME

    def digest(self) -> str:
        """Twelve characters that are others when the row would do something else."""
        told = [self.status, self.key, self.before, self.values]
        return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Made:
    """What loading a row did: the model, key and name of the row; `before` and `after` of the fields it changed.

    `before` is None for a row that is new; `mark` says in which state it was left, where the model counts that.
    """

    model: str
    key: int
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    mark: int = 0


class Reader(Protocol):
    """What knows one kind of sheet, as one person may load it; it holds what the database said when it was made."""

    columns: tuple[Column, ...]

    def check(self, number: int, cells: Cells) -> Checked:
        """What this row would do. It reads nothing from the database."""

    def write(self, row: Checked) -> Made:
        """Make or change what the row says, within the caller's transaction."""


def parsed(columns: tuple[Column, ...], cells: Cells, row: Checked) -> dict[str, Any]:
    """The values of the cells that hold something, None where a cell says that there is nothing; faults go to `row`."""
    found: dict[str, Any] = {}
    for column in columns:
        words = cells.get(column.code, "")
        if words in EMPTY:
            found[column.code] = None
        elif words:
            try:
                found[column.code] = column.parse(words)
            except Wrong as wrong:
                row.faults.append((column.code, wrong.message))
    return found


def needed(columns: tuple[Column, ...], given: Mapping[str, Any], row: Checked) -> None:
    """Say which cells of a new row must not be empty."""
    faulty = {code for code, _message in row.faults}
    for column in columns:
        if column.required and given.get(column.code) in (None, "", []) and column.code not in faulty:
            row.faults.append((column.code, _("This cell is empty. It is needed for a new row.")))


ReaderOf = Callable[[User], Reader]
