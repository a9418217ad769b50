"""Files for the person: a template to fill, and the rows that are wrong with what is wrong in them."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import IO, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import User
from polkka.kit import spreadsheets
from polkka.kit.languages import current

from ..models import Sheet
from . import checking
from .columns import Column, help_of
from .rowing import FAULTS, ROW, WRONG, Checked

NAMES: Final = {
    Sheet.Kind.ORGANISATIONS: gettext_lazy("Organisations"),
    Sheet.Kind.PROJECTS: gettext_lazy("Projects"),
    Sheet.Kind.PRACTICES: gettext_lazy("Practices"),
}


def template(kind: str, by: User) -> IO[bytes]:
    """A workbook with the headings and a row of help; the second sheet has the allowed values."""
    known = checking.columns(kind, by)
    heads, helps = [title(column) for column in known], [help_of(column) for column in known]
    listed = [column for column in known if column.choices]
    values = [[f"{choice.told(current())} ({choice.code})" for choice in column.choices.all] for column in listed
              if column.choices]  # fmt: skip
    rows = [[value or "" for value in row] for row in zip_longest(*values)]
    return spreadsheets.xlsx(
        [
            (str(NAMES[Sheet.Kind(kind)]), heads, [helps]),
            (_("Allowed values"), [title(column) for column in listed], rows),
        ]
    )


def title(column: Column) -> str:
    """The heading of a column, with a capital letter."""
    words = str(column.label)
    return words[:1].upper() + words[1:]


def with_faults(sheet: Sheet, rows: Iterable[Checked], known: Iterable[Column]) -> IO[bytes]:
    """The wrong rows as they were sent, with a column that says what is wrong."""
    codes = list(checking.heads(sheet))
    heads = [*checking.heads(sheet).values(), str(FAULTS), str(ROW)]
    labels = {column.code: title(column) for column in known}
    held = dict(sheet.rows)
    wrong = (
        [*(held[row.number].get(code, "") for code in codes), "\n".join(said(sheet, row, labels)), row.number]
        for row in rows
        if row.status == WRONG
    )
    return spreadsheets.xlsx([(str(NAMES[Sheet.Kind(sheet.kind)]), heads, wrong)])


def said(sheet: Sheet, row: Checked, labels: dict[str, str]) -> list[str]:
    """What is wrong in a row: the heading of the column and what to do."""
    return [f"{checking.heading(sheet, code, labels)}: {message}" for code, message in row.faults]
