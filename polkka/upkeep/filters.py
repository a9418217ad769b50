"""Filters of the lists in the admin that tell the values of a column in words, where the column holds codes."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

Pairs = Iterable[tuple[str, Any]]


def told(title: str | Promise, field: str, values: Callable[[], Pairs]) -> type[admin.SimpleListFilter]:
    """A filter by the codes of `field`; `values` gives each code and its words in the language of the reader."""

    def lookups(_filter: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(values())

    def queryset(chosen: Any, request: HttpRequest, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        return rows.filter(**{field: chosen.value()}) if chosen.value() else rows

    names = {"title": title, "parameter_name": field, "lookups": lookups, "queryset": queryset}
    return type("Told", (admin.SimpleListFilter,), names)
