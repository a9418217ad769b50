"""Forms of a decision: when to publish, which comments become requests, and the correction of a published text."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polkka.kit.forms import DayField
from polkka.kit.languages import current

from . import correcting, planning
from .criteria_fields import prose
from .forms import MoveForm, PageForm
from .letters import Marked
from .models import Text, Version
from .points import MOST
from .questions import ROWS, TEXT_QUESTIONS, Page, Question
from .sources import UNTRANSLATED
from .states import Depth

NOW, LATER = "now", "later"
PICK = "pick"
"""Name of the boxes with which comments become requests."""
REASON = gettext_lazy("What is corrected?")


class PublishForm(MoveForm):
    """The letter, and whether the practice is published now or at a time on the clocks of Finland."""

    when = forms.ChoiceField(
        label=gettext_lazy("When is it published?"),
        choices=[(NOW, gettext_lazy("now")), (LATER, gettext_lazy("at the time below"))],
        widget=forms.RadioSelect,
        initial=NOW,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of these.")},
    )
    day = DayField(label=gettext_lazy("Day"), required=False)
    clock = forms.TimeField(
        label=gettext_lazy("Time"),
        help_text=gettext_lazy("Finnish time, for example 8.30."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        error_messages={"invalid": gettext_lazy("Give the time as hours and minutes, for example 8.30.")},
    )

    at: datetime | None = None
    """The moment chosen; None is now."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if data.get("when") != LATER:
            if data.get("day") or data.get("clock"):
                self.add_error(
                    "when", _("You have given a time. Choose “at the time below”, or empty the day and time.")
                )
            return data
        if not data.get("day"):
            self.add_error("day", _("Give the day."))
        if data.get("clock") is None:
            self.add_error("clock", _("Give the time."))
        if not self.errors:
            self._find_moment(data)
        return data

    def _find_moment(self, data: dict[str, Any]) -> None:
        if data["day"] < timezone.localdate():
            self.add_error("day", _("This time has passed. Give a time to come."))
            return
        try:
            self.at = planning.moment(data["day"], data["clock"])
        except planning.NoSuchTime as error:
            words = {"time": _clock(data["clock"]), "before": _clock(error.before), "after": _clock(error.after)}
            message = _("There is no %(time)s on that night: the clocks are put forward. Give %(before)s or %(after)s.")
            self.add_error("clock", message % words)
            return
        if self.at <= timezone.now():
            self.add_error("day", _("This time has passed. Give a time to come."))
        elif self.at > timezone.now() + planning.MOST_AHEAD:
            self.add_error("day", _("Give a time within a year."))


def _clock(value: Any) -> str:
    return date_format(value, "TIME_FORMAT")


def with_picks(data: Any, marked: Sequence[Marked]) -> tuple[Any, list[str]]:
    """What was sent, with the ticked comments as requests in the first free rows; the ticks without a free row."""
    ticked = [one for one in marked if one.key in data.getlist(PICK)]
    if not ticked:
        return data, []
    filled = data.copy()
    free = [n for n in range(MOST) if not str(data.get(f"point-{n}-text", "")).strip()]
    for one, n in zip(ticked, free, strict=False):
        filled[f"point-{n}-text"], filled[f"point-{n}-question"] = one.text, one.question
    left = [one.key for one in ticked[len(free) :]]
    filled.setlist(PICK, left)
    return filled, left


def page_of(version: Version, text: Text) -> Page:
    """Everything that readers see in one language, as one page of questions with as many rows as there are."""
    questions = tuple(_as_it_is(question, text) for question in correcting.asked(version, text))
    return Page("correct", gettext_lazy("Correct a typo"), questions)


def _as_it_is(question: Question, text: Text) -> Question:
    plain = replace(question, help="", helps={}, example="", why="", lengths={}, required=(), columns=question.columns)
    if question.kind != ROWS:
        return plain
    columns = tuple(c for c in question.columns if text.is_original or c[0] not in UNTRANSLATED)
    return replace(plain, columns=columns, most=len(getattr(text, question.code)), is_aligned=True)


class CorrectForm(PageForm):
    """The public answers of one language, and why they are corrected."""

    def __init__(self, version: Version, text: Text, data: Any = None) -> None:
        page = page_of(version, text)
        self.text = text
        answers = {question.code: getattr(text, question.code) for question in page.questions}
        super().__init__(page, depth=version.depth, language=text.language, answers=answers, data=data)
        for field in self.fields.values():
            field.required = True  # shown only: nothing that has an answer can be emptied
            for mark in ("data-note", "data-markdown"):
                field.widget.attrs.pop(mark, None)
        self.fields["reason"] = prose(REASON, 500, 2, help_text=gettext_lazy("The authors read this."))
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = gettext_lazy("Say in a word what is corrected.")

    def answers(self) -> dict[str, Any]:
        """The answers that were sent, by code; of rows, what is not asked stays as it is."""
        return {code: self._whole(code, answer) for code, answer in self.to_save().items()}

    def _whole(self, code: str, answer: Any) -> Any:
        held = getattr(self.text, code)
        if not isinstance(held, list):
            return answer
        asked = next(item.question.columns for item in self.inputs if item.code == code)
        empty = {column: "" for column, _label, _limit in asked}
        rows = [*answer, *(empty for _row in held[len(answer) :])]
        return [
            {**old, **{c: words for c, words in new.items() if c in old or words}}
            for old, new in zip(held, rows, strict=False)
        ]

    def refuse(self, faults: dict[str, str]) -> None:
        """Put what is wrong with whole answers at their first fields."""
        for item in self.inputs:
            if item.code in faults:
                self.add_error(item.names()[0], faults[item.code])

    def reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


def correction_as_sent(data: Any) -> forms.Form:
    """The fields of a correction of any text: for their labels alone."""
    page = Page("correct", "", TEXT_QUESTIONS)
    form = PageForm(page, depth=Depth.MODEL, language=current(), answers={}, data=data)
    form.fields["reason"] = forms.CharField(label=REASON)
    return form
