"""Any list of the admin as a table to take along: the columns of the list, and those that its model adds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from itertools import islice
from typing import Any, Final

from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

MOST: Final = 20_000
"""Rows that are given at once."""
AT_ONCE: Final = 500
"""Rows that are read together."""
KINDS: Final = ("xlsx", "csv", "json")
LEADING: Final = frozenset({"action_checkbox", "on_site", "open", "ways"})
"""Columns that only lead somewhere."""


@dataclass(frozen=True)
class Column:
    """One column: its name for scripts, its heading for people, and what a row says in it."""

    name: str
    heading: str | Promise
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """What a model adds to its list: columns, and how its rows are read so that no row asks the database again.

    `is_whole`: these columns tell everything, so that those of the page are left out.
    """

    columns: Callable[[], Sequence[Column]]
    prepared: Callable[["QuerySet[Any]"], "QuerySet[Any]"] = lambda rows: rows
    is_whole: bool = False


TABLES: dict[str, Table] = {}
"""Label of a model → what it adds; the apps above register theirs."""


def columns(model_admin: Any, request: HttpRequest) -> list[Column]:
    """The columns of a list: those the model adds, then those of the page that tell something else; each name once."""
    table = TABLES.get(model_admin.opts.label_lower)
    added = list(table.columns()) if table else []
    if table and table.is_whole:
        return added
    there = {column.name for column in added} | LEADING
    names = [name for name in model_admin.get_list_display(request) if name not in there]
    return added + [_shown(name, model_admin) for name in names]


def _shown(name: Any, model_admin: Any) -> Column:
    """A column of the page: its heading, and its value without any markup."""
    heading: Any = label_for_field(name, model_admin.model, model_admin)
    code = name if isinstance(name, str) else getattr(name, "__name__", "column")
    return Column(code.strip("_") or "name", heading, lambda row: plain(_looked_up(name, row, model_admin)))


def _looked_up(name: Any, row: Model, model_admin: Any) -> Any:
    try:
        found, _attribute, value = lookup_field(name, row, model_admin)
    except ObjectDoesNotExist:
        return None
    if isinstance(found, Field) and found.flatchoices:
        return dict(found.flatchoices).get(value, value)
    return value


def plain(value: Any) -> Any:
    """A value that a cell can hold: numbers, dates and yes or no as they are, all else as its words."""
    if value is None or isinstance(value, bool | int | float | Decimal | date | datetime):
        return value
    if isinstance(value, SafeString):
        return " ".join(unescape(strip_tags(value)).split())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def rows(
    queryset: "QuerySet[Any]", told: Sequence[Column], *, is_for_people: bool, model_admin: Any, request: HttpRequest
) -> Iterator[list[Any]]:
    """What each row says, read some hundred at a time. For people, yes and no are words."""
    table = TABLES.get(queryset.model._meta.label_lower)
    prepared = table.prepared(queryset) if table else queryset
    coming = iter(prepared.iterator(chunk_size=AT_ONCE))
    fill = None if table and table.is_whole else getattr(model_admin, "fill", None)
    while some := list(islice(coming, AT_ONCE)):
        if fill:
            fill(request, some)
        for row in some:
            values = [column.value(row) for column in told]
            yield [_yes(value) for value in values] if is_for_people else values


def _yes(value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value
