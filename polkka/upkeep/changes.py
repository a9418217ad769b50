"""Who changed what in the admin: a row for each deed, field by field, written with it and told as differences."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Field, Model, QuerySet
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from polkka.kit.differences import ADDED, REMOVED, Difference, Piece, compared
from polkka.kit.languages import CODES

from .models import Change

Values = dict[str, Any]
Pairs = dict[str, list[Any]]
KEPT = timedelta(days=2 * 365)
SECRET = frozenset({"key", "token", "secret", "data", "context"})
"""Fields of which only the name is kept; so are all that hold an address."""
_ADDRESS = re.compile(r"\S+@\S+")
_OF_ROW = "|"
"""Between the parts of the name of a field of an inline row: model, field, key, name of the row."""


# --- what a row says -----------------------------------------------------------------------------------------------
def snapshot(row: Model | None) -> Values:
    """The editable fields of a row as plain values; a row that is named is its name, one of nothing is {}."""
    if row is None:
        return {}
    held = {field.name: _plain(row, field) for field in row._meta.concrete_fields if _is_told(field)}
    for several in row._meta.many_to_many:
        if several.remote_field.through._meta.auto_created:  # type: ignore[union-attr]  # loaded models have it
            held[several.name] = sorted(named(one) for one in getattr(row, several.name).all())
    return held


def _is_told(field: "Field[Any, Any]") -> bool:
    return field.editable and not field.primary_key and field.name != "password"


def _plain(row: Model, field: "Field[Any, Any]") -> Any:
    if isinstance(field, models.ForeignKey):
        other = getattr(row, field.name)
        return named(other) if other is not None else None
    value = getattr(row, field.attname)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float | bool | list | dict) else str(value)


def named(row: Model) -> str:
    """What a row is called; people by their name, and never an address."""
    words = getattr(row, "name", "") or f"#{row.pk}" if isinstance(row, get_user_model()) else str(row)
    return _ADDRESS.sub("–", str(words))


def is_secret(field: "Field[Any, Any] | None", name: str) -> bool:
    return isinstance(field, models.EmailField) or name in SECRET


def pairs(model: type[Model], before: Values, after: Values) -> Pairs:
    """{field: [before, after]} of what differs; [] for a field whose words are not kept."""
    found: Pairs = {}
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old != new and not (old in (None, "", []) and new in (None, "", [])):
            found[name] = [] if is_secret(field_of(model, name), name) else [old, new]
    return found


def of_rows(model: type[Model], before: Mapping[int, Model], after: Mapping[int, Model]) -> Pairs:
    """The same of rows that are edited with another one, by their keys; added and removed ones are named."""
    found: Pairs = {}
    for pk in dict.fromkeys((*before, *after)):
        old, new = before.get(pk), after.get(pk)
        row = new or old
        assert row is not None
        for name, pair in pairs(model, snapshot(old), snapshot(new)).items():
            found[_OF_ROW.join((model._meta.label_lower, name, str(pk), named(row)))] = pair
    return found


def field_of(model: type[Model], name: str) -> "Field[Any, Any] | None":
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


# --- writing -------------------------------------------------------------------------------------------------------
def note(row: Model, deed: str, *, by: Any, fields: Pairs, key: Any = None) -> Change | None:
    """Write one deed down, in the transaction of the deed; nothing if a change changed nothing."""
    if deed == Change.Deed.CHANGE and not fields:
        return None
    return Change.objects.create(
        model=row._meta.label_lower,
        key=str(key or row.pk)[:40],
        name=named(row)[:200],
        deed=deed,
        fields=fields,
        by=by,
        by_name=(by.name or str(_("without a name")))[:120],
    )


def note_all(rows: Iterable[Model], deed: str, *, by: Any) -> None:
    """Write down that these rows are added or, before it is done, deleted."""
    for row in rows:
        held = snapshot(row)
        told = pairs(type(row), held, {}) if deed == Change.Deed.DELETE else pairs(type(row), {}, held)
        note(row, deed, by=by, fields=told)


# --- telling -------------------------------------------------------------------------------------------------------
def of(row: Model) -> QuerySet[Change]:
    """What was done to a row in the admin, the newest first."""
    return Change.objects.filter(model=row._meta.label_lower, key=str(row.pk)).order_by("-at", "-pk")


def told(change: Change) -> list[Difference]:
    """The fields of a deed with their differences, in the language of the reader and in the order of the form.

    Databases keep the fields in orders of their own.
    """
    names = sorted(change.fields, key=lambda name: _place(change.model, name))
    return [_line(change.model, name, change.fields[name]) for name in names]


def _place(label: str, name: str) -> tuple[bool, str, str, int, str]:
    """First the fields of the row itself, then row by row what was edited with it; each in the order of its model."""
    is_inline, key = _OF_ROW in name, ""
    if is_inline:
        label, name, key, _owner = name.split(_OF_ROW, 3)
    model = _model(label)
    fields = [field.name for field in model._meta.get_fields()] if model else []
    return is_inline, label if is_inline else "", key, fields.index(name) if name in fields else len(fields), name


def headings(change: Change) -> list[str]:
    """What the fields of a deed are called, without comparing anything."""
    return [_field(change.model, name)[1] for name in change.fields]


def table(change: Change) -> str:
    """What kind of row it was, in words."""
    return _called(change.model)


def tables() -> list[tuple[str, str]]:
    """The tables in which something has been changed: label and words, in the order of the words."""
    labels = Change.objects.order_by().values_list("model", flat=True).distinct()
    return sorted(((label, _called(label)) for label in labels), key=lambda pair: pair[1].casefold())


def _called(label: str) -> str:
    model = _model(label)
    return str(model._meta.verbose_name) if model else label


def _line(label: str, name: str, pair: list[Any]) -> Difference:
    field, heading = _field(label, name)
    column = name.split(_OF_ROW)[1] if _OF_ROW in name else name
    suffix = column.rpartition("_")[2]
    return Difference(heading, _pieces(field, pair), suffix if suffix in CODES else "")


_said = _
"""Words of the interface, kept as they were written: they name what is no column. They are collected elsewhere."""


def _field(label: str, name: str) -> "tuple[Field[Any, Any] | None, str]":
    """The field of a change of this table, and what it is called."""
    owner = ""
    if _OF_ROW in name:
        label, name, _key, owner = name.split(_OF_ROW, 3)
    model = _model(label)
    field = field_of(model, name) if model else None
    heading = str(field.verbose_name) if field else _said(name)
    if owner and model:
        heading = f"{model._meta.verbose_name} {owner}: {heading}"
    return field, heading[:1].upper() + heading[1:]


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _pieces(field: "Field[Any, Any] | None", pair: list[Any]) -> tuple[Piece, ...]:
    if not pair:
        return (Piece(ADDED, _("changed; the words are not kept")),)
    before, after = (_word(field, value) for value in pair)
    if isinstance(field, models.TextField) or len(before) + len(after) > 120:
        return compared(before, after) or (Piece(ADDED, _("only spaces and line breaks")),)
    return tuple(Piece(kind, text) for kind, text in ((REMOVED, before), (ADDED, after)) if text)


def _word(field: "Field[Any, Any] | None", value: Any) -> str:
    """A stored value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    choices: dict[Any, Any] = dict(getattr(field, "flatchoices", None) or ())
    if value in choices:
        return str(choices[value])
    return _moment(field, value) if isinstance(value, str) else str(value)


def _moment(field: "Field[Any, Any] | None", value: str) -> str:
    if isinstance(field, models.DateTimeField) and (at := parse_datetime(value)):
        return str(formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT"))
    if isinstance(field, models.DateField) and (day := parse_date(value[:10])):
        return str(formats.date_format(day, "SHORT_DATE_FORMAT"))
    return value
