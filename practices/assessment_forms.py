"""Forms of the assessment: an assessor's view, the gate, asking an assessor, and the letter of a decision."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from criteria.models import Criterion
from network.models import User
from polkka.kit.languages import translated
from polkka.kit.text import LineInput

from .assessing import Given, duty_for
from .criteria_fields import Answerable, chosen, given, guidance, prose, steps
from .models import Assessment, GateAnswer, Version
from .questions import GATE
from .states import Kind, Verdict

PARTS = ("step", "comment", "for_authors")
"""What is asked of each criterion."""
DAYS_TO_ASSESS = 14
CONFIDENCE = [
    ("1", _("1 – I know little about this subject")),
    ("2", _("2 – fairly sure")),
    ("3", _("3 – sure, this is my field")),
]


@dataclass(frozen=True)
class Asked:
    """One criterion as the page shows it: its guidance and its three fields."""

    code: str
    name: str
    sub_criteria: list[tuple[str, str]]
    hints: dict[str, str]
    step: BoundField
    comment: BoundField
    for_authors: BoundField


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
    reason = prose(_("Why do you abstain?"), 500, 3, help_text=_("A conflict of interest, no time, another field."))

    def __init__(self, criteria: list[Criterion], scale: list[dict[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria
        self.headings: dict[str, str] = {}
        choices = steps(scale)
        for criterion in criteria:
            code = criterion.code
            self.fields[f"step_{code}"] = Answerable(label=translated(criterion, "question"), choices=choices)
            self.fields[f"comment_{code}"] = prose(_("Comment"), 2000, 3)
            self.fields[f"for_authors_{code}"] = forms.BooleanField(label=_("for the authors"), required=False)
            self.headings |= {f"{part}_{code}": translated(criterion, "name") for part in PARTS}

    def asked(self) -> list[Asked]:
        """The criteria in order with their fields."""
        return [
            Asked(
                **guidance(c),
                step=self[f"step_{c.code}"],
                comment=self[f"comment_{c.code}"],
                for_authors=self[f"for_authors_{c.code}"],
            )
            for c in self.criteria
        ]

    def given(self) -> dict[str, Given]:
        """The answers by criterion code."""
        return {c.code: given(self.cleaned_data, c.code) for c in self.criteria}

    def whole(self) -> dict[str, Any]:
        """The answers about the whole."""
        data = self.cleaned_data
        confidence = int(data["confidence"]) if data["confidence"] else None
        return {"confidence": confidence, **{name: data[name] for name in ("verdict", "praise", "suggestions")}}


def saved(assessment: Assessment, criteria: list[Criterion]) -> dict[str, Any]:
    """What has been answered so far, as the form's first values."""
    names = ("confidence", "verdict", "praise", "suggestions")
    values: dict[str, Any] = {name: getattr(assessment, name) or "" for name in names}
    values |= {f"for_authors_{criterion.code}": True for criterion in criteria}
    for answer in assessment.answers.select_related("criterion"):
        code = answer.criterion.code
        values |= {
            f"step_{code}": chosen(answer),
            f"comment_{code}": answer.comment,
            f"for_authors_{code}": answer.for_authors,
        }
    return values


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


class CandidateField(forms.ModelChoiceField):
    """People who may assess, with the duty they have."""

    def label_from_instance(self, user: User) -> str:
        return f"{user} ({Kind(duty_for(user)).label})"


class AssignForm(forms.Form):
    """Whom to ask, and by when."""

    assessor = CandidateField(
        queryset=User.objects.none(),
        label=_("Assessor"),
        empty_label=_("Choose a person"),
        help_text=_("People of the same school or project are not in the list."),
        error_messages={
            "required": _("Choose a person."),
            "invalid_choice": _("This person cannot assess this practice."),
        },
    )
    deadline = forms.DateField(
        label=_("Deadline"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"required": _("Give a date."), "invalid": _("Give the date as day.month.year.")},
    )

    def __init__(self, candidates: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["assessor"].queryset = candidates.prefetch_related("duties")
        self.fields["deadline"].initial = timezone.localdate() + timedelta(days=DAYS_TO_ASSESS)

    def clean_deadline(self) -> date:
        deadline: date = self.cleaned_data["deadline"]
        if deadline < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Give a day to come."))
        return deadline


class LetterForm(forms.Form):
    """The letter that goes to the authors with a decision."""

    note = prose(
        _("Letter to the authors"),
        6000,
        14,
        help_text=_("Needed when you return, decline or withdraw. It is sent by e-mail and kept in the history."),
    )
