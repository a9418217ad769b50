"""An assessment as the fields of a page: what is held of each, and saving those that changed, field by field."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import QueryDict

from criteria.models import Criterion

from . import assessing
from .assessment_forms import PARTS, WHOLE, AssessmentForm
from .criteria_fields import NOT_APPLICABLE
from .forms import SEEN
from .merging import digest
from .models import Answer, Assessment
from .permissions import Actor

Values = dict[str, Any]
"""Name of a field → its value: a step as "", "0" … "4" or "na", a text, or whether a comment is for the authors."""


@dataclass(frozen=True)
class Saved:
    """What became of a save: field → the digest of what is held now, and field → what is held, where two differ."""

    seen: dict[str, str] = field(default_factory=dict)
    conflicts: Values = field(default_factory=dict)


def held(assessment: Assessment, criteria: Iterable[Criterion]) -> Values:
    """Every field as the database has it now: two queries."""
    answers = {row.criterion_id: row for row in Answer.objects.filter(assessment=assessment.pk)}
    values: Values = {}
    for criterion in criteria:
        row = answers.get(criterion.pk)
        values[f"step_{criterion.code}"] = _choice(row)
        values[f"comment_{criterion.code}"] = row.comment if row else ""
        values[f"for_authors_{criterion.code}"] = row.for_authors if row else True
    whole = Assessment.unscoped.filter(pk=assessment.pk).values(*WHOLE).get()
    return values | {name: str(value) if value is not None else "" for name, value in whole.items()}


def _choice(row: Answer | None) -> str:
    if row is None or (row.step is None and not row.not_applicable):
        return ""
    return NOT_APPLICABLE if row.not_applicable else str(row.step)


def digests(values: Mapping[str, Any]) -> dict[str, str]:
    """What a page is shown, as fingerprints by field."""
    return {name: digest(value) for name, value in values.items()}


def sent(form: AssessmentForm, data: QueryDict, dropped: Collection[str] = ()) -> tuple[Values, dict[str, str]]:
    """The sound fields that a page sent, and the digests it had been shown: those of which `data` has one.

    `dropped` are fields of which the person takes what is held.
    """
    names = [name for name in form.fields if SEEN + name in data and name not in dropped and name not in form.errors]
    return {name: form.cleaned_data[name] for name in names}, {name: data[SEEN + name] for name in names}


def save(assessment: Assessment, values: Values, *, by: Actor, seen: Mapping[str, str]) -> Saved:
    """Write the fields that this page changed. Where another window changed the same one, nothing of it is written.

    Saving the same again changes nothing. Raises assessing.Refused if there is something to write and it is closed.
    """
    criteria = {c.code: c for c in assessing.criteria_of(assessment.version)}
    if not _differs(values, held(assessment, criteria.values())):
        return Saved({name: digest(value) for name, value in values.items()})
    with transaction.atomic():
        assessing.claim(assessment, by)
        now = held(assessment, criteria.values())
        changed = {name: value for name, value in values.items() if now[name] != value}
        conflicts = {name: now[name] for name in changed if seen.get(name) != digest(now[name])}
        _write(assessment, criteria, now, {name: changed[name] for name in changed if name not in conflicts})
    return Saved({name: digest(now[name] if name in conflicts else values[name]) for name in values}, conflicts)


def _differs(values: Values, now: Values) -> bool:
    return any(now[name] != value for name, value in values.items())


def _write(assessment: Assessment, criteria: Mapping[str, Criterion], now: Values, changed: Values) -> None:
    for code, criterion in criteria.items():
        if any(f"{part}_{code}" in changed for part in PARTS):
            step, comment, for_authors = ((now | changed)[f"{part}_{code}"] for part in PARTS)
            Answer.objects.update_or_create(
                assessment=assessment,
                criterion=criterion,
                defaults={
                    "step": int(step) if step not in ("", NOT_APPLICABLE) else None,
                    "not_applicable": step == NOT_APPLICABLE,
                    "comment": comment,
                    "for_authors": for_authors,
                },
            )
    whole: Values = {name: changed[name] for name in WHOLE if name in changed}
    if "confidence" in whole:
        whole["confidence"] = int(whole["confidence"]) if whole["confidence"] else None
    if whole:
        Assessment.unscoped.filter(pk=assessment.pk).update(**whole)
