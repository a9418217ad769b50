"""The columns of a sheet: found by their code or their heading in any language; what stands in a cell, as a value."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from polkka.kit.languages import CODES, OWN_NAMES, current
from polkka.kit.text import clean, clean_line
from taxonomy.catalogue import Catalogue

Words = str | Promise
EMPTY: Final = ("-", "–", "—")
"""What says in a cell that there shall be nothing; an empty cell leaves what there is."""
_LISTED = re.compile(r"\(([a-z0-9_-]+)\)\s*$")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})[./](\d{4})")


class Wrong(Exception):
    """A cell cannot be taken; `message` is a sentence that says what to do."""

    def __init__(self, message: Words) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Choice:
    """One of the values that a cell may hold: what it stands for, its code, its names by language, its other words."""

    value: Any
    code: str
    names: Mapping[str, str] = field(hash=False)
    others: tuple[str, ...] = ()

    def told(self, language: str) -> str:
        return self.names.get(language) or next(filter(None, self.names.values()), self.code)


class Choices:
    """A list of allowed values, found by code, by name in any language, or by another word that only one has."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self.all = list(choices)
        self._codes = {choice.code: choice for choice in self.all}
        self._values = {choice.value: choice for choice in self.all}
        self._names: dict[str, set[Any]] = {}
        others: dict[str, set[Any]] = {}
        for choice in self.all:
            for name in filter(None, choice.names.values()):
                self._names.setdefault(folded(name), set()).add(choice.value)
            for word in choice.others:
                others.setdefault(folded(word), set()).add(choice.value)
        for word, values in others.items():
            self._names.setdefault(word, values)

    def meant(self, words: str) -> Any:
        """The value of what a cell says: a code, a name, or both as the template lists them. Raises Wrong."""
        listed = _LISTED.search(words)
        if choice := self._codes.get(words.strip()) or (self._codes.get(listed[1]) if listed else None):
            return choice.value
        values = self._names.get(folded(words), set())
        if len(values) == 1:
            return next(iter(values))
        if values:
            codes = sorted(self._values[value].code for value in values)
            raise Wrong(_("Several have this name. Write the code: %(codes)s") % {"codes": ", ".join(codes[:6])})
        message = _("“%(words)s” is not known here. The template’s second sheet has what may stand in this column.")
        raise Wrong(message % {"words": words[:80]})

    def told(self, value: Any) -> str:
        """What a value is called."""
        choice = self._values.get(value)
        return choice.told(current()) if choice else str(value or "")


@dataclass(frozen=True)
class Column:
    """One column: its code, its heading and help, and what makes a value of a text (raising Wrong).

    `choices` are the values that are allowed, where there is a list of them; `example` stands in the template.
    `separated`: several values with semicolons between them.
    """

    code: str
    label: Words
    help: Words
    parse: Callable[[str], Any]
    required: bool = False
    choices: Choices | None = None
    example: str = ""
    separated: bool = False

    def told(self, value: Any) -> str:
        """A value as people read it."""
        if isinstance(value, list):
            return ", ".join(self.told(one) for one in value)
        if self.choices and value not in (None, ""):
            return self.choices.told(value)
        return "" if value is None else str(value)


def choosing(code: str, label: Words, help: Words, choices: Choices, **options: Any) -> Column:
    """A column with one value of a list."""
    return Column(code, label, help, choices.meant, choices=choices, **options)


def choosing_many(code: str, label: Words, help: Words, choices: Choices, **options: Any) -> Column:
    """A column with several values of a list, each once."""

    def parse(words: str) -> list[Any]:
        return list(dict.fromkeys(choices.meant(part) for part in parts(words)))

    return Column(code, label, help, parse, choices=choices, separated=True, **options)


def folded(words: str) -> str:
    """Words as headings and names are compared: small letters, one space, without marks at the end."""
    plain = unicodedata.normalize("NFC", words).casefold().replace("’", "'")
    return " ".join(plain.split()).strip(" *:")


def headings(columns: Iterable[Column]) -> dict[str, str]:
    """Folded heading in any language, or code → code."""
    columns = list(columns)
    found = {folded(column.code): column.code for column in columns}
    for language in CODES:
        with override(language):
            for column in columns:
                found.setdefault(folded(str(column.label)), column.code)
    return found


def helps(columns: Iterable[Column]) -> dict[str, set[str]]:
    """Code → its help in every language, folded: the row of help of a template is no data."""
    found: dict[str, set[str]] = {}
    for language in CODES:
        with override(language):
            for column in columns:
                found.setdefault(column.code, set()).add(folded(help_of(column)))
    return found


def help_of(column: Column) -> str:
    """The help of a column, as the template shows it."""
    words = str(column.help)
    return f"{_('Needed.')} {words}".strip() if column.required else words


# --- what stands in a cell ---------------------------------------------------------------------------------------
def line(most: int) -> Callable[[str], str]:
    return lambda words: _limited(_cleaned(words, clean_line), most)


def prose(most: int) -> Callable[[str], str]:
    return lambda words: _limited(_cleaned(words, clean), most)


def _cleaned(words: str, cleaner: Callable[[str], str]) -> str:
    try:
        return cleaner(words)
    except ValidationError as error:
        raise Wrong(error.messages[0]) from error


def _limited(words: str, most: int) -> str:
    if len(words) > most:
        message = _("This has %(n)s characters; at most %(most)s fit. Shorten it.")
        raise Wrong(message % {"n": len(words), "most": most})
    return words


def address(most: int = 254) -> Callable[[str], str]:
    """An e-mail address, in small letters."""

    def parse(words: str) -> str:
        value = _limited(_cleaned(words, clean_line), most)
        try:
            validate_email(value)
        except ValidationError as error:
            raise Wrong(_("This is not an e-mail address. It should look like name@school.example.")) from error
        return value.lower()

    return parse


def code(words: str) -> str:
    """A code of small letters, digits and hyphens."""
    if len(words) > 60 or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", words):
        raise Wrong(_("Use small letters a–z, digits and hyphens, at most 60. Leave it empty and one is made."))
    return words


def parts(words: str) -> list[str]:
    """What stands between semicolons and line breaks."""
    return [part.strip() for part in re.split(r"[;\n]", words) if part.strip()]


def in_all(label: Words) -> dict[str, str]:
    """Words in every language, by its code."""
    said = {}
    for language in CODES:
        with override(language):
            said[language] = str(label)
    return said


def languages() -> Choices:
    return Choices(Choice(code, code, dict.fromkeys(CODES, OWN_NAMES[code])) for code in CODES)


def of_enum(enum: Any) -> Choices:
    """The values of a Django enumeration."""
    return Choices(Choice(str(value), str(value), in_all(label)) for value, label in enum.choices)


def concepts(shelves: Catalogue, vocabulary: str, *, by_code: bool = False) -> Choices:
    """The concepts in use, and those that have been replaced by one; the value is the key, or the code if `by_code`."""
    shelf = shelves.shelves.get(vocabulary)
    found = []
    for node in shelf.nodes.values() if shelf else ():
        target = shelves.node(vocabulary, node.replaced_by) if node.replaced_by else node
        if target and target.active:
            others = (*node.alternatives, *filter(None, node.long_names.values()))
            found.append(Choice(target.code if by_code else target.pk, node.code, node.names, others))
    return Choices(found)


@dataclass(frozen=True)
class Day:
    """A day as it is known: to the day, the month or the year. Nothing else in a sheet says how exactly."""

    first: date
    precision: str

    def last(self) -> date:
        """The last day of the month or year that is meant."""
        if self.precision == "year":
            return date(self.first.year, 12, 31)
        if self.precision == "month":
            year, month = divmod(self.first.year * 12 + self.first.month, 12)
            return date.fromordinal(date(year, month + 1, 1).toordinal() - 1)
        return self.first


def day(words: str) -> Day:
    """2024-05-31, 31.5.2024, 2024-05, 5/2024 or 2024."""
    try:
        if words.isascii() and words.isdecimal() and len(words) == 4:
            return Day(date(int(words), 1, 1), "year")
        if match := _DAY.fullmatch(words):
            return Day(date(int(match[3]), int(match[2]), int(match[1])), "day")
        if match := _MONTH.fullmatch(words):
            return Day(date(int(match[1] or match[4]), int(match[2] or match[3]), 1), "month")
        return Day(date.fromisoformat(words[:10]), "day")
    except ValueError as error:
        raise Wrong(_("This is not a date. Write it as 2024-05-31 or 31.5.2024, or the year alone.")) from error
