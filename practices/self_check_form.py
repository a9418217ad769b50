"""The form of the self-check: the criteria of the assessors, each with a note to oneself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from criteria.models import Criterion
from polkka.kit.languages import translated

from .assessing import Given
from .criteria_fields import Answerable, chosen, given, guidance, prose, steps


@dataclass(frozen=True)
class Checked:
    """One criterion as the self-check shows it: its guidance, its two fields, and the code of the next one or ""."""

    code: str
    name: str
    sub_criteria: list[tuple[str, str]]
    hints: dict[str, str]
    step: BoundField
    comment: BoundField
    then: str


class SelfCheckForm(forms.Form):
    """A step and a note for each criterion; everything may be left open."""

    use_required_attribute = False

    def __init__(
        self, criteria: list[Criterion], scale: list[dict[str, str]], held: Mapping[str, Given], data: Any = None
    ) -> None:
        super().__init__(data, label_suffix="")
        self.criteria = criteria
        self.headings: dict[str, str] = {}
        choices = steps(scale)
        for criterion in criteria:
            code, answer = criterion.code, held.get(criterion.code)
            self.fields[f"step_{code}"] = Answerable(
                label=translated(criterion, "question"), choices=choices, initial=chosen(answer)
            )
            self.fields[f"comment_{code}"] = prose(_("Note to yourselves"), 2000, 2)
            self.fields[f"comment_{code}"].initial = answer.comment if answer else ""
            self.headings |= {f"{part}_{code}": translated(criterion, "name") for part in ("step", "comment")}

    def checked(self) -> list[Checked]:
        """The criteria in order with their fields."""
        following = [*(criterion.code for criterion in self.criteria[1:]), ""]
        return [
            Checked(
                **guidance(c),
                step=self[f"step_{c.code}"],
                comment=self[f"comment_{c.code}"],
                then=then,
            )
            for c, then in zip(self.criteria, following, strict=True)
        ]

    def given(self) -> dict[str, Given]:
        """The answers that are sound, by criterion code; what is faulty keeps what was saved of it."""
        return {c.code: given(self.cleaned_data, c.code) for c in self.criteria if self._is_sound(c.code)}

    def _is_sound(self, code: str) -> bool:
        return not {f"step_{code}", f"comment_{code}"} & set(self.errors)
