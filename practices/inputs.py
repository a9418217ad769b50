"""How each kind of guided question is asked: its form fields, and the way between them and the stored answer."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from polkka.kit.text import LineInput, ProseInput
from taxonomy.catalogue import Catalogue

from .questions import PROSE, Question

LONG = 1000  # characters from which a column of a row is a text area
SPARE_ROWS = 2
LONGEST_TAG = 100
MESSAGES: dict[str, str | Promise] = {
    "max_length": _(
        "This has %(show_value)s characters; at most %(limit_value)s can be saved. Shorten it and save again."
    ),
}


class LineAnswer(LineInput):
    """A line that may be left empty for now, even when submitting will need it."""

    def validate(self, value: Any) -> None:
        """Completeness is judged at submission."""


class ProseAnswer(ProseInput):
    """A text that may be left empty for now."""

    def validate(self, value: Any) -> None:
        """Completeness is judged at submission."""


class TagsAnswer(LineAnswer):
    """Keywords with commas between them."""

    def validate(self, value: Any) -> None:
        if any(len(tag) > LONGEST_TAG for tag in split(value)):
            message = _("A keyword can have at most %(most)s characters. Put commas between the keywords.")
            raise forms.ValidationError(message, params={"most": LONGEST_TAG})


def split(line: str) -> list[str]:
    """The keywords of a line, each once, in small letters: so they are the same on every database."""
    return sorted({part.strip().lower() for part in line.split(",")} - {""})


class Input:
    """A question asked as one text field; the other kinds build on this."""

    template = "practices/inputs/text.html"

    def __init__(
        self, question: Question, *, depth: str, language: str, shelves: Catalogue, present: Any = None
    ) -> None:
        self.question = question
        self.code = question.code
        self.is_required = depth in question.required
        self.language = language
        self.shelves = shelves
        self.present = present

    def names(self) -> list[str]:
        """The names of the form fields."""
        return list(self.fields())

    def fields(self) -> dict[str, forms.Field]:
        """The form fields by name."""
        field = text_field(self.question.kind == PROSE, self.question.limit, self.question.label, self._attributes())
        field.help_text, field.required = str(self.question.help), self.is_required
        return {self.code: field}

    def _attributes(self) -> dict[str, str]:
        if self.code == "contact_email":
            return {"type": "email", "autocomplete": "email"}
        return {} if self.code.startswith("contact_") else {"lang": self.language}

    def shown(self, answer: Any) -> dict[str, Any]:
        """What the form fields show for an answer."""
        return {self.code: answer}

    def answer(self, cleaned: Mapping[str, Any]) -> Any:
        """The answer that the cleaned form fields give."""
        return cleaned[self.code]

    def words(self, shown: Mapping[str, Any]) -> str:
        """The answer as plain text, from what form fields show or were sent."""
        return str(shown.get(self.code) or "")

    def note(self, shown: Mapping[str, Any]) -> str:
        """How long the text is and how long it might well be."""
        if self.question.length is None:
            return ""
        count = len(self.words(shown).replace("\r\n", "\n"))
        low, high = self.question.length
        said = ngettext(
            "%(count)s character; %(low)s–%(high)s is about right.",
            "%(count)s characters; %(low)s–%(high)s is about right.",
            count,
        )
        return said % {"count": count, "low": low, "high": high}


def text_field(is_prose: bool, limit: int, label: str | Promise, attributes: Mapping[str, str]) -> forms.Field:
    """A line or a text area with its limit."""
    options: dict[str, Any] = {"label": label, "max_length": limit, "required": False, "error_messages": dict(MESSAGES)}
    if not is_prose:
        return LineAnswer(widget=forms.TextInput(attrs=dict(attributes)), **options)
    rows = 3 if limit <= 400 else 6 if limit <= LONG * 2 else 9
    return ProseAnswer(widget=forms.Textarea(attrs={"rows": rows, **attributes}), **options)


class TagsInput(Input):
    """Keywords on one line."""

    def fields(self) -> dict[str, forms.Field]:
        field = TagsAnswer(
            label=self.question.label,
            help_text=str(self.question.help),
            max_length=self.question.limit,
            required=False,
            error_messages=dict(MESSAGES),
            widget=forms.TextInput(attrs={"lang": self.language}),
        )
        return {self.code: field}

    def shown(self, answer: Any) -> dict[str, Any]:
        return {self.code: ", ".join(answer)}

    def answer(self, cleaned: Mapping[str, Any]) -> Any:
        return split(cleaned[self.code])


class RowsInput(Input):
    """Rows of a few columns each: those that are filled, and empty ones to fill."""

    template = "practices/inputs/rows.html"

    def __init__(self, question: Question, *, sent: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(question, **options)
        filled = len(self.present or ())
        self.most = max(self.question.most, filled)
        self.count = min(self.most, max(filled + SPARE_ROWS, self._sent(sent or {})))

    def _sent(self, sent: Mapping[str, Any]) -> int:
        """How many rows a form that was sent has."""
        found = (re.fullmatch(rf"{self.code}-(\d{{1,3}})-\w+", name) for name in sent)
        return max((int(match[1]) + 1 for match in found if match), default=0)

    @property
    def has_room(self) -> bool:
        return self.count < self.most

    def row_names(self) -> list[list[str]]:
        """The names of the form fields, row by row."""
        columns = [column for column, _label, _limit in self.question.columns]
        return [[f"{self.code}-{row}-{column}" for column in columns] for row in range(self.count)]

    def fields(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        for names in self.row_names():
            for name, (_column, label, limit) in zip(names, self.question.columns, strict=True):
                found[name] = text_field(limit >= LONG, limit, label, {"lang": self.language})
                found[name].required = True
                if limit >= LONG:
                    found[name].widget.attrs["rows"] = 3
        return found

    def shown(self, answer: Any) -> dict[str, Any]:
        return {
            f"{self.code}-{number}-{column}": row.get(column, "")
            for number, row in enumerate(answer)
            for column, _label, _limit in self.question.columns
        }

    def answer(self, cleaned: Mapping[str, Any]) -> Any:
        columns = [column for column, _label, _limit in self.question.columns]
        rows = [[cleaned[name] for name in names] for names in self.row_names()]
        return [dict(zip(columns, cells, strict=True)) for cells in rows if any(cells)]

    def words(self, shown: Mapping[str, Any]) -> str:
        rows = [[str(shown.get(name) or "") for name in names] for names in self.row_names()]
        return "\n\n".join("\n".join(filter(None, cells)) for cells in rows if any(cells))
