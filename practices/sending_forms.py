"""Forms before and after sending: the declaration, the points of a return and their answers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from polkka.kit.text import LineInput, ProseInput

from . import declaring
from .criteria_fields import TOO_LONG
from .edits import digest
from .inputs import MESSAGES
from .models import Point
from .points import MOST, Request, place
from .questions import pages
from .states import Depth

FIRST_ROWS, MORE_ROWS = 3, 3
"""Rows for requests that a page begins with, and how many more it gives when asked."""


class SendForm(forms.Form):
    """What authors assure: the gate as they see it, and the terms."""

    use_required_attribute = False
    agrees = forms.BooleanField(
        label=_("We accept the terms, and the text may be published under the licence CC BY 4.0"),
        error_messages={"required": _("Accept the terms before you send. Without them the text cannot be published.")},
    )

    def __init__(self, depth: str, data: Any = None, *, before: Mapping[str, declaring.Said] | None = None) -> None:
        super().__init__(data, label_suffix="")
        self.asked = declaring.asked(depth)
        self.headings = {name: str(words) for code, words in self.asked for name in (code, f"reason_{code}")}
        for code, words in self.asked:
            held = (before or {}).get(code)
            self.fields[code] = forms.ChoiceField(
                label=words,
                choices=[("yes", _("yes")), ("no", _("no"))],
                widget=forms.RadioSelect,
                initial=("yes" if held.is_yes else "no") if held else None,
                error_messages={"required": _("Choose yes or no.")},
            )
            self.fields[f"reason_{code}"] = LineInput(
                label=_("Reason"),
                max_length=500,
                required=False,
                initial=held.reason if held else "",
                help_text=_("Needed if the answer is no."),
                error_messages=dict(MESSAGES),
            )
        self.order_fields([*self.headings, "agrees"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for code, _words in self.asked:
            if data.get(code) == "no" and not data.get(f"reason_{code}") and f"reason_{code}" in data:
                self.add_error(f"reason_{code}", _("Give the reason for your no."))
        return data

    def rows(self) -> list[tuple[BoundField, BoundField]]:
        """Each question with its reason."""
        return [(self[code], self[f"reason_{code}"]) for code, _words in self.asked]

    def gate(self) -> dict[str, tuple[bool, str]]:
        """Question → yes or no, and the reason."""
        data = self.cleaned_data
        return {code: (data[code] == "yes", data[f"reason_{code}"]) for code, _words in self.asked}


def question_choices() -> list[tuple[str, Any]]:
    """Every question under its page, for a request that concerns one of them."""
    groups = [(page.short, [(q.code, q.label) for q in page.questions]) for page in pages(Depth.MODEL)]
    return [("", _("the whole text")), *groups]


class PointsForm(forms.Form):
    """Requests of a return: as many rows as were sent or are wanted, up to the most; empty rows are left out."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, more: bool = False, initial: Mapping[str, str] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.n = min(MOST, max(FIRST_ROWS, _rows_sent(data or initial)) + (MORE_ROWS if more else 0))
        self.headings = {}
        for n in range(self.n):
            label = _("Request %(n)d") % {"n": n + 1}
            self.fields[f"point-{n}-text"] = ProseInput(
                label=label,
                required=False,
                max_length=Point._meta.get_field("text").max_length,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages=dict(MESSAGES) | {"max_length": TOO_LONG},
            )
            self.fields[f"point-{n}-question"] = forms.ChoiceField(
                label=_("It concerns"),
                choices=question_choices,
                required=False,
                error_messages={"invalid_choice": _("Choose one of these.")},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for n in range(self.n):
            if data.get(f"point-{n}-question") and not data.get(f"point-{n}-text") and f"point-{n}-text" in data:
                self.add_error(f"point-{n}-text", _("Write what is asked, or choose “the whole text” again."))
        return data

    def rows(self) -> list[tuple[BoundField, BoundField]]:
        """Each request with the question that it concerns."""
        return [(self[f"point-{n}-text"], self[f"point-{n}-question"]) for n in range(self.n)]

    def has_words(self) -> bool:
        """Whether any request was typed."""
        return any(str(self[f"point-{n}-text"].value() or "").strip() for n in range(self.n))

    @property
    def has_room(self) -> bool:
        return self.n < MOST

    def requests(self) -> list[Request]:
        """The requests that have words."""
        data = self.cleaned_data
        rows = ((data[f"point-{n}-text"], data[f"point-{n}-question"]) for n in range(self.n))
        return [Request(text, question) for text, question in rows if text]


def _rows_sent(data: Any) -> int:
    numbers = (re.fullmatch(r"point-(\d{1,2})-text", name, re.ASCII) for name in data or ())
    return max((int(found[1]) + 1 for found in numbers if found), default=0)


@dataclass(frozen=True)
class Answering:
    """One point as its authors see it: the field, its digest, where it is asked, and what somebody else has saved."""

    point: Point
    field: BoundField
    seen: str
    page: str
    question: Any
    theirs: str


class AnswersForm(forms.Form):
    """An answer to each point; each is saved by itself, and none has to be ready."""

    use_required_attribute = False

    def __init__(
        self, asked: Iterable[Point], depth: str, data: Any = None, *, theirs: Mapping[int, str] | None = None
    ) -> None:
        super().__init__(data, label_suffix="")
        self.asked, self.depth, self.theirs = list(asked), depth, dict(theirs or {})
        for n, point in enumerate(self.asked, start=1):
            self.fields[f"answer-{point.pk}"] = ProseInput(
                label=_("Your answer to request %(n)d") % {"n": n},
                required=False,
                initial=point.answer,
                max_length=Point._meta.get_field("answer").max_length,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages=dict(MESSAGES) | {"max_length": TOO_LONG},
            )

    def rows(self) -> list[Answering]:
        """The points with their fields. After a conflict the digest is that of the answer shown beside."""
        found = []
        for point in self.asked:
            page, label = place(point, self.depth)
            theirs = self.theirs.get(point.pk, "")
            field = self[f"answer-{point.pk}"]
            field.field.required = True  # shown only, so that it is not called optional
            seen = self._seen(point)
            found.append(Answering(point, field, seen, page, label, theirs))
        return found

    def _seen(self, point: Point) -> str:
        is_kept = f"answer-{point.pk}" in self.errors and point.pk not in self.theirs
        return self.seen().get(point.pk, "") if is_kept else digest(point.answer)

    def seen(self) -> dict[int, str]:
        """Key of the point → the digest that the form was sent with."""
        return {point.pk: str(self.data.get(f"seen-{point.pk}", ""))[:16] for point in self.asked}

    def answers(self) -> dict[int, str]:
        """Key of the point → the answer, where it was sent and is sound."""
        sent = (point.pk for point in self.asked if f"answer-{point.pk}" in self.data)
        return {pk: self.cleaned_data[f"answer-{pk}"] for pk in sent if f"answer-{pk}" not in self.errors}


def answers_as_sent(data: Any) -> forms.Form:
    """Fields for every answer that was sent, whichever points they belong to: for their labels alone."""
    form = forms.Form()
    names = (name for name in data if re.fullmatch(r"answer-\d{1,9}", name, re.ASCII))
    form.fields |= {name: forms.CharField(label=_("Your answer")) for name in names}
    return form


def letter_as_sent(data: Any, letter: forms.Form) -> forms.Form:
    """The fields of a letter and of the requests that were sent with it: for their labels alone."""
    letter.fields |= PointsForm(data).fields
    return letter
