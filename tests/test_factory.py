"""The cast's practices stand where the tests think they stand, copies of them too."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import DateTimeField, ForeignKey

from practices.models import Practice, Version
from practices.states import State
from search.models import Entry

from .factory import Cast, by_the_rules, in_state


@pytest.mark.parametrize("state", list(State))
def test_a_copy_says_what_the_rules_have_made(cast: Cast, state: str) -> None:
    in_state(cast, state)
    copied, made = in_state(cast, state), by_the_rules(cast, state)
    assert copied.state == state
    assert _rows_of(copied) == _rows_of(made)


def _rows_of(version: Version) -> list[Any]:
    """Everything that belongs to the practice of a version, without keys and times."""
    rows = [
        _said(model, row) for model in apps.get_app_config("practices").get_models() for row in _own(model, version)
    ]
    entries = Entry.objects.filter(public_id=version.practice.public_id, live=True)
    return rows + [(entry.language, entry.title, entry.lexemes, entry.facets) for entry in entries]


def _own(model: Any, version: Version) -> list[Any]:
    if model is Practice:
        return [version.practice]
    for path in ("practice", "version__practice", "assessment__version__practice", "content_object__practice"):
        if path.split("__")[0] in {field.name for field in model._meta.fields}:
            return list(model._base_manager.filter(**{path: version.practice}).order_by("pk"))
    return []


def _said(model: Any, row: Any) -> tuple[str, dict[str, Any]]:
    left_out = {"id", "public_id"}
    values = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if field.name not in left_out
        and not isinstance(field, DateTimeField)
        and not (isinstance(field, ForeignKey) and field.related_model._meta.app_label == "practices")
    }
    return model._meta.label, values
