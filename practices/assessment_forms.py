"""Forms of the assessment: an assessor's view, the gate, and the letter of a decision."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from criteria.models import Criterion
from network.models import Availability
from polkka.kit.forms import DayField, check_within_a_year, label_of
from polkka.kit.languages import translated
from polkka.kit.text import LineInput

from .criteria_fields import Answerable, guidance, prose, steps
from .models import GateAnswer, Version
from .questions import GATE
from .states import Verdict

PARTS = ("step", "comment", "for_authors")
"""What is asked of each criterion."""
WHOLE = ("confidence", "verdict", "praise", "suggestions")
"""What is asked of the whole."""
CONFIDENCE = [
    ("1", _("1 – I know little about this subject")),
    ("2", _("2 – fairly sure")),
    ("3", _("3 – sure, this is my field")),
]


@dataclass(frozen=True)
class Asked:
    """One criterion as the page shows it: its place in the set, its guidance and its three fields."""

    number: int
    code: str
    name: str
    sub_criteria: list[tuple[str, str]]
    hints: dict[str, str]
    step: BoundField
    comment: BoundField
    for_authors: BoundField

    @property
    def is_answered(self) -> bool:
        """Whether a step, or that it does not apply, has been chosen."""
        return bool(self.step.value())


class AssessmentForm(forms.Form):
    """Three fields for each criterion, and the whole at the end; anything may be empty when it is only saved."""

    use_required_attribute = False

    confidence = Answerable(
        label=_("How sure are you?"),
        choices=CONFIDENCE,
        help_text=_("This is shown to the coordinator and changes no figure."),
    )
    verdict = Answerable(label=_("What do you advise?"), choices=Verdict.choices)
    praise = prose(_("What is good"), 3000, 5, help_text=_("Sent to the authors without your name."))
    suggestions = prose(_("What would make it better"), 3000, 5, help_text=_("Sent to the authors without your name."))
    reason = prose(_("Why do you abstain?"), 500, 3, help_text=_("Only the coordinators read this."))

    def __init__(self, criteria: list[Criterion], scale: list[dict[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria
        self.headings: dict[str, str] = {}
        self.fields["reason"].widget.attrs["form"] = "answers"
        choices = steps(scale)
        for criterion in criteria:
            code = criterion.code
            self.fields[f"step_{code}"] = Answerable(label=translated(criterion, "question"), choices=choices)
            self.fields[f"comment_{code}"] = prose(_("Comment"), 2000, 3)
            self.fields[f"for_authors_{code}"] = forms.BooleanField(
                label=_("The authors may read this comment"),
                help_text=_("Without your name. If not ticked, only the coordinators read it."),
                required=False,
            )
            self.headings |= {f"{part}_{code}": translated(criterion, "name") for part in PARTS}

    def asked(self) -> list[Asked]:
        """The criteria in order with their fields."""
        return [
            Asked(
                **guidance(c),
                number=number,
                step=self[f"step_{c.code}"],
                comment=self[f"comment_{c.code}"],
                for_authors=self[f"for_authors_{c.code}"],
            )
            for number, c in enumerate(self.criteria, start=1)
        ]

    def told(self) -> list[tuple[str, str]]:
        """What is held, as label and words: for a page from which it can be copied."""
        words = {name: self._words(name, self.get_initial_for_field(self.fields[name], name)) for name in self.fields}
        return [(label_of(self, name), said) for name, said in words.items() if said]

    def _words(self, name: str, value: Any) -> str:
        if isinstance(value, bool) or not value:
            return ""
        field = self.fields[name]
        return str(dict(field.choices).get(value, "")) if isinstance(field, forms.ChoiceField) else str(value)

    def strangers(self) -> list[str]:
        """Codes of criteria that were sent and are not of this set."""
        known = {criterion.code for criterion in self.criteria}
        codes = {name.rpartition("_")[2] for name in self.data if name.startswith(tuple(f"{part}_" for part in PARTS))}
        return sorted(codes - known)


class AvailabilityForm(forms.Form):
    """How much an assessor takes on."""

    most = forms.IntegerField(
        label=_("Tasks at once, at most"),
        min_value=1,
        max_value=10,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Give a number from 1 to 10."), "invalid": _("Give a number from 1 to 10.")},
    )
    paused_until = DayField(
        label=_("No new tasks before"),
        help_text=_("Leave it empty if you can be asked at any time. Tasks that you have already stay."),
        required=False,
        validators=[check_within_a_year],
    )

    def __init__(self, held: Availability, data: Any = None) -> None:
        super().__init__(data, initial={"most": held.most, "paused_until": held.paused_until}, label_suffix="")

    def clean_paused_until(self) -> date | None:
        day: date | None = self.cleaned_data["paused_until"]
        return day if day and day > timezone.localdate() else None


class GateForm(forms.Form):
    """Five questions before the assessment: yes or no, and why."""

    def __init__(self, version: Version | None, *args: Any, **options: Any) -> None:
        held = {answer.question: answer for answer in GateAnswer.objects.filter(version=version)} if version else {}
        super().__init__(*args, **options)
        self.headings = {name: str(words) for question, words in GATE for name in (question, f"reason_{question}")}
        for question, words in GATE:
            answer = held.get(question)
            self.fields[question] = forms.ChoiceField(
                label=words,
                choices=[("yes", _("yes")), ("no", _("no"))],
                widget=forms.RadioSelect,
                initial=("yes" if answer.answer else "no") if answer else None,
                error_messages={"required": _("Choose yes or no.")},
            )
            self.fields[f"reason_{question}"] = LineInput(
                label=_("Reason"),
                max_length=500,
                required=False,
                initial=answer.reason if answer else "",
                help_text=_("Needed if the answer is no."),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for question, _words in GATE:
            if data.get(question) == "no" and not data.get(f"reason_{question}") and f"reason_{question}" in data:
                self.add_error(f"reason_{question}", _("Give the reason for your no."))
        return data

    def rows(self) -> list[tuple[BoundField, BoundField]]:
        """Each question with its reason."""
        return [(self[question], self[f"reason_{question}"]) for question, _words in GATE]

    def answers(self) -> dict[str, tuple[bool, str]]:
        """Question → yes or no, and the reason."""
        data = self.cleaned_data
        return {question: (data[question] == "yes", data[f"reason_{question}"]) for question, _words in GATE}


class LetterForm(forms.Form):
    """The letter that goes to the authors with a decision."""

    note = prose(
        _("Letter to the authors"),
        6000,
        14,
        help_text=_("Needed when you return, decline or withdraw. It is sent by e-mail and kept in the history."),
    )
