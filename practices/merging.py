"""Merging what two people did to one answer. Pure: no database, no framework."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Row = Mapping[str, str]


@dataclass(frozen=True)
class Raw:
    """What was typed to a question and cannot be its answer yet: names and values as the form sent them."""

    fields: tuple[tuple[str, str], ...]

    def listed(self) -> list[list[str]]:
        """The fields as JSON keeps them."""
        return [[name, value] for name, value in self.fields]


@dataclass(frozen=True)
class _Change:
    """Instead of the rows from `start` up to `end` of what was shown stand `rows` now."""

    start: int
    end: int
    rows: tuple[Row, ...]

    def meets(self, other: "_Change") -> bool:
        if (self.start, self.end) == (other.start, other.end):
            return True
        return self.start < other.end and other.start < self.end


def digest(value: Any) -> str:
    """A short fingerprint of an answer: what a form was shown. Of rows also one mark for each row."""
    if isinstance(value, Raw):
        return _hashed({"raw": value.listed()})
    whole = _hashed(value)
    return f"{whole}.{'-'.join(_mark(row) for row in value)}" if _has_rows(value) else whole


def _hashed(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _mark(row: Row) -> str:
    return _hashed(row)[:8]


def _has_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def merged_rows(shown: str, theirs: Any, mine: Any) -> list[Row] | None:
    """Both people's rows in one answer; None if they changed the same row, or if these are no answers of rows.

    `shown` is the digest of the rows that both began from. Rows added at one place stand one after the other, theirs
    first; a row that stands there already is not added again, so that a repeated save changes nothing.
    """
    marks = [mark for mark in shown.partition(".")[2].split("-") if mark]
    if not all(rows == [] or _has_rows(rows) for rows in (theirs, mine)) or not (marks or shown == digest([])):
        return None
    known = {_mark(row): row for row in (*theirs, *mine)}
    changes = _together(list(_changes(marks, theirs)), list(_changes(marks, mine)))
    if changes is None:
        return None
    merged: list[Row] = []
    place = 0
    for change in changes:
        merged += [known[mark] for mark in marks[place : change.start]]
        merged += change.rows
        place = change.end
    return merged + [known[mark] for mark in marks[place:]]


def _changes(marks: Sequence[str], rows: Sequence[Row]) -> Iterator[_Change]:
    """How the rows differ from those that were shown: row by row where one stands for one, then what was added."""
    steps = SequenceMatcher(None, marks, [_mark(row) for row in rows], autojunk=False).get_opcodes()
    for kind, start, end, first, last in steps:
        if kind == "equal":
            continue
        pairs = min(end - start, last - first)
        for step in range(pairs):
            yield _Change(start + step, start + step + 1, (rows[first + step],))
        if end - start > pairs or last - first > pairs:
            yield _Change(start + pairs, end, tuple(rows[first + pairs : last]))


def _together(theirs: list[_Change], mine: list[_Change]) -> list[_Change] | None:
    """The changes of both in order; None if two of them cannot both be made."""
    for number, change in enumerate(theirs):
        for other in [other for other in mine if change.meets(other)]:
            joined = _joined(change, other)
            if joined is None:
                return None
            theirs[number] = change = joined
            mine.remove(other)
    return sorted([*theirs, *mine], key=lambda change: (change.start, change.end))


def _joined(theirs: _Change, mine: _Change) -> _Change | None:
    if theirs == mine:
        return theirs
    if theirs.start == theirs.end == mine.start == mine.end:
        return _Change(theirs.start, theirs.end, (*theirs.rows, *(row for row in mine.rows if row not in theirs.rows)))
    return None
