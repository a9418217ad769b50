"""Writing: new drafts, saves that merge field by field, and copies for the next version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Organisation
from projects.models import Project
from taxonomy.models import Concept

from . import keywords, rough, searching
from .completeness import chosen_codes
from .merging import Raw, merged_rows
from .models import Practice, Text, Version, VersionAttachment, VersionConcept
from .permissions import SYSTEM, WRITE, Actor
from .questions import BY_CODE, CONCEPTS, ROWS, TAGS, TEXT_QUESTIONS, Question
from .recording import record
from .sources import digest as digest
from .sources import keep as keep_sources
from .sources import renewed
from .states import OPEN, State

TRIES = 20
TAG_QUESTION = "tags"
CONTACT = "contact_"
"""Questions whose answers are columns of the version itself begin so."""
RENEWED = (State.PUBLISHED, State.RETURNED, State.WITHDRAWN)
"""States of a version from which a new one can be made."""


class NotWritable(Exception):
    """The version is no longer a draft, or not this person's to write."""


class Busy(NotWritable):
    """So many are saving the draft at this moment that it could not be done; the same save can be sent again."""


@dataclass
class Saved:
    """What a save did, by question code.

    `written` holds the codes whose answer was stored, `rough` those of which only what was typed could be kept, and
    `conflicts` those that somebody else had changed meanwhile, with what is held now. `seen` are the digests with which
    a form that stays open goes on, and `changes` what there was to write.
    """

    written: list[str] = field(default_factory=list)
    rough: list[str] = field(default_factory=list)
    conflicts: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)


def create(
    *,
    by: Actor,
    owner: Organisation,
    project: Project | None,
    depth: str,
    language: str,
    title: str = "",
    when: datetime | None = None,
    **values: Any,
) -> Version:
    """Make a practice with an empty first draft; `when` dates it and `values` are columns of Practice (loading)."""
    with transaction.atomic():
        practice = Practice.unscoped.create(owner=owner, project=project, **values)
        version = Version.unscoped.create(practice=practice, depth=depth)
        Text.unscoped.create(version=version, language=language, is_original=True, title=title)
        record(version, "create", by=by, target=State.DRAFT, at=when)
    return version


def value(version: Version, question: Question, text: Text | None = None) -> Any:
    """The present answer: a string, a list of rows, or a list of codes or keywords."""
    if question.kind == CONCEPTS:
        return chosen_codes(version).get(question.code, [])
    if question.kind == TAGS:
        return sorted(version.tags.names())
    if question.code.startswith(CONTACT):
        return getattr(version, question.code)
    return getattr(text or version.original, question.code)


def save(
    version: Version,
    answers: Mapping[str, Any],
    *,
    by: Actor,
    seen: Mapping[str, str],
    language: str = "",
    made_from: Mapping[str, str] | None = None,
    remembers: bool = True,
    is_read: bool = False,
) -> Saved:
    """Save answers by question code, merging with what others saved meanwhile; `Raw` keeps what cannot be an answer.

    `seen` holds the digest of what the form was shown per code. An answer is written if nobody else changed it; left
    alone if only somebody else did; and reported as a conflict, unsaved, if both did and rows do not fit together.
    `language` saves the translation into it, which is made at its first save, and `made_from` tells the digests of the
    original that were shown. Within a transaction of the caller the words for the search of the staff are left to the
    clock: `remembers` is false then. `is_read` tells that the caller has just read `version` as `_writable` does, for
    this person and ready to write: it is not read again unless somebody else saved meanwhile, and its text is changed
    in place. Raises NotWritable.
    """
    if isinstance(answers.get(TAG_QUESTION), list):
        answers = {**answers, TAG_QUESTION: keywords.renewed(answers[TAG_QUESTION])}
    for attempt in range(TRIES):
        if attempt or not is_read or version.state != State.DRAFT:
            version = _writable(version.pk, by)
        text = _text(version, language)
        saved = compared(version, text, answers, seen)
        if not saved.changes:
            return saved
        with transaction.atomic():
            if not _claim(version):
                continue
            keep_sources(version, text, saved.written, made_from)
            _store(version, text, saved.changes, by)
            text.save()
        if remembers:
            searching.remember(version)
        return saved
    raise Busy(_("Somebody else is saving this draft at the same moment. Try again."))


def _text(version: Version, language: str) -> Text:
    """The text of this language, made now but not stored yet if there is none; "" is the original."""
    if not language:
        return version.original
    found = next((text for text in version.texts.all() if text.language == language), None)
    return found or Text(version=version, language=language, state=Text.State.DRAFT)


def _writable(pk: int, by: Actor) -> Version:
    rows = Version.unscoped.all() if by is SYSTEM else Version.unscoped.for_user(by, WRITE)
    version = rows.filter(pk=pk, state=State.DRAFT).to_write().first()
    if version is None:
        raise NotWritable(_("This version is no longer a draft, so it cannot be changed."))
    return version


def _claim(version: Version) -> bool:
    """One conditional UPDATE: true if nobody saved since `version` was read."""
    mine = Version.unscoped.filter(pk=version.pk, state=State.DRAFT, edit=version.edit)
    return mine.update(edit=F("edit") + 1, updated_at=timezone.now()) == 1


def held(version: Version, question: Question, text: Text | None = None) -> Any:
    """What a form shows: what was typed and is no answer yet (`Raw`), else the present answer."""
    text = text or version.original
    return rough.held(version, text.language).get(question.code) or value(version, question, text)


def compared(version: Version, text: Text, answers: Mapping[str, Any], seen: Mapping[str, str]) -> Saved:
    """What saving the answers will do, against what is held now."""
    saved = Saved()
    for code, answer in answers.items():
        present, shown = held(version, BY_CODE[code], text), seen.get(code, "")
        _compare(saved, BY_CODE[code], present, answer, shown, can_merge=text.is_original)
    saved.rough = [code for code, answer in saved.changes.items() if isinstance(answer, Raw)]
    saved.written = [code for code in saved.changes if code not in saved.rough]
    return saved


def _compare(saved: Saved, question: Question, present: Any, answer: Any, shown: str, *, can_merge: bool) -> None:
    """`can_merge`: the rows of a translation stand beside those of the original, so none are put between them."""
    shown = shown or digest(present)
    saved.seen[question.code] = digest(answer)
    if present == answer or digest(answer) == shown != digest(present):
        return
    if shown == digest(present):
        saved.changes[question.code] = answer
        return
    rows = merged_rows(shown, present, answer) if question.kind == ROWS and can_merge else None
    if rows is None or len(rows) > question.most:
        saved.conflicts[question.code] = present
        saved.seen[question.code] = shown
    elif rows != present:
        saved.changes[question.code] = rows


def _store(version: Version, text: Text, changes: Mapping[str, Any], by: Actor) -> None:
    """Write the answers, and keep what was typed where it is none; `text` itself is stored by the caller."""
    for code, answer in changes.items():
        if isinstance(answer, Raw):
            rough.keep(version, text.language, code, answer, answer=value(version, BY_CODE[code], text), by=by)
        else:
            _write(version, text, BY_CODE[code], answer)
    rough.drop(version, text.language, [code for code, answer in changes.items() if not isinstance(answer, Raw)])
    if any(code.startswith(CONTACT) for code in changes):
        version.save(update_fields=["contact_name", "contact_email"])


def _write(version: Version, text: Text, question: Question, answer: Any) -> None:
    if question.kind == CONCEPTS:
        _choose(version, question, answer)
    elif question.kind == TAGS:
        keywords.store(version, answer)
    elif question.code.startswith(CONTACT):
        setattr(version, question.code, answer)
    else:
        setattr(text, question.code, answer)


def _choose(version: Version, question: Question, codes: list[str]) -> None:
    """Replace the chosen concepts of one vocabulary; the first level is the main one."""
    rows = Concept.objects.filter(vocabulary__code=question.code, code__in=codes).select_related("replaced_by")
    concepts = {row.code: row.in_place() for row in rows}
    if unknown := [code for code in codes if code not in concepts]:
        raise ValidationError(_("This choice is not in the list: %(code)s") % {"code": ", ".join(unknown)})
    VersionConcept.objects.filter(version=version, concept__vocabulary__code=question.code).delete()
    for order, concept in enumerate(dict.fromkeys(concepts[code] for code in codes)):
        VersionConcept.objects.create(version=version, concept=concept, is_main=question.code == "level" and order == 0)


def set_depth(version: Version, depth: str, *, by: Actor) -> None:
    """Tell more or less of the practice; every answer is kept. Raises NotWritable."""
    version = _writable(version.pk, by)
    Version.unscoped.filter(pk=version.pk, state=State.DRAFT).update(depth=depth, edit=F("edit") + 1)


def next_draft(version: Version, *, by: Actor, when: datetime | None = None) -> Version:
    """Open the next version as a draft with everything carried over; within the caller's transaction."""
    highest = Version.unscoped.filter(practice=version.practice).aggregate(highest=Max("number"))["highest"]
    draft = Version.unscoped.create(
        practice=version.practice,
        number=highest + 1,
        depth=version.depth,
        builds_on=version,
        updated_at=when or timezone.now(),
        contact_name=version.contact_name,
        contact_email=version.contact_email,
    )
    for stored in version.texts.all():
        text = renewed(stored, version.original)
        copied = {question.code: getattr(text, question.code) for question in TEXT_QUESTIONS}
        Text.unscoped.create(
            version=draft,
            language=text.language,
            is_original=text.is_original,
            state=text.state,
            sources=text.sources,
            **copied,
        )
    carry_over(version, draft)
    record(draft, "create", by=by, target=State.DRAFT, at=when)
    return draft


def carry_over(version: Version, target: Version) -> None:
    """Give the next version what is no text: choices, keywords, files, and what was typed and is no answer yet."""
    for row in version.chosen.all():
        VersionConcept.objects.create(version=target, concept=row.concept, is_main=row.is_main)
    target.tags.set(version.tags.names())
    rough.copy(version, target)
    _show_files(version, target)


def _show_files(version: Version, draft: Version) -> None:
    """The next version shows the files of this one, with all that is told of them."""
    for row in VersionAttachment.unscoped.filter(version=version, removed_at=None):
        row.pk, row.version = None, draft
        row.save(force_insert=True)


def renewable(practice: Practice) -> Version | None:
    """The version from which a new one can be made; None while one is open or there is nothing to build on."""
    rows = Version.unscoped.filter(practice=practice)
    if rows.filter(state__in=OPEN).exists():
        return None
    return rows.filter(state__in=RENEWED).order_by("-number").first()


def new_version(version: Version, *, by: Actor) -> Version:
    """A new draft from a published, returned or withdrawn version, or the open one if there is one already.

    Raises NotWritable if the person may not write the practice.
    """
    if by is not SYSTEM and not Version.unscoped.for_user(by, WRITE).filter(pk=version.pk).exists():
        raise NotWritable(_("Only the authors can make a new version."))
    held = Version.unscoped.filter(practice=version.practice, state__in=OPEN)
    if found := held.first():
        return found
    try:
        with transaction.atomic():
            return next_draft(version, by=by)
    except IntegrityError:  # somebody else made one at the same moment
        return held.get()
