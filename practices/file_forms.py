"""What is asked about one file: caption, what a picture shows, language, licence, people."""

import json
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import OWN_NAMES
from polkka.kit.text import LineInput

from .files.changing import FIELDS, PAIR
from .inputs import MESSAGES
from .models import VersionAttachment
from .showing import is_picture, may_show_people

OF_FILE = re.compile(r"f\d+-\w+", re.ASCII)
CHOOSE = _("Choose one of these.")


class _Later:
    """A field that is not optional, and yet may stay empty until the practice is sent."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)  # type: ignore[misc]  # a form field stands behind


class LaterLine(_Later, LineInput):
    """One line."""


class LaterChoice(_Later, forms.ChoiceField):
    """One of several."""


class FileForm(forms.Form):
    """The words of one file. What is missing is asked at submission; here only what cannot be stored is refused.

    A hidden field holds what the form was shown, so that two people who write at once do not undo each other.
    """

    use_required_attribute = False
    caption = LineInput(label=_("Caption"), required=False, max_length=200, error_messages=dict(MESSAGES))
    alt = LaterLine(
        label=_("What does the picture show?"),
        help_text=_("For those who do not see it: one sentence of what matters here."),
        max_length=300,
        error_messages=dict(MESSAGES),
    )
    is_decorative = forms.BooleanField(
        label=_("The picture is decorative"), help_text=_("It tells nothing that the text does not."), required=False
    )
    language = forms.ChoiceField(
        label=_("Language of the file"),
        choices=[("", _("none, or several")), *OWN_NAMES.items()],
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )
    licence = forms.ChoiceField(
        label=_("Licence"), choices=VersionAttachment.Licence.choices, error_messages={"invalid_choice": CHOOSE}
    )
    consent = LaterChoice(
        label=_("Can somebody be recognised?"),
        choices=[(value, capfirst(label)) for value, label in VersionAttachment.Consent.choices],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": CHOOSE},
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, row: VersionAttachment, data: Any = None) -> None:
        self.row = row
        shown = {name: getattr(row, name) for name in FIELDS}
        prefix = f"f{row.pk}"
        sent = data if data is not None and f"{prefix}-was" in data else None
        super().__init__(sent, initial=shown | {"was": json.dumps(shown)}, prefix=prefix, label_suffix="")
        self.headings = dict.fromkeys(FIELDS, row.attachment.name)
        for name in FIELDS:
            if not _is_asked(name, row):
                del self.fields[name]
        if sent is not None and "licence" not in self._sent():
            del self.fields["licence"]

    def _sent(self) -> set[str]:
        return {name for name in self.fields if self.add_prefix(name) in self.data}

    def clean(self) -> dict[str, Any]:
        """A picture is described or decorative, not both."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("alt") and found.get("is_decorative"):
            self.add_error("alt", _("Either describe the picture or say that it is decorative."))
        return found

    def answers(self) -> dict[str, Any]:
        """What can be stored of what was sent; a description and “decorative” go together."""
        refused = set(self.errors) | (set(PAIR) if "alt" in self.errors else set())
        return {name: value for name, value in self.cleaned_data.items() if name in FIELDS and name not in refused}

    def shown_before(self) -> dict[str, Any]:
        """What the form was shown when it was filled in."""
        try:
            was = json.loads(self.cleaned_data.get("was") or "{}")
        except ValueError:
            return {}
        return {name: was[name] for name in FIELDS if name in was} if isinstance(was, dict) else {}

    def words(self, name: str, answer: Any) -> str:
        """A stored answer as people read it."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return str(field.label) if answer else "–"
        names = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}
        return str(names.get(answer, answer) or "–")

    def again(self) -> "FileForm":
        """The same form to be shown once more with its faults, knowing what is stored now."""
        data = self.data.copy()
        data[self.add_prefix("was")] = json.dumps({name: getattr(self.row, name) for name in FIELDS})
        form = FileForm(self.row, data)
        form._errors = self.errors
        return form


def _is_asked(name: str, row: VersionAttachment) -> bool:
    if name in PAIR:
        return is_picture(row.attachment)
    return may_show_people(row.attachment) if name == "consent" else True


def fields_of_files(sent: Iterable[str]) -> forms.Form:
    """A form with the fields that were sent under these names for any files, for their labels and choices."""
    form = forms.Form()
    for name in sent:
        asked = FileForm.base_fields.get(name.partition("-")[2])
        if asked and OF_FILE.fullmatch(name):
            form.fields[name] = asked
    return form
