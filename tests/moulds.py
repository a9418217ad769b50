"""Rows that the rules have made once in this process, set down again: the same version, many times faster."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, ForeignKey, Max, Model
from django.utils import timezone
from taggit.models import Tag

from criteria.models import CriteriaSet
from polkka.upkeep import generation
from practices import entries
from practices.models import Practice, Version, new_public_id
from practices.states import State
from search.loading import write

Place = tuple[type[Model], Any]
"""A row: its model and its key."""


@dataclass
class Mould:
    """The rows that making one version has added, and the parts and keywords that they refer to."""

    version: int
    made_at: datetime
    parts: dict[Place, str]
    tags: dict[int, str]
    rows: dict[type[Model], list[Model]]


_held: dict[Any, Mould] = {}


def cast_in(key: Any, people: Mapping[str, Model], make: Callable[[], Version]) -> Version:
    """What `make` makes: by the rules the first time in this process, later as a copy of those rows.

    `key` names what is made; `people` are the rows of the cast by part: other names, another mould.
    """
    names = tuple(str(getattr(row, "name", "")) for row in people.values())
    whole = (key, names, CriteriaSet.objects.get(is_current=True).pk)
    if whole not in _held:
        newest = {model: model._base_manager.aggregate(pk=Max("pk"))["pk"] or 0 for model in _tables()}
        version, now = make(), timezone.now()
        rows = {model: list(model._base_manager.filter(pk__gt=pk).order_by("pk")) for model, pk in newest.items()}
        parts = {(type(row), row.pk): part for part, row in people.items()}
        _held[whole] = Mould(version.pk, now, parts, dict(Tag.objects.values_list("pk", "name")), rows)
        return version
    return _copied(_held[whole], people)


def _tables() -> list[type[Model]]:
    """The tables of practices: each after those that it refers to."""
    left = list(apps.get_app_config("practices").get_models())
    ordered: list[type[Model]] = []
    while left:
        ready = next(m for m in left if not any(f.related_model in left and f.related_model is not m for f in _keys(m)))
        ordered.append(ready)
        left.remove(ready)
    return ordered


def _keys(model: type[Model]) -> list[Any]:
    return [column for column in model._meta.concrete_fields if isinstance(column, ForeignKey)]


def _copied(mould: Mould, people: Mapping[str, Model]) -> Version:
    """Set the rows down with keys of their own and their times moved to now; the search hears of what is public."""
    places: dict[Place, Any] = {place: people[part].pk for place, part in mould.parts.items()}
    places |= {(Tag, pk): Tag.objects.get_or_create(name=name)[0].pk for pk, name in mould.tags.items()}
    later = timezone.now() - mould.made_at
    for model, rows in mould.rows.items():
        for several in _together(model, rows):
            made = model._base_manager.bulk_create([_renewed(row, places, later) for row in several])
            places |= {(model, old.pk): new.pk for old, new in zip(several, made, strict=True)}
    version = Version.unscoped.with_words().select_related("practice__project__coordination", "practice__owner")
    shown = version.filter(practice=places[Practice, mould.rows[Practice][0].pk], state=State.PUBLISHED).first()
    if shown:
        prepared = entries.prepare(shown, shown.label, shown.published_at)
        write(prepared, public_id=shown.practice.public_id, at=generation.bump())
    outcome = version.get(pk=places[Version, mould.version])
    if outcome.criteria_set:
        outcome.criteria_set.freeze()
    return outcome


def _together(model: type[Model], rows: list[Model]) -> Iterator[list[Model]]:
    """Rows that can be inserted at once: one after the other where they refer to one another."""
    if any(key.related_model is model for key in _keys(model)):
        yield from ([row] for row in rows)
    elif rows:
        yield rows


def _renewed(row: Model, places: dict[Place, Any], later: timedelta) -> Model:
    new = copy.copy(row)
    new._state = copy.copy(row._state)
    new.pk, new._state.adding = None, True
    for column in new._meta.concrete_fields:
        value = getattr(new, column.attname)
        if isinstance(column, ForeignKey):
            setattr(new, column.attname, places.get((column.related_model, value), value))
        elif isinstance(column, DateTimeField) and value is not None:
            setattr(new, column.attname, value + later)
    if isinstance(new, Practice):
        new.public_id = new_public_id()
    return new
