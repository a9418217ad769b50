"""The published versions of a practice beside each other: what each of them changed of the one before."""

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from polkka.kit import markdown
from polkka.kit.differences import Difference, compared, listed
from polkka.kit.languages import CODES, current, language_names
from taxonomy.catalogue import Catalogue

from . import completeness
from .models import Text, Version
from .questions import CONCEPT_QUESTIONS, LINE, PROSE, ROWS, TEXT_QUESTIONS, Question, asked_codes
from .states import Label
from .telling import full_texts, heading, language_note, path, published_on

MOST_COMPARED, MOST_LISTED = 8, 40
"""Versions whose changes are told, and versions of which at least the date is; the first of a long line is not."""


@dataclass(frozen=True)
class Edition:
    """A version as it was published, and how it differs from the one before it."""

    number: int
    published_on: date
    label_name: str
    label_step: int
    depth_name: str
    is_current: bool
    is_first: bool
    is_compared: bool
    changes: tuple[Difference, ...]


@dataclass(frozen=True)
class Editions:
    """All of them, the newest first, under the title that the practice has now."""

    public_id: str
    title: str
    language: str
    path: str
    rows: tuple[Edition, ...]

    def language_note(self) -> str:
        """ "in Finnish" and the like, when the texts compared are not in the language of the reader."""
        told = {change.language for edition in self.rows for change in edition.changes if change.language}
        return language_note(min(told), current()) if len(told) == 1 else ""


def editions(versions: Sequence[Version], language: str, shelves: Catalogue) -> Editions:
    """`versions` are the published one and those superseded of one practice, the newest first, with their words."""
    shown = heading(versions[0], language)
    public_id = versions[0].practice.public_id
    before: list[Version | None] = [*versions[1:], None]
    rows = tuple(
        _edition(
            version, older, language, shelves,
            is_current=place == 0, is_first=older is None and place + 1 < MOST_LISTED, is_told=place < MOST_COMPARED,
        )
        for place, (version, older) in enumerate(zip(versions, before, strict=True))
    )  # fmt: skip
    return Editions(public_id, shown.title, shown.language, path(public_id, shown.title, language), rows)


def _edition(
    version: Version,
    older: Version | None,
    language: str,
    shelves: Catalogue,
    *,
    is_current: bool,
    is_first: bool,
    is_told: bool,
) -> Edition:
    label = Label(version.label or Label.DESCRIBED)
    return Edition(
        number=version.number,
        published_on=published_on(version),
        label_name=str(label.label),
        label_step=label.step,
        depth_name=version.get_depth_display(),
        is_current=is_current,
        is_first=is_first,
        is_compared=older is not None and is_told,
        changes=tuple(_changes(version, older, language, shelves)) if older is not None and is_told else (),
    )


def _changes(version: Version, older: Version, language: str, shelves: Catalogue) -> Iterable[Difference]:
    new, old = _same_language(version, older, language)
    if new is None or old is None:
        yield Difference(
            _("Language"),
            listed([language_names([older.original.language])], [language_names([version.original.language])]),
        )
    else:
        for question in TEXT_QUESTIONS:
            pieces = compared(answer_words(old, older, question), answer_words(new, version, question))
            if pieces:
                yield Difference(str(question.label), pieces, new.language)
    yield from choice_changes(version, older, language, shelves)


def choice_changes(version: Version, older: Version, language: str, shelves: Catalogue) -> Iterable[Difference]:
    """Concepts, keywords, depth: what was chosen rather than written."""
    new, old = completeness.chosen_codes(version), completeness.chosen_codes(older)
    for question in CONCEPT_QUESTIONS:
        names = [_names(shelves, question.code, codes, language) for codes in (old, new)]
        if pieces := listed(*names):
            yield Difference(str(question.label), pieces)
    tags = [sorted(tag.name for tag in each.tags.all()) for each in (older, version)]
    if pieces := listed(*tags):
        yield Difference(_("Keywords"), pieces, version.original.language)
    if pieces := listed([older.get_depth_display()], [version.get_depth_display()]):
        yield Difference(_("Depth of the description"), pieces)


def _names(shelves: Catalogue, vocabulary: str, chosen: Mapping[str, Sequence[str]], language: str) -> list[str]:
    return [term.name for term in shelves.terms(vocabulary, chosen.get(vocabulary, ()), language)]


def _same_language(version: Version, older: Version, language: str) -> tuple[Text | None, Text | None]:
    """The two texts in one language: the reader's, else that of the newer original, else any that both have."""
    new, old = full_texts(version), full_texts(older)
    for code in (language, version.original.language, *CODES):
        if code in new and code in old:
            return new[code], old[code]
    return None, None


def answer_words(shown: Text, version: Version, question: Question) -> str:
    """An answer as plain words; "" when the depth of the version does not ask it."""
    if question.code not in asked_codes(version.depth):
        return ""
    value = getattr(shown, question.code)
    if question.kind == ROWS:
        lines = [". ".join(filter(None, (str(row.get(column[0], "")) for column in question.columns))) for row in value]
        return "\n".join(f"{place}. {_plain(line)}" for place, line in enumerate(lines, start=1))
    return _plain(value) if question.kind == PROSE else str(value) if question.kind == LINE else ""


def _plain(value: str) -> str:
    return html.unescape(markdown.plain(value))
