"""A form of the admin that waits for its confirmation, told in words: whose page it is, and what was typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Field, Model
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from polkka.upkeep.models import Parked


@dataclass(frozen=True)
class Told:
    """`title`: of what the form is; `lines`: (label, text) of what it says."""

    title: str
    lines: list[tuple[str, str]]


def told(kept: Parked, request: HttpRequest) -> Told:
    """What a kept form would do; rows are named only to those who may look at them."""
    model = _model(kept.path)
    if model is None or not _may_look(request, model):
        return Told("", [])
    fields = dict(_fields(model))
    lines = [line for name, value in kept.fields if (line := _line(request, fields, name, value))]
    return Told(_title(kept.path, model), lines)


def _may_look(request: HttpRequest, model: "type[Model]") -> bool:
    page = admin.site._registry.get(model)
    return page is not None and page.has_view_permission(request)


def _model(path: str) -> "type[Model] | None":
    """The model whose admin page this is."""
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return None
    found = [model for model in admin.site._registry if name.startswith(_prefix(model))]
    return max(found, key=lambda model: len(_prefix(model)), default=None)


def _prefix(model: "type[Model]") -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}_"


def _title(path: str, model: "type[Model]") -> str:
    pk = next((part for part in path.split("/") if part.isdigit()), "")
    row = model._default_manager.filter(pk=pk).first() if pk else None
    return f"{capfirst(model._meta.verbose_name)}{f': {row}' if row else ''}"


def _fields(model: "type[Model]") -> "Iterator[tuple[str, Field[Any, Any]]]":
    """The fields of the model and of the rows on its page, by the name that the form gives them."""
    for inline in admin.site._registry[model].inlines:
        for one in inline.model._meta.fields:
            yield one.name, one
    for one in model._meta.fields:
        yield one.name, one


def _line(request: HttpRequest, fields: "dict[str, Field[Any, Any]]", name: str, value: str) -> tuple[str, str] | None:
    """What one field of the form says; nothing of what only the program reads."""
    last = name.rpartition("-")[2]
    if name == "action" and value:
        return _("Action"), value.replace("_", " ")
    if last == "DELETE":
        return _("Remove"), _("yes")
    field = fields.get(last)
    if field is None or field.primary_key or not value or name.startswith(("initial-", "_")):
        return None
    return capfirst(str(field.verbose_name)), _shown(request, field, value)


def _shown(request: HttpRequest, field: "Field[Any, Any]", value: str) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.related_model and value.isdecimal() and _may_look(request, field.related_model):
        row = field.related_model._default_manager.filter(pk=value).first()
        return str(row) if row else value
    return _("yes") if value == "on" else value
