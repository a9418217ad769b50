"""What uses a concept: every foreign key of every app that leads to one, found in the models themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Count, ForeignKey, ManyToOneRel, Model, QuerySet, UniqueConstraint
from django.utils.text import capfirst

from .models import Concept, Gain

if TYPE_CHECKING:
    Column = ForeignKey[Any, Any]
else:
    Column = ForeignKey
OWN = (Concept, Gain)
"""Models of this app: what stands under a concept and what it gives are no uses of it."""


@dataclass(frozen=True)
class Use:
    """The rows of one kind that name a concept; `column` names them, as "practices.versionconcept.concept"."""

    column: str
    name: str
    count: int
    examples: tuple[str, ...] = ()


def columns() -> list[Column]:
    """Every column of another app that names a concept, in a fixed order."""
    relations = Concept._meta.get_fields(include_hidden=True)
    found = [one.field for one in relations if isinstance(one, ManyToOneRel) and one.field.model not in OWN]
    return sorted(found, key=code)


def code(column: Column) -> str:
    return f"{column.model._meta.label_lower}.{column.name}"


def name(column: Column) -> str:
    return str(capfirst(column.model._meta.verbose_name_plural))


def rows(column: Column, concept: Concept) -> "QuerySet[Any]":
    """The rows that name `concept` in `column`, whoever may see them."""
    return column.model._base_manager.filter(**{column.name: concept}).order_by("pk")


def counted(concepts: Iterable[int]) -> dict[int, dict[str, int]]:
    """Concept → column → number of rows: one query a column, however many concepts."""
    wanted = list(concepts)
    found: dict[int, dict[str, int]] = {pk: {} for pk in wanted}
    for column in columns():
        named = column.model._base_manager.filter(**{f"{column.name}__in": wanted}).order_by()
        for pk, number in named.values_list(column.attname).annotate(n=Count("pk")):
            found[pk][code(column)] = number
    return found


def repoint(column: Column, source: Concept, target: Concept) -> int:
    """Let the rows of `column` name `target` in place of `source`; the number of rows that did name `source`.

    Where a row may name a concept only once and names both, one of the two is left, with every mark that either had.
    """
    both = _other_column(column)
    number = rows(column, source).count()
    if both:
        _join(column, both, source, target)
    rows(column, source).update(**{column.name: target})
    return number


def _other_column(column: Column) -> str:
    """The column that may have each concept only once, "" if there is none."""
    for rule in column.model._meta.constraints:
        if isinstance(rule, UniqueConstraint) and not rule.condition and column.name in rule.fields:
            return next(field for field in rule.fields if field != column.name)
    return ""


def _join(column: Column, other: str, source: Concept, target: Concept) -> None:
    model: type[Model] = column.model
    marks = [field.name for field in model._meta.fields if isinstance(field, BooleanField)]
    twice = rows(column, source).filter(**{f"{other}__in": rows(column, target).order_by().values(other)})
    marked = {mark: list(twice.filter(**{mark: True}).values_list(other, flat=True)) for mark in marks}
    model._base_manager.filter(pk__in=list(twice.values_list("pk", flat=True))).delete()
    for mark, owners in marked.items():
        rows(column, target).filter(**{f"{other}__in": owners}).update(**{mark: True})
