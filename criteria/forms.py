"""The one page of a criteria set as forms: texts in three languages, and no JSON to type."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polkka.kit.languages import CODES, OWN_NAMES
from polkka.kit.text import LineInput

from .content import digest, gaps_of
from .models import STEPS, CriteriaSet, Criterion, LevelText
from .sets import LONGEST_VERSION
from .worded import Trio, Worded

LONGEST_STEP, LONGEST_SUB, LONGEST_TEXT = 60, 120, 600
"""Characters of the name of a step, the name of a sub-criterion, and of its text or an anchor text."""
LONGEST_GUIDING, MOST_GUIDING = 300, 12
MOST_SUB = 8
"""Sub-criteria that a criterion may have; the page has room for one more than there are."""
MOST_WEIGHT = 10
CODE = re.compile(r"[A-Z]{3}")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
FROZEN = gettext_lazy(
    "This set was used for the first time after you opened it, so it is frozen and nothing was saved. "
    "What you typed is below. Save it as a new set, or copy it elsewhere."
)
CHANGED = gettext_lazy(
    "Somebody else has saved this set after you opened it, so nothing was saved. What you typed is below. "
    "Open the set in another window, see what has changed, and save this one again if it is to replace that."
)


def sound(version: str) -> str:
    """A name that can stand in an address. Raises ValidationError."""
    if not VERSION.fullmatch(version):
        raise ValidationError(_("Use letters a–z, digits, full stops and hyphens only."))
    return version


@dataclass(frozen=True)
class Sub:
    """A sub-criterion on the page: its name and its text."""

    number: int
    name: Trio
    text: Trio

    @property
    def is_empty(self) -> bool:
        return self.name.is_empty and self.text.is_empty and not (self.name.has_errors or self.text.has_errors)


class SetForm(Worded):
    """A set: its name, its introduction and the names of the five steps. `seen` is the digest that was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = CriteriaSet
        fields = (
            "version", "name_fi", "name_sv", "name_en", "introduction_fi", "introduction_sv", "introduction_en",
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.speak("name", "introduction")
        self.fields["version"].help_text = _("Readers see it, and it stands in an address: 2011, 2027-1.")
        for step in STEPS:
            self.word(f"scale_{step}", LONGEST_STEP)
            scale = self.instance.scale
            self.begin(f"scale_{step}", scale[step] if step < len(scale) else {})
        if self.instance.pk:
            self.initial["seen"] = digest(self.instance)

    def texts(self) -> list[Trio]:
        introduction = self.trio("introduction", _("Introduction"), _("Markdown. It opens the page “How we assess”."))
        return [self.trio("name", _("Name")), introduction]

    def steps(self) -> list[Trio]:
        return [self.trio(f"scale_{step}", _("Step %(step)s") % {"step": step}) for step in STEPS]

    def trios(self) -> list[Trio]:
        return [*self.texts(), *self.steps()]

    def clean_version(self) -> str:
        return sound(self.cleaned_data["version"])

    def clean(self) -> Any:
        self.instance.scale = [self.worded(f"scale_{step}") for step in STEPS]
        if self.instance.pk:
            self._refuse_late()
        return super().clean()

    def _refuse_late(self) -> None:
        """What was opened before the set froze, or before somebody else saved it, is not saved."""
        now = CriteriaSet.objects.filter(pk=self.instance.pk).first()
        if now is None or now.frozen_at:
            raise ValidationError(FROZEN, code="frozen")
        if self.cleaned_data.get("seen") != (found := digest(now)):
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = found
            raise ValidationError(CHANGED, code="changed")


class CriterionForm(Worded):
    """A criterion with its guidance and the five anchor texts."""

    class Meta:
        model = Criterion
        fields = (
            "code", "order", "weight", "required", "name_fi", "name_sv", "name_en",
            "question_fi", "question_sv", "question_en",
        )  # fmt: skip
        widgets = {f"question_{code}": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}) for code in CODES}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.speak("name", "question")
        self.fields["code"].help_text = _("Three letters, A–Z.")
        self.fields["weight"].widget.attrs |= {"max": MOST_WEIGHT}
        self.fields["weight"].help_text = _("From 0 to %(most)d. With 0 it does not count in the total.") % {
            "most": MOST_WEIGHT
        }
        self.fields["required"].help_text = _("The assessor must choose a step or “not applicable”.")
        self.n_sub = self._rows()
        self._add_guidance()
        self._add_levels()

    def _rows(self) -> int:
        """How many sub-criteria the page has room for, or had room for when it was sent."""
        sent = 0
        while sent < MOST_SUB and self.add_prefix(f"sub_{sent}_name_fi") in self.data:
            sent += 1
        there = len(self.instance.sub_criteria)
        return max(sent, there, min(there + 1, MOST_SUB))

    def _add_guidance(self) -> None:
        self.word("guiding", MOST_GUIDING * (LONGEST_GUIDING + 1), rows=4)
        self.begin("guiding", {code: "\n".join(rows) for code, rows in self.instance.guiding.items()})
        for number in range(self.n_sub):
            rows = self.instance.sub_criteria
            sub = rows[number] if number < len(rows) else {}
            self.word(f"sub_{number}_name", LONGEST_SUB)
            self.begin(f"sub_{number}_name", sub.get("name", {}))
            self.word(f"sub_{number}_text", LONGEST_TEXT, rows=3)
            self.begin(f"sub_{number}_text", sub.get("text", {}))

    def _add_levels(self) -> None:
        rows = self.instance.levels.all() if self.instance.pk else []
        self.levels = {level.step: level for level in rows}
        for step in STEPS:
            level = self.levels.get(step)
            self.word(f"level_{step}", LONGEST_TEXT, rows=4)
            self.begin(f"level_{step}", {code: getattr(level, f"text_{code}") for code in CODES} if level else {})

    @property
    def heading(self) -> str:
        """The code and the name, "" for a row to be filled."""
        return str(self.instance) if self.instance.pk else ""

    def missing(self) -> list[tuple[str, int]]:
        """(The language's own name, texts that are missing) of the criterion as it is stored."""
        found = gaps_of(self.instance) if self.instance.pk else []
        counted = ((OWN_NAMES[code], sum(gap.language == code for gap in found)) for code in CODES)
        return [(name, number) for name, number in counted if number]

    def texts(self) -> list[Trio]:
        lines = _("One question on a line, at most %(most)d.") % {"most": MOST_GUIDING}
        guiding = self.trio("guiding", _("Guiding questions"), lines)
        return [self.trio("name", _("Name")), self.trio("question", _("Question")), guiding]

    def subs(self) -> list[Sub]:
        return [
            Sub(
                number + 1,
                self.trio(f"sub_{number}_name", _("Name")),
                self.trio(f"sub_{number}_text", _("What it means")),
            )
            for number in range(self.n_sub)
        ]

    def anchors(self) -> list[Trio]:
        return [self.trio(f"level_{step}", _("Step %(step)s") % {"step": step}) for step in STEPS]

    def trios(self) -> list[Trio]:
        return [*self.texts(), *self.anchors(), *(trio for sub in self.subs() for trio in (sub.name, sub.text))]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().upper()
        if not CODE.fullmatch(code):
            raise ValidationError(_("Give three letters from A to Z."))
        return code

    def clean_weight(self) -> int:
        weight: int = self.cleaned_data["weight"]
        if weight > MOST_WEIGHT:
            raise ValidationError(_("The greatest weight is %(most)d.") % {"most": MOST_WEIGHT})
        return weight

    def clean(self) -> Any:
        self.instance.guiding = {code: self._lines(code) for code in CODES}
        self.instance.sub_criteria = list(self._sub_criteria())
        return super().clean()

    def _lines(self, code: str) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data.get(f"guiding_{code}", "").split("\n") if line.strip()]
        if len(lines) > MOST_GUIDING:
            self.add_error(f"guiding_{code}", _("At most %(most)d questions.") % {"most": MOST_GUIDING})
        if any(len(line) > LONGEST_GUIDING for line in lines):
            words = _("One of these questions is longer than %(limit)d characters.") % {"limit": LONGEST_GUIDING}
            self.add_error(f"guiding_{code}", words)
        return lines

    def _sub_criteria(self) -> Iterator[dict[str, Any]]:
        """The rows in which something was typed; a text needs a name."""
        for number in range(self.n_sub):
            name, text = self.worded(f"sub_{number}_name"), self.worded(f"sub_{number}_text")
            if any(text.values()) and not any(name.values()):
                self.add_error(f"sub_{number}_name_fi", _("Give the sub-criterion a name."))
            if any(name.values()) or any(text.values()):
                yield {"name": name, "text": text}

    def save(self, commit: bool = True) -> Any:
        """The criterion and its anchor texts; a step without a word has none."""
        saved = super().save(commit)
        for step in STEPS if commit else ():
            texts = {f"text_{code}": text for code, text in self.worded(f"level_{step}").items()}
            if not any(texts.values()):
                LevelText.objects.filter(criterion=saved, step=step).delete()
            elif any(f"level_{step}_{code}" in self.changed_data for code in CODES):
                LevelText.objects.update_or_create(criterion=saved, step=step, defaults=texts)
        return saved


class CopyForm(forms.Form):
    """The name of a copy."""

    use_required_attribute = False
    version = LineInput(label=gettext_lazy("Name of the new set"), max_length=LONGEST_VERSION)

    def clean_version(self) -> str:
        version = sound(self.cleaned_data["version"])
        if CriteriaSet.objects.filter(version=version).exists():
            raise ValidationError(_("There is already a set with this name."))
        return version
