"""Translations of a published practice: offered by its authors, read by a coordinator, published without a version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit.languages import OWN_NAMES
from polkka.upkeep import generation
from search.loading import write as write_entries

from . import entries, notices, translating
from .models import HistoryEntry, Text, Version, VersionQuerySet
from .permissions import DECIDE, Actor
from .recording import record
from .sources import LEAD, TEXT_CODES, is_whole, lacking, renewed, source
from .states import OPEN, State
from .translating import NotReady
from .workflow import Illegal, Refused, Stale, decided
from .workflow import NotAllowed as NotAllowed

OFFER, PUBLISH, SEND_BACK = "offer_text", "publish_text", "return_text"


@dataclass(frozen=True)
class Offered:
    """A translation that waits for a coordinator: (question, the public answer, the offered one) of what is new."""

    version: Version
    language: str
    state: str
    answers: tuple[tuple[str, Any, Any], ...]

    @property
    def name(self) -> str:
        return OWN_NAMES[self.language]

    @property
    def is_new(self) -> bool:
        """Whether readers see nothing in this language yet."""
        return not any(before for _code, before, _after in self.answers)


def offer(version: Version, language: str, *, by: Actor, state: str = Text.State.CURRENT) -> None:
    """Ask a coordinator to publish a translation, whole or (`state` summary) its title and summary; told once.

    Raises NotWritable, and NotReady with what must still be told.
    """

    def deed(now: Version) -> None:
        text = now.texts.filter(language=language, is_original=False).first()
        blank = Text(version=now, language=language)
        whole = Text.State.CURRENT if text and text.state == Text.State.CURRENT else state
        if codes := lacking(now, renewed(text, now.original) if text else blank, whole):
            raise NotReady(codes)
        if text is None or text.renewal.get("offered_at") or not _has_news(text):
            return
        text.renewal |= {"offered_at": timezone.now().isoformat(), "state": whole}
        text.save(update_fields=["renewal"])
        entry = _record(now, OFFER, by, OWN_NAMES[language])
        _tell(notices.coordinators(now), "translation_offered", now, entry, "practices:decide", language)

    if version.state == State.PUBLISHED:
        translating.alone(version, by, deed)


def _has_news(text: Text) -> bool:
    """Whether there is anything that readers do not see."""
    return text.state == Text.State.DRAFT or bool(text.renewal.get("answers"))


def take_back(version: Version, language: str, *, by: Actor) -> None:
    """The authors want to go on writing before a coordinator looks. Raises NotWritable."""

    def deed(now: Version) -> None:
        for text in now.texts.filter(language=language, is_original=False):
            _close(text)

    translating.alone(version, by, deed)


def _close(text: Text) -> None:
    """The translation is no longer offered; what was written stays."""
    text.renewal = {"answers": answers} if (answers := text.renewal.get("answers")) else {}
    text.save(update_fields=["renewal"])


def offered(versions: Iterable[Version]) -> list[Offered]:
    """The offered translations of published versions that come with their texts."""
    found = []
    for version in versions:
        for text in version.texts.all():
            if version.state == State.PUBLISHED and text.renewal.get("offered_at"):
                found.append(_offered(version, text))
    return found


def offering(user: User) -> VersionQuerySet:
    """The published versions with an offered translation on which this person decides, a row for each language."""
    return (
        Version.unscoped.for_user(user, DECIDE)
        .published()
        .filter(texts__is_original=False, texts__renewal__has_key="offered_at")
    )


def waiting(user: User) -> list[Offered]:
    """What this person may decide on, the oldest practice first: two queries."""
    rows = offering(user).select_related("practice__owner", "practice__project").prefetch_related("texts")
    return offered(rows.order_by("pk"))


def _offered(version: Version, text: Text) -> Offered:
    shown, original = renewed(text, version.original), version.original
    state = text.renewal["state"]
    told = [code for code in translating.asked(version) if getattr(original, code)]
    codes = [code for code in told if state == Text.State.CURRENT or code in LEAD]
    rows = [(code, _public(text, code), getattr(shown, code)) for code in codes]
    confirmed = text.renewal.get("answers", {})
    return Offered(version, text.language, state, tuple(row for row in rows if row[1] != row[2] or row[0] in confirmed))


def _public(text: Text, code: str) -> Any:
    """What readers see now; nothing of a text that is not public."""
    return getattr(text, code) if text.state != Text.State.DRAFT else type(getattr(text, code))()


def publish_text(version: Version, language: str, *, by: Actor, seen: int, once: str | None = None) -> Version:
    """Publish the offered translation of a published version; written down like a move, in the same order.

    `seen` is the edit counter of the version that the person was shown; `once` a one-time form key. Raises Refused and
    its kinds.
    """
    now = decided(version.pk, by)
    if once and _was_done(now, by, once):
        return now
    text = _asked_for(now, language, seen)
    before, was = {code: getattr(text, code) for code in TEXT_CODES}, text.state
    _apply(now, text)
    prepared = entries.prepare(now, now.label, now.published_at or now.updated_at)
    try:
        with transaction.atomic():
            _take(now)
            text.save()
            _carry(now, before, was, text)
            entry = _record(now, PUBLISH, by, OWN_NAMES[language], once)
            _tell(notices.submitters(now), "translation", now, entry, "practices:status", language)
            write_entries(prepared, public_id=now.practice.public_id, at=generation.bump())
    except (IntegrityError, Stale) as error:
        if once and _was_done(now, by, once):
            return now
        raise Stale from error
    return now


def send_back(version: Version, language: str, *, by: Actor, seen: int, note: str, once: str | None = None) -> None:
    """Ask the authors to change an offered translation; the letter goes to them. Raises Refused and its kinds."""
    now = decided(version.pk, by)
    if once and _was_done(now, by, once):
        return
    text = _asked_for(now, language, seen)
    if not note.strip():
        raise Refused(_("Write the reasons first: the authors will read them."))
    try:
        with transaction.atomic():
            _take(now)
            _close(text)
            entry = _record(now, SEND_BACK, by, f"{OWN_NAMES[language]}\n\n{note}", once)
            _tell(notices.submitters(now), "translation_returned", now, entry, "practices:languages", language, note)
    except (IntegrityError, Stale) as error:
        if not (once and _was_done(now, by, once)):
            raise Stale from error


def _asked_for(version: Version, language: str, seen: int) -> Text:
    """The text that is offered; of the version's own texts, so that what is done to it is seen through the version."""
    if version.edit != seen:
        raise Stale
    texts = [text for text in version.texts.all() if text.language == language and text.renewal.get("offered_at")]
    if version.state != State.PUBLISHED or not texts:
        raise Illegal(_("This translation is not offered for publishing any more."))
    return texts[0]


def _apply(version: Version, text: Text) -> None:
    shown, state = renewed(text, version.original), text.renewal["state"]
    if lacking(version, shown, state):
        raise Refused(_("Something is still missing."))
    for code in TEXT_CODES:
        setattr(text, code, getattr(shown, code))
    text.sources, text.state, text.renewal = shown.sources, state, {}


def _take(version: Version) -> None:
    """The one conditional UPDATE that decides who was first."""
    mine = Version.unscoped.filter(pk=version.pk, state=State.PUBLISHED, edit=version.edit)
    if mine.update(edit=F("edit") + 1) != 1:
        raise Stale


def _carry(version: Version, before: Mapping[str, Any], was: str, text: Text) -> None:
    """The version that is being written or assessed follows where it still says what stood here before.

    A language that was public and that its authors have removed there stays removed.
    """
    for newer in Version.unscoped.filter(practice=version.practice_id, state__in=OPEN).prefetch_related("texts"):
        if not Version.unscoped.filter(pk=newer.pk, edit=newer.edit).update(edit=F("edit") + 1):
            raise Stale
        held = next((row for row in newer.texts.all() if row.language == text.language), None)
        if held.is_original if held else was != Text.State.DRAFT:
            continue
        row = held or Text(version=newer, language=text.language, state=text.state)
        for code in [code for code in TEXT_CODES if getattr(text, code) != before[code]]:
            if held is None or getattr(row, code) == before[code]:
                setattr(row, code, getattr(text, code))
                row.sources |= {code: text.sources.get(code) or source(version.original, code)}
        row.state = text.state if row.state == was else row.state
        row.state = row.state if is_whole(newer, row) else Text.State.DRAFT
        row.save()


def _key(version: Version, by: Actor, once: str) -> str:
    return f"text:{version.pk}:{by.pk}:{once}"[:80]


def _was_done(version: Version, by: Actor, once: str) -> bool:
    return HistoryEntry.unscoped.filter(once=_key(version, by, once)).exists()


def letter(version: Version) -> HistoryEntry | None:
    """The letter with which the last translation was sent back, until one is offered or published after it."""
    rows = HistoryEntry.unscoped.filter(version=version, move__in=[OFFER, PUBLISH, SEND_BACK])
    last = rows.order_by("at", "pk").last()
    return last if last and last.move == SEND_BACK else None


def _record(version: Version, move: str, by: Actor, note: str, once: str | None = None) -> HistoryEntry:
    key = _key(version, by, once) if once else None
    return record(version, move, by=by, source=version.state, target=version.state, note=note, once=key)


def _tell(
    people: Iterable[User],
    kind: str,
    version: Version,
    entry: HistoryEntry,
    view: str,
    language: str,
    letter: str = "",
) -> None:
    name = OWN_NAMES[language]
    notices.tell(kind, f"history:{entry.pk}:{kind}", people, version, view, language=name, letter=letter)
