"""A whole sheet: which of its columns are known, and what each of its rows would do."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit.grids import LONG, Grid, Unreadable
from polkka.kit.refusing import Refused

from ..models import Sheet
from . import drafts, organisations, projects, reading
from .columns import Column, folded, headings, helps, in_all
from .rowing import FAULTS, ROW, STATUSES, TOO_LONG, UNREAD, Checked, Reader, ReaderOf

READERS: dict[str, ReaderOf] = {
    Sheet.Kind.ORGANISATIONS: organisations.Organisations,
    Sheet.Kind.PROJECTS: projects.Projects,
    Sheet.Kind.PRACTICES: drafts.Drafts,
}
NEEDED = {
    Sheet.Kind.ORGANISATIONS: "network.add_organisation",
    Sheet.Kind.PROJECTS: "projects.add_project",
    Sheet.Kind.PRACTICES: "practices.coordinate",
}


def kinds(by: User) -> list[tuple[str, str]]:
    """The kinds of sheets that this person may load."""
    return [(str(kind), str(kind.label)) for kind in Sheet.Kind if by.has_perm(NEEDED[kind])]


def columns(kind: str, by: User) -> tuple[Column, ...]:
    """The columns of a kind of sheet, as this person may fill them."""
    if kind == Sheet.Kind.ORGANISATIONS:
        return organisations.columns()
    return projects.columns() if kind == Sheet.Kind.PROJECTS else drafts.columns(by)


def prepared(grid: Grid, kind: str, *, name: str, by: User) -> Sheet:
    """The sheet of these rows, not stored yet. Raises Refused where a column is missing or stands twice."""
    try:
        return _prepared(grid, kind, name, by)
    except Unreadable as fault:
        raise reading.refusal(fault.code, **fault.details) from fault


def _prepared(grid: Grid, kind: str, name: str, by: User) -> Sheet:
    known = columns(kind, by)
    codes = _codes(grid, known)
    notes = list(grid.notes)
    ours = {folded(words) for label in (FAULTS, ROW) for words in in_all(label).values()}
    heads_of_none = [head for head, code in zip(grid.headings, codes, strict=True) if head and not code]
    if unknown := [head for head in heads_of_none if folded(head) not in ours]:
        notes.append(("unknown", ", ".join(word[:40] for word in unknown)))
    rows = [(number, _cells(codes, cells)) for number, cells in grid.rows]
    said = helps(known)
    rows = [row for row in rows if not _is_help(row[1], said)]
    if not any(cells for _number, cells in rows):
        raise Unreadable("no-rows")
    unread = [(number, codes[place], why) for number, place, why in grid.unread if place < len(codes) and codes[place]]
    heads = [(code, head[:80]) for head, code in zip(grid.headings, codes, strict=True) if code]
    about = {"headings": heads, "notes": notes, "unread": unread}
    return Sheet(kind=kind, name=name[:160], rows=rows, about=about, by=by, by_name=by.name)


def _codes(grid: Grid, known: Iterable[Column]) -> list[str]:
    """The code of each column of the file, "" for one that is not known. Raises Unreadable."""
    table = headings(known)
    codes = [table.get(folded(head), "") for head in grid.headings]
    found = [code for code in codes if code]
    if twice := [head for head, code in zip(grid.headings, codes, strict=True) if code and found.count(code) > 1]:
        raise Unreadable("twice", names=", ".join(twice))
    if missing := [str(column.label) for column in known if column.required and column.code not in found]:
        raise Unreadable("missing", names=", ".join(missing))
    return codes


def _cells(codes: list[str], cells: list[str]) -> dict[str, str]:
    """What stands in the cells of known columns; empty ones are left out."""
    return {code: words for code, words in zip(codes, cells, strict=False) if code and words}


def _is_help(cells: dict[str, str], said: dict[str, set[str]]) -> bool:
    """Whether this is the row of a template that explains the columns."""
    return len(cells) > 1 and all(folded(words) in said[code] for code, words in cells.items())


def check(sheet: Sheet, reader: Reader, places: Iterable[int] | None = None) -> list[Checked]:
    """What each row would do; `places` are those of the rows to be looked at, if not all."""
    unread: dict[int, list[tuple[str, str]]] = {}
    for number, code, why in sheet.about.get("unread", ()):
        unread.setdefault(number, []).append((code, why))
    chosen = sheet.rows if places is None else [sheet.rows[place] for place in places]
    found = []
    for number, cells in chosen:
        faulty = dict(unread.get(number, ()))
        row = reader.check(number, {code: words for code, words in cells.items() if code not in faulty})
        kept = [(code, words) for code, words in row.faults if code not in faulty]
        row.faults = [*((code, TOO_LONG if why == LONG else UNREAD[why]) for code, why in faulty.items()), *kept]
        found.append(row)
    return found


def counts(rows: Iterable[Checked]) -> dict[str, int]:
    """How many rows there are of each status."""
    found = dict.fromkeys(STATUSES, 0)
    for row in rows:
        found[row.status] += 1
    return found


def reader(kind: str, by: User) -> Reader:
    """What knows this kind of sheet. Raises Refused for a person who may not load it."""
    if not by.has_perm(NEEDED[Sheet.Kind(kind)]):
        raise Refused(_("You cannot load spreadsheets of this kind."))
    return READERS[kind](by)


def heading(sheet: Sheet, code: str, known: dict[str, Any]) -> str:
    """The heading of a column as it stands in the sheet, or as it is called here."""
    return heads(sheet).get(code) or str(known.get(code) or code)


def heads(sheet: Sheet) -> dict[str, str]:
    """Code → heading of the columns of a sheet in their order, which databases keep of lists only."""
    return dict(sheet.about.get("headings", ()))
