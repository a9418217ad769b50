"""What a form asks of one criterion: a step with its anchor texts, a comment, and what is read from them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from criteria.models import STEPS, Criterion
from polkka.kit.languages import said, translated
from polkka.kit.text import ProseInput

from .assessing import Given
from .models import Answer

NOT_APPLICABLE = "na"
TOO_LONG = _("This is %(show_value)d characters long; the longest possible is %(limit_value)d.")


class Answerable(forms.ChoiceField):
    """Asked of everybody, but may wait: completeness is judged when the assessment is finished."""

    widget = forms.RadioSelect

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


def prose(label: Any, limit: int, rows: int, **options: Any) -> ProseInput:
    """A text area that may stay empty."""
    area = forms.Textarea(attrs={"rows": rows})
    return ProseInput(
        label=label, max_length=limit, required=False, widget=area, error_messages={"max_length": TOO_LONG}, **options
    )


def steps(scale: list[dict[str, str]]) -> list[tuple[str, str]]:
    """The steps to choose from, named as the criteria set names them, and "not applicable"."""
    names = [said(step) for step in scale] or [""] * len(STEPS)
    named = [(str(step), f"{step} – {name}" if name else str(step)) for step, name in zip(STEPS, names, strict=False)]
    return [*named, (NOT_APPLICABLE, str(_("not applicable")))]


def guidance(criterion: Criterion) -> dict[str, Any]:
    """code, name, sub_criteria (name, text) and hints (step → anchor text) of a criterion, for a page."""
    return {
        "code": criterion.code,
        "name": translated(criterion, "name"),
        "sub_criteria": [(said(sub.get("name", {})), said(sub.get("text", {}))) for sub in criterion.sub_criteria],
        "hints": {str(level.step): translated(level, "text") for level in criterion.levels.all()},
    }


def given(cleaned: Mapping[str, Any], code: str) -> Given:
    """The answer to a criterion in the cleaned fields step_, comment_ and, if it is asked, for_authors_."""
    step = cleaned[f"step_{code}"]
    is_number = step not in ("", NOT_APPLICABLE)
    for_authors = cleaned.get(f"for_authors_{code}", Given.for_authors)
    return Given(int(step) if is_number else None, step == NOT_APPLICABLE, cleaned[f"comment_{code}"], for_authors)


def chosen(answer: Given | Answer | None) -> str:
    """The choice that shows an answer; "" if there is none."""
    if answer is None or (answer.step is None and not answer.not_applicable):
        return ""
    return NOT_APPLICABLE if answer.not_applicable else str(answer.step)
