"""What a translation was made from: the fingerprint of each answer of the original, and what has changed since."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from .merging import digest as digest
from .models import Text, Version
from .questions import BY_CODE, ROWS, TEXT_QUESTIONS, asked_codes

LEAD = ("title", "summary")
"""What a lone summary tells."""
TEXT_CODES = tuple(question.code for question in TEXT_QUESTIONS)
UNTRANSLATED = ("url",)
"""Columns of rows that are the same in every language."""


def shown_codes(version: Version, text: Text) -> tuple[str, ...]:
    """The questions whose answers in `text` are for readers: title and summary only, or all that the depth asks."""
    if text.state == Text.State.SUMMARY:
        return LEAD
    asked = asked_codes(version.depth)
    return tuple(code for code in TEXT_CODES if code in asked)


def outdated(text: Text, original: Text, codes: Iterable[str] = TEXT_CODES) -> list[str]:
    """The questions among `codes` whose original answer is another than `text` was made from.

    A question without a source is taken as made from the original as it stands; see `keep`.
    """
    if text.is_original:
        return []
    return [code for code in codes if text.sources.get(code) not in (None, source(original, code))]


def source(original: Text, code: str) -> str:
    """The fingerprint of what an answer tells in its language."""
    answer = getattr(original, code)
    return digest([_in_words(row) for row in answer] if isinstance(answer, list) else answer)


def _in_words(row: Mapping[str, str]) -> dict[str, str]:
    return {column: value for column, value in row.items() if column not in UNTRANSLATED}


def with_addresses(rows: Sequence[Mapping[str, str]], original: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows of a translation with what is the same in every language, taken from those of the original."""
    if not rows:
        return []
    pairs = zip_longest(rows, original, fillvalue=dict[str, str]())
    return [{**dict.fromkeys(theirs, ""), **row, **_the_same(theirs)} for row, theirs in pairs]


def _the_same(row: Mapping[str, str]) -> dict[str, str]:
    return {column: value for column, value in row.items() if column in UNTRANSLATED}


def links(text: Text, original: Text) -> list[dict[str, str]]:
    """The links of a text; those of a translation that is not outdated lead where those of the original lead."""
    rows: list[dict[str, str]] = text.links
    if text.is_original or outdated(text, original, ["links"]):
        return rows
    return with_addresses(rows, original.links)[: len(rows)]


def keep(version: Version, text: Text, codes: Iterable[str], made_from: Mapping[str, str] | None = None) -> None:
    """Before `codes` of `text` are written: note what translations are made from. Within the caller's transaction.

    A change of the original leaves the translations the fingerprint of the answer that goes; a change of a translation
    gives it that of the original's answer, or the one in `made_from` that its writer was shown.
    """
    told = [code for code in codes if code in TEXT_CODES]
    if not text.is_original:
        shown = made_from or {}
        text.sources |= {code: shown.get(code) or source(version.original, code) for code in told}
        return
    for other in version.texts.all():
        unknown = [code for code in told if code not in other.sources]
        if not other.is_original and unknown:
            other.sources |= {code: source(text, code) for code in unknown if _tells(other, code)}
            other.save(update_fields=["sources"])


def _tells(text: Text, code: str) -> bool:
    """Whether this translation would have had to tell the answer: one being written has not come to it yet."""
    return bool(getattr(text, code)) or text.state == Text.State.CURRENT


def untold(version: Version, text: Text, codes: Iterable[str]) -> list[str]:
    """The questions among `codes` that the original answers and `text` does not, or with fewer or unnamed rows."""
    original = version.original
    return [code for code in codes if getattr(original, code) and not _is_told(code, text, original)]


def _is_told(code: str, text: Text, original: Text) -> bool:
    answer, told = getattr(text, code), getattr(original, code)
    if BY_CODE[code].kind != ROWS:
        return bool(answer)
    rows = zip_longest(told, answer[: len(told)], fillvalue=dict[str, str]())
    return all(ours.get(column) for theirs, ours in rows for column, value in _in_words(theirs).items() if value)


def has_words(row: Mapping[str, str]) -> bool:
    """Whether a row holds anything that is told in a language."""
    return any(_in_words(row).values())


def renewed(text: Text, original: Text) -> Text:
    """A copy of a text with the answers of its renewal, as if it were public; not to be stored.

    `Text.renewal` is {"answers": {code: answer}, and, while a coordinator is asked to publish it, "offered_at": ISO
    time and "state": the state it shall have}; it belongs to a published version, whose original stays as it is.
    """
    shown = copy.copy(text)
    answers = text.renewal.get("answers", {})
    for code, answer in answers.items():
        setattr(shown, code, answer)
    shown.sources = text.sources | {code: source(original, code) for code in answers}
    return shown


def is_whole(version: Version, text: Text) -> bool:
    """Whether a text tells what its state promises; a draft promises nothing."""
    if text.is_original or text.state == Text.State.DRAFT:
        return True
    return not lacking(version, text, text.state)


def settle(version: Version) -> None:
    """Translations that lack what their state promises are drafts: done before the version leaves its authors."""
    for text in version.texts.all():
        if not is_whole(version, text):
            Text.unscoped.filter(pk=text.pk).update(state=Text.State.DRAFT)


def lacking(version: Version, text: Text, state: str) -> list[str]:
    """The questions that a translation must still tell before it can be in this state.

    Title and summary, or all that is required of the original, and whatever rows it has begun to tell.
    """
    if state == Text.State.SUMMARY:
        return untold(version, text, LEAD)
    asked = [code for code in TEXT_CODES if code in asked_codes(version.depth)]
    return untold(version, text, [code for code in asked if _is_needed(version, text, code)])


def _is_needed(version: Version, text: Text, code: str) -> bool:
    question, answer = BY_CODE[code], getattr(text, code)
    return version.depth in question.required or (question.kind == ROWS and any(has_words(row) for row in answer))


def as_ready(version: Version, *, with_drafts: bool) -> None:
    """Make the texts read with a version tell what readers will see, once everything is ready; nothing is stored.

    What is still being written is among it `with_drafts`, else only what is offered to a coordinator.
    """
    original = version.original
    for text in version.texts.all():
        if text.is_original or not (with_drafts or text.renewal.get("offered_at")):
            continue
        shown = renewed(text, original)
        for code in TEXT_CODES:
            setattr(text, code, getattr(shown, code))
        is_partly = any(getattr(text, code) for code in TEXT_CODES if code not in LEAD)
        if text.state == Text.State.DRAFT and text.title:
            text.state = Text.State.CURRENT if is_partly else Text.State.SUMMARY
