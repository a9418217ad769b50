"""What every form of ours needs: the label of a field, its faults for the summary on top, days as people write."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254
A_YEAR = timedelta(days=366)
NO_ADDRESS = _("This is not an e-mail address. It should look like name@school.example.")


def check_within_a_year(day: date) -> None:
    """Raise ValidationError for a day that lies further away than a year."""
    if day > timezone.localdate() + A_YEAR:
        raise forms.ValidationError(_("This day is more than a year away. Give an earlier one."))


class DayField(forms.DateField):
    """A day, as the browser's own field sends it or as written in Finland."""

    def __init__(self, **options: Any) -> None:
        given: dict[str, Any] = {
            "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "input_formats": ["%Y-%m-%d", "%d.%m.%Y"],
            "error_messages": {"required": _("Give a date."), "invalid": _("Give the date as day.month.year.")},
        }
        super().__init__(**given | options)


def label_of(form: forms.Form, name: str) -> str:
    """The label of a field, and before it the question or criterion to which the field belongs (`form.headings`)."""
    heading = getattr(form, "headings", {}).get(name, "").rstrip(".")
    label = "" if isinstance(form.fields[name], forms.ChoiceField) and heading else str(form[name].label)
    return " – ".join(words for words in (heading, label) if words)


def faults(form: forms.Form) -> list[tuple[str, str]]:
    """What is wrong in a form, for the summary on top: (label and message, id of the field)."""
    return [
        (f"{label_of(form, name).rstrip('?')}: {message}", form[name].auto_id)
        for name, messages in form.errors.items()
        for message in messages
    ]
