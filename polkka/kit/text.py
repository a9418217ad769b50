"""Text that people typed: cleaning, and the model fields that accept nothing uncleaned."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify as django_slugify
from django.utils.translation import gettext_lazy as _

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*"
)
_LETTERS = str.maketrans(
    {"ä": "a", "å": "a", "ö": "o", "æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ł": "l", "š": "s", "ž": "z"}
)
_SLUG = 60


def _is_refused(character: str) -> bool:
    category = unicodedata.category(character)
    return (
        (category in {"Cc", "Cs"} and character not in "\n\t")
        or character in _BIDI
        or ord(character) & 0xFFFE == 0xFFFE
    )


def clean(value: str) -> str:
    """Return `value` in NFC with plain line ends and no outer space; invisible-only text is "".

    Raises ValidationError for control characters, lone surrogates and characters that turn the writing direction.
    """
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if any(_is_refused(character) for character in text):
        raise ValidationError(
            _("This text has an invisible control character that cannot be saved. Type the text again."), code="control"
        )
    return "" if _INVISIBLE.fullmatch(text) else text.strip()


def clean_line(value: str) -> str:
    """`clean` for one line: line ends and tabs become spaces."""
    return re.sub(r"\s*[\n\t]\s*", " ", clean(value))


def slug(text: str, *, words: str = "") -> str:
    """An ASCII slug of whole words, at most 60 characters, for an address; `words` stands in when nothing is left."""
    whole = django_slugify(text.casefold().translate(_LETTERS)).strip("-")
    if len(whole) > _SLUG:
        whole = (whole[: _SLUG + 1].rpartition("-")[0] or whole[:_SLUG]).strip("-")
    return whole or words


class LineInput(forms.CharField):
    """The form side of `Line`."""

    def to_python(self, value: Any) -> str:
        return clean_line(str(value)) if value not in self.empty_values else ""


class ProseInput(forms.CharField):
    """The form side of `Prose`: a text area; the length counts characters with plain line ends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean(str(value)) if value not in self.empty_values else ""


class Line(models.CharField):  # type: ignore[type-arg]  # generic for the checker only, not when it runs
    """One line of cleaned text; the limit is the same in database, form and `maxlength`."""

    cleaner = staticmethod(clean_line)
    form_class: type[forms.CharField] = LineInput

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str):
            value = self.cleaner(value)
            if self.max_length and len(value) > self.max_length:
                raise ValidationError(_("This text is longer than it may be."), code="max_length")
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class Prose(Line):
    """Several lines of cleaned text (Markdown where the page says so)."""

    cleaner = staticmethod(clean)
    form_class = ProseInput

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": forms.Textarea, **kwargs})
