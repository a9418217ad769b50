"""Forms whose texts are written in three languages beside one another."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.text import capfirst

from polkka.kit.languages import CODES, OWN_NAMES
from polkka.kit.text import LineInput, ProseInput


@dataclass(frozen=True)
class Trio:
    """One text in three languages: what it is, and (the language's own name, field) of each."""

    legend: str | Promise
    fields: list[tuple[str, BoundField]]
    hint: str | Promise = ""

    @property
    def is_empty(self) -> bool:
        return not any(field.value() for _name, field in self.fields)

    @property
    def has_errors(self) -> bool:
        return any(field.errors for _name, field in self.fields)


class Worded(forms.ModelForm):
    """A form with fields of its own beside those of its model, each once for every language."""

    def word(self, name: str, limit: int, *, rows: int = 0) -> None:
        """Add the fields `<name>_fi`, `_sv` and `_en`: one line, or a text of so many rows."""
        for code in CODES:
            area = forms.Textarea(attrs={"rows": rows, "lang": code, "class": "vLargeTextField"})
            line = forms.TextInput(attrs={"lang": code, "class": "vTextField"})
            field = (ProseInput if rows else LineInput)(
                label=OWN_NAMES[code], max_length=limit, required=False, widget=area if rows else line
            )
            self.fields[f"{name}_{code}"] = field

    def begin(self, name: str, words: Any) -> None:
        """The first values of such fields."""
        for code in CODES:
            self.initial.setdefault(f"{name}_{code}", words.get(code, ""))

    def trio(self, name: str, legend: str | Promise, hint: str | Promise = "") -> Trio:
        return Trio(legend, [(OWN_NAMES[code], self[f"{name}_{code}"]) for code in CODES], hint)

    def worded(self, name: str) -> dict[str, str]:
        """What was typed, by language."""
        return {code: self.cleaned_data.get(f"{name}_{code}", "") for code in CODES}

    def speak(self, *names: str) -> None:
        """Tell the browser the language of the model's own fields; only the Finnish one must be there at once."""
        for name in names:
            for code in CODES:
                field = self.fields[f"{name}_{code}"]
                field.widget.attrs["lang"] = code
                field.required = field.required and code == "fi"

    def trios(self) -> list[Trio]:
        """Every text of the form that is asked in three languages."""
        return []

    def faults(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary on top: (what, language and message, id of the field)."""
        of_texts = {field.name: f"{trio.legend} ({name})" for trio in self.trios() for name, field in trio.fields}
        return [
            (f"{capfirst(of_texts.get(name, str(self[name].label)))}: {message}", self[name].auto_id)
            for name, messages in self.errors.items()
            if name in self.fields
            for message in messages
        ]
