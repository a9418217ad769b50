"""What the page of a loaded spreadsheet tells: how far it is, and what was made, changed and left."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from network.models import User

from .models import Sheet
from .tabular import checking, files, reading, running


class Page:
    """A sheet as its page shows it."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def stage(self) -> str:
        """Where it is, in a word or two."""
        sheet = self.sheet
        if sheet.undone_at:
            return _("taken back")
        if sheet.undoing_at:
            return _("being taken back")
        if sheet.done_at:
            return _("loaded")
        return _("being loaded") if sheet.begun_at else _("waits for you")

    @property
    def is_going(self) -> bool:
        return running.loads(self.sheet) or running.unloads(self.sheet)

    @property
    def total(self) -> int:
        """How many rows there are to do."""
        return len(self.sheet.made) if self.sheet.undoing_at else len(self.sheet.plan)

    @property
    def made(self) -> list[dict[str, Any]]:
        """Rows that are new, with an address in the admin."""
        return self._linked(one for one in self.sheet.made if "key" in one and one["before"] is None)

    @property
    def changed(self) -> list[dict[str, Any]]:
        return self._linked(one for one in self.sheet.made if one.get("before") is not None)

    @property
    def left(self) -> list[dict[str, Any]]:
        """Rows that were not loaded, each with why."""
        return [one for one in self.sheet.made if "why" in one]

    @property
    def stayed(self) -> list[dict[str, Any]]:
        """Rows that stayed when the rest was taken back, each with why."""
        return self._linked(one for one in self.sheet.made if "left" in one)

    def _linked(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows with an address; those that were taken back have none."""
        return [one | {"url": self._url(one)} for one in rows]

    def _url(self, one: dict[str, Any]) -> str:
        if self.sheet.undone_at and "left" not in one and one["before"] is None:
            return ""
        return reverse(f"admin:{one['model'].replace('.', '_')}_change", args=[one["key"]])

    @property
    def notes(self) -> list[str]:
        """What the person should know of the file."""
        return [reading.note(code, detail) for code, detail in self.sheet.about.get("notes", ())]


def heading_labels(sheet: Sheet, by: User) -> dict[str, str]:
    """Code of a column → what it is called here."""
    found = {column.code: files.title(column) for column in checking.columns(sheet.kind, by)}
    return found | {"precision": _("precision of the dates")}
