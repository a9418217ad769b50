"""Rows of several tables, fetched by one query: each table gives the same five columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast


@dataclass(frozen=True)
class Row:
    """`kind` tells the table; `key` and `words` are texts ("" for none), `at` a time, `ref` a number or None."""

    kind: str
    key: str
    words: str
    at: datetime | None
    ref: int | None


def part(
    kind: str, rows: "QuerySet[Any]", *, key: str, words: str, at: str = "", ref: str = ""
) -> "QuerySet[Any, Any]":
    """What one table gives: the names of the columns that hold key, words, time ("" for none) and number ("")."""
    columns: dict[str, Any] = {
        "row_kind": Value(kind, output_field=CharField()),
        "row_key": Cast(F(key), TextField()),
        "row_words": Cast(F(words), TextField()),
        "row_at": F(at) if at else Cast(Value(None), DateTimeField()),
        "row_ref": Cast(F(ref), BigIntegerField()) if ref else Cast(Value(None), BigIntegerField()),
    }
    told: QuerySet[Any, Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return told


def fetch(parts: "Sequence[QuerySet[Any, Any]]") -> list[Row]:
    """The rows of all parts, the oldest of each kind first and those without a time last; no query for no part."""
    if not parts:
        return []
    first, *others = sorted(parts, key=_has_no_time)
    found = [Row(kind, key or "", words or "", at, ref) for kind, key, words, at, ref in first.union(*others, all=True)]
    return sorted(found, key=lambda row: (row.at is None, row.at.timestamp() if row.at else 0.0, row.key, row.ref or 0))


def _has_no_time(rows: "QuerySet[Any, Any]") -> bool:
    """The first part says how the database’s times are read, so it must be one that has them."""
    return isinstance(rows.query.annotations["row_at"], Cast)
