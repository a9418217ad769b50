"""Translating: how far each language is, saving answers beside the original, and saying when a language is ready.

A translation of a draft is a Text beside the original. One of a published version is written into `Text.renewal`, which
readers never see, and waits there until a coordinator publishes it (renewing.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import CODES, OWN_NAMES

from . import edits, rough
from .edits import NotWritable, Saved
from .models import Text, Version
from .permissions import SYSTEM, WRITE, Actor
from .questions import Page
from .sources import (
    LEAD,
    TEXT_CODES,
    has_words,
    is_whole,
    lacking,
    outdated,
    renewed,
    shown_codes,
    source,
    untold,
)
from .states import State

MISSING, DRAFT, SUMMARY, CURRENT, OUTDATED = "missing", "draft", "summary", "current", "outdated"
"""How far a language or an answer in it is: nothing written, being written, title and summary ready, ready, and ready
but made from an original that has changed since."""
TRANSLATABLE = (State.DRAFT, State.PUBLISHED)
T = TypeVar("T")


class NotReady(Exception):
    """A language cannot be called ready yet; `codes` are the questions that it must still answer."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(_("Something is still missing."))
        self.codes = codes


@dataclass(frozen=True)
class Standing:
    """How far one language is. `done` of `total` answers are told in it; `lacking` are needed before it is ready.

    `shown` is "summary" or "current" when its title and summary or all of it is for readers, else "".
    """

    language: str
    name: str
    state: str
    done: int
    total: int
    outdated: tuple[str, ...]
    lacking: tuple[str, ...]
    untold: tuple[str, ...]
    is_offered: bool
    has_lead: bool
    shown: str

    @property
    def is_public(self) -> bool:
        """Whether it is ready, or of a published version: whether readers see any of it."""
        return bool(self.shown)


@dataclass(frozen=True)
class Told:
    """One answer beside its original, both as they are stored.

    `state` is that of the answer; `source` is the fingerprint of the original it was made from ("" if that is not
    known), `made_from` that of the original as it stands.
    """

    code: str
    state: str
    original: Any
    answer: Any
    source: str
    made_from: str


def others(version: Version) -> list[str]:
    """The languages a version can be translated into, in the order of the languages."""
    return [code for code in CODES if code != version.original.language]


def text_in(version: Version, language: str) -> Text | None:
    """The translation as its authors see it, with what is not yet public; None if there is none."""
    text = next((text for text in version.texts.all() if text.language == language), None)
    return renewed(text, version.original) if text else None


def overview(version: Version) -> list[Standing]:
    """How far every language but the original's is."""
    return [standing(version, language) for language in others(version)]


def standing(version: Version, language: str) -> Standing:
    """How far one language is; see Standing."""
    text, original = text_in(version, language), version.original
    codes = [code for code in asked(version) if getattr(original, code)]
    blank = text or Text(version=version, language=language, state=Text.State.DRAFT)
    left = untold(version, blank, codes)
    old = outdated(blank, original, codes) if text else []
    return Standing(
        language=language,
        name=OWN_NAMES[language],
        state=_state(version, text),
        done=len(codes) - len(left),
        total=len(codes),
        outdated=tuple(code for code in old if code not in left),
        lacking=tuple(lacking(version, blank, Text.State.CURRENT)),
        untold=tuple(left),
        is_offered=bool(text and text.renewal.get("offered_at")),
        has_lead=not untold(version, blank, LEAD),
        shown=blank.state if text and blank.state != Text.State.DRAFT else "",
    )


def asked(version: Version) -> tuple[str, ...]:
    """The questions with text that the depth of a version asks, in their order."""
    return shown_codes(version, version.original)


def _state(version: Version, text: Text | None) -> str:
    if text is None or not any(getattr(text, code) for code in TEXT_CODES):
        return MISSING
    if text.renewal or text.state == Text.State.DRAFT or not is_whole(version, text):
        return DRAFT
    if outdated(text, version.original, shown_codes(version, text)):
        return OUTDATED
    return SUMMARY if text.state == Text.State.SUMMARY else CURRENT


def fields(version: Version, language: str, page: Page) -> list[Told]:
    """The answers of one page that have something to translate, or a translation."""
    text, original = text_in(version, language), version.original
    codes = [question.code for question in page.questions if question.code in asked(version)]
    found = []
    for code in codes:
        answer = getattr(text, code) if text else type(getattr(original, code))()
        if _has_something(getattr(original, code)) or answer:
            state = _answer_state(version, text, code)
            made_from = text.sources.get(code, "") if text else ""
            found.append(Told(code, state, getattr(original, code), answer, made_from, source(original, code)))
    return found


def _has_something(answer: Any) -> bool:
    """Whether there are words to translate; a link without a title has none."""
    return any(has_words(row) for row in answer) if isinstance(answer, list) else bool(answer)


def _answer_state(version: Version, text: Text | None, code: str) -> str:
    if text is None or untold(version, text, [code]) or not getattr(text, code):
        return MISSING
    if outdated(text, version.original, [code]):
        return OUTDATED
    is_ready = text.state != Text.State.DRAFT and code in shown_codes(version, text)
    return CURRENT if is_ready and code not in text.renewal.get("answers", {}) else DRAFT


def save(
    version: Version,
    language: str,
    answers: Mapping[str, Any],
    *,
    by: Actor,
    seen: Mapping[str, str],
    made_from: Mapping[str, str] | None = None,
) -> Saved:
    """Save answers in another language as edits.save does; those of a published version stay hidden from readers.

    `made_from` holds the digests of the original's answers that the writer was shown. Raises NotWritable.
    """
    if version.state == State.PUBLISHED:
        return alone(version, by, lambda now: _renew(now, language, answers, seen, by))
    return edits.save(version, answers, by=by, seen=seen, language=language, made_from=made_from)


def _renew(version: Version, language: str, answers: Mapping[str, Any], seen: Mapping[str, str], by: Actor) -> Saved:
    text = _row(version, language)
    shown = renewed(text, version.original)
    saved = edits.compared(version, shown, answers, seen)
    for code in saved.rough:
        rough.keep(version, language, code, saved.changes[code], answer=getattr(shown, code), by=by)
    rough.drop(version, language, saved.written)
    if news := {code: saved.changes[code] for code in saved.written if saved.changes[code] != getattr(shown, code)}:
        _hide(text, news)
    return saved


def _hide(text: Text, answers: Mapping[str, Any]) -> None:
    """Keep answers beside those that are public."""
    text.renewal = {**text.renewal, "answers": {**text.renewal.get("answers", {}), **answers}}
    text.save(update_fields=["renewal"])


def _row(version: Version, language: str) -> Text:
    begun = {"state": Text.State.DRAFT}
    return Text.unscoped.get_or_create(version=version, language=language, is_original=False, defaults=begun)[0]


def confirm(version: Version, language: str, codes: Iterable[str], *, by: Actor) -> None:
    """The answers are still right although the original has changed. Raises NotWritable."""

    def deed(now: Version) -> None:
        text = _row(now, language)
        told = [code for code in codes if code in TEXT_CODES and getattr(renewed(text, now.original), code)]
        if now.state == State.PUBLISHED:
            _hide(text, {code: getattr(renewed(text, now.original), code) for code in told})
            return
        text.sources |= {code: source(now.original, code) for code in told}
        text.save(update_fields=["sources"])

    alone(version, by, deed)


def ready(version: Version, language: str, *, by: Actor, state: str = Text.State.CURRENT) -> None:
    """Call the translation of a draft ready, whole or (`state` summary) its title and summary.

    Raises NotWritable, and NotReady with what must still be told.
    """

    def deed(now: Version) -> None:
        text = _row(now, language)
        if now.state != State.DRAFT:
            raise NotWritable(_("This version is no longer a draft, so it cannot be changed."))
        if codes := lacking(now, text, state):
            raise NotReady(codes)
        Text.unscoped.filter(pk=text.pk).update(state=state)

    alone(version, by, deed)


def unready(version: Version, language: str, *, by: Actor) -> None:
    """Go back to writing: the translation of this draft is not shown unless it is called ready again."""

    def deed(now: Version) -> None:
        now.texts.filter(language=language, is_original=False).update(state=Text.State.DRAFT)

    if version.state == State.DRAFT:
        alone(version, by, deed)


def remove(version: Version, language: str, *, by: Actor) -> None:
    """Delete a translation; of a published version only what readers do not see yet. Raises NotWritable."""

    def deed(now: Version) -> None:
        rows = now.texts.filter(language=language, is_original=False)
        if now.state == State.DRAFT:
            now.rough.filter(language=language).delete()
        (rows if now.state == State.DRAFT else rows.filter(state=Text.State.DRAFT)).delete()
        rows.update(renewal={})

    alone(version, by, deed)


def alone(version: Version, by: Actor, deed: Callable[[Version], T]) -> T:
    """Run `deed` on the version as it is now, in one transaction after everything that was saved before."""
    for _attempt in range(edits.TRIES):
        now = _read(version, by)
        with transaction.atomic():
            mine = Version.unscoped.filter(pk=now.pk, state=now.state, edit=now.edit)
            changed: dict[str, Any] = {"updated_at": timezone.now()} if now.state == State.DRAFT else {}
            if mine.update(edit=F("edit") + 1, **changed) == 1:
                return deed(now)
    raise NotWritable(_("Somebody else is saving this draft at the same moment. Try again."))


def _read(version: Version, by: Actor) -> Version:
    rows = Version.unscoped.all() if by is SYSTEM else Version.unscoped.for_user(by, WRITE)
    found = rows.filter(pk=version.pk, state=version.state, state__in=TRANSLATABLE).with_words().first()
    if found is None:
        raise NotWritable(_("This version is no longer a draft, so it cannot be changed."))
    return found
