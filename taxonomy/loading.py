"""Loading vocabularies from content/: a value an editor has changed is never overwritten."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from polkka.kit.languages import CODES
from polkka.upkeep import generation

from .models import Concept, Gain, Vocabulary


def load_row(model: Any, identity: dict[str, Any], values: dict[str, Any]) -> tuple[Any, bool]:
    """Make or renew one row; a field is written only while it still equals what was last loaded.

    Returns the row and whether anything was written. `values` must be JSON values by field name.
    """
    row = model.objects.filter(**identity).first()
    if row is None:
        return model.objects.create(**identity, **values, loaded=values), True
    changed = {
        name: value
        for name, value in values.items()
        if getattr(row, name) != value and (name not in row.loaded or getattr(row, name) == row.loaded[name])
    }
    if changed or row.loaded != values:
        for name, value in changed.items():
            setattr(row, name, value)
        row.loaded = values
        row.save(update_fields=None if changed else ["loaded"])
    return row, bool(changed)


def three(field: str, values: dict[str, Any] | None, empty: Any = "") -> dict[str, Any]:
    """`{"fi": …}` of a content file as field values: name_fi, name_sv, name_en."""
    return {f"{field}_{code}": (values or {}).get(code, empty) for code in CODES}


def _stripped(values: dict[str, str] | None) -> dict[str, str]:
    return {code: text.strip() for code, text in (values or {}).items()}


def load_vocabularies(folder: Path) -> int:
    """Load every vocabulary file of `folder`; the number of rows written."""
    written = 0
    with transaction.atomic():
        for path in sorted(folder.glob("*.toml")):
            written += _load_vocabulary(tomllib.loads(path.read_text(encoding="utf-8")))
        if written:
            generation.bump()
    return written


def _load_vocabulary(data: dict[str, Any]) -> int:
    values = {**three("name", data["name"]), "is_facet": data["is_facet"], "many": data["many"], "order": data["order"]}
    vocabulary, is_written = load_row(Vocabulary, {"code": data["code"]}, values)
    written = int(is_written)
    there = set(Concept.objects.filter(vocabulary=vocabulary).values_list("code", flat=True))
    for order, concept in enumerate(data["concepts"], start=1):
        values = {
            **three("name", concept["name"]),
            **three("long", concept.get("long")),
            **three("definition", concept.get("definition")),
            **three("introduction", _stripped(concept.get("introduction"))),
            **three("alternatives", concept.get("alternatives"), empty=[]),
            "colour": concept.get("colour", ""),
            "uri": concept.get("uri", ""),
            "explained": concept.get("explained", False),
            "order": order,
        }
        row, is_written = load_row(Concept, {"vocabulary": vocabulary, "code": concept["code"]}, values)
        written += int(is_written)
        if concept["code"] not in there and concept.get("parent"):
            row.parent = Concept.objects.get(vocabulary=vocabulary, code=concept["parent"]).in_place()
            row.save(update_fields=["parent"])
        if row.replaced_by_id:
            continue  # what it gave has gone over to the concept in its place
        for who, texts in concept.get("gains", {}).items():
            written += int(load_row(Gain, {"concept": row, "who": who}, three("text", _stripped(texts)))[1])
    return written
