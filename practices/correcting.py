"""Correcting a typo in a published text: a new version takes its place at once, assessed as it was."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polkka.kit.differences import Difference, compared
from polkka.kit.languages import speaking
from polkka.upkeep import generation
from search.loading import Analysed
from search.loading import write as write_entries

from . import edits, entries, notices
from .editions import answer_words
from .models import Comment, HistoryEntry, Text, Version
from .permissions import Actor
from .questions import BY_CODE, Question
from .recording import record
from .small_changes import told, too_large
from .sources import TEXT_CODES, shown_codes, source
from .states import OPEN, State
from .workflow import Illegal, Refused, Stale, decided

Answers = Mapping[str, Any]
CARRIED = (
    "practice_id", "depth", "label", "criteria_set_id", "contact_name", "contact_email", "declared", "published_at",
)  # fmt: skip
"""Columns that a corrected version takes over as they are."""


class TooLarge(Refused):
    """The change is more than a correction; `faults` says why by code of the question."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(_("This is more than a correction."))
        self.faults = faults


def asked(version: Version, text: Text) -> list[Question]:
    """The questions whose answers readers see in this text."""
    return [BY_CODE[code] for code in shown_codes(version, text) if getattr(text, code)]


def text_in(version: Version, language: str) -> Text | None:
    """The text in this language that readers see."""
    found = (text for text in version.texts.all() if text.language == language and text.state != Text.State.DRAFT)
    return next(found, None)


def changes(version: Version, language: str, answers: Answers) -> list[Difference]:
    """What the answers change of the published text, word by word. Raises TooLarge."""
    text = text_in(version, language)
    if text is None:
        raise Illegal(_("Readers see no text in this language."))
    changed = _changed(version, text, answers)
    if faults := {code: fault for code, new in changed.items() if (fault := too_large(code, getattr(text, code), new))}:
        raise TooLarge(faults)
    return _told(version, text, changed)


def _changed(version: Version, text: Text, answers: Answers) -> dict[str, Any]:
    codes = {question.code for question in asked(version, text)}
    return {code: new for code, new in answers.items() if code in codes and new != getattr(text, code)}


def _told(version: Version, text: Text, changed: Answers) -> list[Difference]:
    after = Text(language=text.language)
    found = []
    for code, new in changed.items():
        question = BY_CODE[code]
        setattr(after, code, new)
        pieces = compared(_words(text, version, question), _words(after, version, question))
        found.append(Difference(str(question.label), pieces, text.language))
    return found


def _words(text: Text, version: Version, question: Question) -> str:
    """Plain words of an answer; of rows every column, so that a corrected address is seen too."""
    value = getattr(text, question.code)
    if isinstance(value, list):
        return "\n".join(" ".join(str(cell) for cell in row.values() if cell) for row in value)
    return answer_words(text, version, question)


def correct(
    version: Version, language: str, answers: Answers, *, by: Actor, seen: int, reason: str, once: str | None = None
) -> Version:
    """Publish the corrected text as the next version and return that; the old one is superseded, the authors are told.

    `answers` holds the text by code of the question; what is as before is left alone. A version that is being written
    or assessed meanwhile moves one number up and follows where it still says what stood here. `seen` and `once` are as
    in a move. Raises workflow.Refused and its kinds, TooLarge among them.
    """
    now = decided(version.pk, by)
    if once and (done := _done(now, by, once)):
        return done
    if now.edit != seen:
        raise Stale
    if now.state != State.PUBLISHED:
        raise Illegal(_("Only a published text can be corrected."))
    if not reason.strip():
        raise Refused(_("Say in a word what is corrected: the authors will read it."))
    made = changes(now, language, answers)
    if not made:
        raise Refused(_("Nothing has been changed."))
    before, after = _apply(now, language, answers)
    prepared = entries.prepare(now, now.label, now.published_at or now.updated_at)
    try:
        with transaction.atomic():
            return _write(now, language, before, after, made, by, reason, once, prepared)
    except (IntegrityError, Stale) as error:
        if once and (done := _done(now, by, once)):
            return done
        raise Stale from error


def _apply(version: Version, language: str, answers: Answers) -> tuple[dict[str, Any], dict[str, Any]]:
    """Put the answers into the texts as they were read; what they replace, and what they are."""
    texts = list(version.texts.all())
    text = next(text for text in texts if text.language == language)
    after = _changed(version, text, answers)
    before = {code: getattr(text, code) for code in after}
    _follow(texts, language, before, after)
    return before, after


def _follow(texts: Sequence[Text], language: str, before: Answers, after: Answers) -> list[str]:
    """Correct the text in this language where it says what it said before; the codes of what says something else.

    Translations made from the answer as it was are taken as made from the corrected one: they need no renewing.
    """
    text = next((text for text in texts if text.language == language), None)
    if text is None:
        return []
    left = [code for code in after if getattr(text, code) != before[code]]
    for code in [code for code in after if code not in left]:
        was = source(text, code)
        setattr(text, code, after[code])
        for other in texts:
            if text.is_original and other.sources.get(code) == was:
                other.sources |= {code: source(text, code)}
    return left


def _write(
    old: Version,
    language: str,
    before: Answers,
    after: Answers,
    made: list[Difference],
    by: Actor,
    reason: str,
    once: str | None,
    prepared: list[Analysed],
) -> Version:
    """Everything that is written, in the order of a move: the published version first, the generation last."""
    when = timezone.now()
    mine = Version.unscoped.filter(pk=old.pk, state=State.PUBLISHED, edit=old.edit)
    if mine.update(state=State.SUPERSEDED, edit=F("edit") + 1, updated_at=when) != 1:
        raise Stale
    held = _moved_up(old)
    new = _new_version(old, when, number=held.number if held else _highest(old) + 1)
    left = _carry(new, held, old, language, before, after) if held else []
    record(old, "supersede", by=by, source=State.PUBLISHED, target=State.SUPERSEDED, at=when)
    note = _note(old, reason, made)
    key = _key(old, by, once) if once else None
    entry = record(new, "correct", by=by, source=State.PUBLISHED, target=State.PUBLISHED, note=note, once=key, at=when)
    _tell(new, entry, reason, made, left)
    write_entries(prepared, public_id=old.practice.public_id, at=generation.bump())
    return new


def _highest(version: Version) -> int:
    rows = Version.unscoped.filter(practice=version.practice_id)
    return int(rows.aggregate(highest=Max("number"))["highest"])


def _moved_up(old: Version) -> Version | None:
    """The version that is being written or assessed, if it is newer, made one later; `number` is the one it had."""
    held = Version.unscoped.filter(practice=old.practice_id, state__in=OPEN).prefetch_related("texts").first()
    if held is None:
        return None
    later = _highest(old) + 1
    if not Version.unscoped.filter(pk=held.pk, edit=held.edit).update(edit=F("edit") + 1, number=later):
        raise Stale
    Comment.unscoped.filter(practice=old.practice_id, number=held.number).update(number=later)
    HistoryEntry.unscoped.filter(version=held).update(number=later)
    return held


def _new_version(old: Version, when: datetime, *, number: int) -> Version:
    """The corrected version with everything of the old one, texts as they were read and corrected."""
    carried = {column: getattr(old, column) for column in CARRIED}
    new = Version.unscoped.create(
        **carried,
        number=number,
        state=State.PUBLISHED,
        builds_on=old,
        edit=old.edit + 1,
        assessed_as_id=old.judged_pk,
        updated_at=when,
    )
    for text in old.texts.all():
        columns = ("language", "is_original", "state", "sources", "renewal", *TEXT_CODES)
        Text.unscoped.create(version=new, **{column: getattr(text, column) for column in columns})
    edits.carry_over(old, new)
    return new


def _carry(new: Version, held: Version, old: Version, language: str, before: Answers, after: Answers) -> list[str]:
    """Correct the version that is being written or assessed too; the labels of what says something else there."""
    if held.builds_on_id == old.pk:
        Version.unscoped.filter(pk=held.pk).update(builds_on=new)
    texts = list(held.texts.all())
    left = _follow(texts, language, before, after)
    for text in texts:
        text.save()
    return left


def _key(version: Version, by: Actor, once: str) -> str:
    return f"correct:{version.practice_id}:{by.pk}:{once}"[:80]


def _done(version: Version, by: Actor, once: str) -> Version | None:
    """The version that the same form has made already."""
    entry = HistoryEntry.unscoped.filter(once=_key(version, by, once)).select_related("version__practice").first()
    return entry.version if entry else None


def _note(version: Version, reason: str, made: Sequence[Difference]) -> str:
    lines = "\n".join(f"– {told(change.pieces)}" for change in made)
    most = HistoryEntry._meta.get_field("note").max_length
    return f"{reason.strip()}\n\n{lines}"[:most]


def _tell(version: Version, entry: HistoryEntry, reason: str, made: Sequence[Difference], left: Sequence[str]) -> None:
    lines = [told(change.pieces) for change in made]
    for user in notices.submitters(version):
        with speaking(user.language):
            differing = [str(BY_CODE[code].label) for code in left]
        words = {"reason": reason.strip(), "lines": lines, "differing": differing}
        notices.tell("corrected", f"history:{entry.pk}:corrected", [user], version, "practices:status", **words)
