"""How each kind of guided question is asked: its form fields, and the way between them and the stored answer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polkka.kit.text import LineInput, ProseInput
from taxonomy.catalogue import Catalogue

from .lengths import Length
from .questions import LINE, PROSE, Question
from .states import Depth

LONG = 1000  # characters from which a column of a row is a text area
LONGEST_TAG = 100
CONTACT = "contact_"
MESSAGES: dict[str, str | Promise] = {
    "max_length": _(
        "This has %(show_value)s characters; at most %(limit_value)s can be saved. Shorten it and save again."
    ),
}


class NotedField(BoundField):
    """A field that is described by the note under it too."""

    @property
    def aria_describedby(self) -> str | None:
        named = super().aria_describedby
        return " ".join(filter(None, (named, self.field.widget.attrs.get("data-note"))))


class _Unlimited:
    """A control that takes whatever is pasted: `maxlength` would cut it without a word."""

    max_length: int | None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes: dict[str, Any] = super().widget_attrs(widget)  # type: ignore[misc]  # of the field it is mixed into
        attributes.pop("maxlength", None)
        return attributes

    def validate(self, value: Any) -> None:
        """An answer may be left empty for now: completeness is judged at submission."""


class LineAnswer(_Unlimited, LineInput):
    """A line that may be left empty for now, even when submitting will need it."""


class ProseAnswer(_Unlimited, ProseInput):
    """A text that may be left empty for now."""


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
    """A question asked as one text field; the other kinds build on this.

    `language` is that of the text, `present` the stored answer; the question is folded when `is_folded`.
    """

    template = "practices/inputs/text.html"

    def __init__(
        self,
        question: Question,
        *,
        depth: str,
        language: str,
        shelves: Catalogue,
        present: Any = None,
        is_folded: bool = False,
    ) -> None:
        self.question = question
        self.code = question.code
        self.depth = depth
        self.is_required = depth in question.required
        self.language = language
        self.shelves = shelves
        self.present = present
        self.is_folded = is_folded

    @property
    def mark(self) -> str | Promise:
        """What stands beside the name of a question that may be left out."""
        if self.is_required:
            return ""
        return _("optional, needed in a model") if self.question.required == (Depth.MODEL,) else _("optional")

    @property
    def help(self) -> str | Promise:
        return self.question.helps.get(Depth(self.depth), self.question.help)

    @property
    def is_markdown(self) -> bool:
        return self.question.kind == PROSE and not self.question.is_plain

    @property
    def scripts(self) -> tuple[str, ...]:
        """The scripts that make answering easier, by name, in their order."""
        return ("lengths", "markdown", "paste") if self.is_markdown else ("lengths",)

    @property
    def suggested(self) -> tuple[int, int]:
        """From how many characters to how many is about right; (0, 0) if nothing is suggested."""
        return self.question.lengths.get(Depth(self.depth), (0, 0))

    def names(self) -> list[str]:
        """The names of the form fields."""
        return list(self.fields())

    def fields(self) -> dict[str, forms.Field]:
        """The form fields by name."""
        is_prose, (_low, high) = self.question.kind == PROSE, self.suggested
        attributes = self._attributes() | ({"rows": _rows(high or self.question.limit)} if is_prose else {})
        field = text_field(is_prose, self.question.limit, self.question.label, attributes)
        field.help_text, field.required = str(self.help), self.is_required
        return {self.code: field}

    def _attributes(self) -> dict[str, Any]:
        attributes: dict[str, Any] = {"dir": "auto"}
        if not self.code.startswith(CONTACT):
            attributes |= {"lang": self.language, "data-note": f"id_{self.code}_note"}
        if self.code == "contact_email":
            attributes |= {"type": "email", "autocomplete": "email"}
        if self.is_markdown:
            attributes["data-markdown"] = ""
        return attributes

    def shown(self, answer: Any) -> dict[str, Any]:
        """What the form fields show for an answer."""
        return {self.code: answer}

    def answer(self, cleaned: Mapping[str, Any]) -> Any:
        """The answer that the cleaned form fields give."""
        return cleaned[self.code]

    def faults(self, cleaned: Mapping[str, Any]) -> dict[str, str]:
        """What is wrong with the answer as a whole: field name → message."""
        return {}

    def headings(self) -> dict[str, str]:
        """Name of a form field → what says in the summary of errors which one of several it is."""
        return {}

    def words(self, shown: Mapping[str, Any]) -> str:
        """The answer as plain text, from what form fields show or were sent."""
        return str(shown.get(self.code) or "")

    def length(self, shown: Mapping[str, Any]) -> Length | None:
        """How long the text is and how long it might well be."""
        if self.question.kind not in (LINE, PROSE) or self.code.startswith(CONTACT):
            return None
        low, high = self.suggested
        return Length(len(self.words(shown).replace("\r\n", "\n")), low, high, self.question.limit)


def text_field(is_prose: bool, limit: int, label: str | Promise, attributes: Mapping[str, Any]) -> forms.Field:
    """A line or a text area with its limit."""
    options: dict[str, Any] = {"label": label, "max_length": limit, "required": False, "error_messages": dict(MESSAGES)}
    if not is_prose:
        return LineAnswer(widget=forms.TextInput(attrs=dict(attributes)), **options)
    return ProseAnswer(widget=forms.Textarea(attrs=dict(attributes)), **options)


def _rows(characters: int) -> int:
    """The height in lines of a field for a text of about so many characters."""
    return 3 if characters <= 300 else 4 if characters <= 500 else 6 if characters <= 2000 else 8


class TagsInput(Input):
    """Keywords on one line."""

    template = "practices/inputs/keywords.html"

    @property
    def scripts(self) -> tuple[str, ...]:
        return ("keywords",)

    def fields(self) -> dict[str, forms.Field]:
        field = TagsAnswer(
            label=self.question.label,
            help_text=str(self.help),
            max_length=self.question.limit,
            required=False,
            error_messages=dict(MESSAGES),
            widget=forms.TextInput(attrs={"lang": self.language, "dir": "auto"}),
        )
        return {self.code: field}

    def shown(self, answer: Any) -> dict[str, Any]:
        return {self.code: ", ".join(answer)}

    def answer(self, cleaned: Mapping[str, Any]) -> Any:
        return split(cleaned[self.code])
