"""Writing: new drafts, saves that merge field by field, and copies for the next version."""

import hashlib
import json
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

from .completeness import chosen_codes
from .models import HistoryEntry, Practice, Text, Version, VersionConcept
from .permissions import SYSTEM, WRITE, Actor, System
from .questions import BY_CODE, CONCEPTS, TAGS, TEXT_QUESTIONS, Question
from .states import OPEN, State

TRIES = 8
LEAD = {"title", "summary"}
"""When these change, a lone summary in another language tells something else and is set aside."""
RENEWED = (State.PUBLISHED, State.RETURNED, State.WITHDRAWN)
"""States of a version from which a new one can be made."""


class NotWritable(Exception):
    """The version is no longer a draft, or not this person's to write."""


@dataclass
class Saved:
    """What a save did: the codes written, and those that somebody else had changed meanwhile with their text now."""

    written: list[str] = field(default_factory=list)
    conflicts: dict[str, Any] = field(default_factory=dict)


def digest(value: Any) -> str:
    """A short fingerprint of an answer: what a form was shown."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


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
        _note(version, "create", by, when)
    return version


def _note(version: Version, move: str, by: Actor, when: datetime | None) -> None:
    HistoryEntry.unscoped.create(
        practice=version.practice,
        version=version,
        number=version.number,
        move=move,
        target=State.DRAFT,
        by=None if isinstance(by, System) else by,
        by_name=by.name,
        at=when or timezone.now(),
    )


def value(version: Version, question: Question, text: Text | None = None) -> Any:
    """The present answer: a string, a list of rows, or a list of codes or keywords."""
    if question.kind == CONCEPTS:
        return chosen_codes(version).get(question.code, [])
    if question.kind == TAGS:
        return sorted(version.tags.names())
    if question.code.startswith("contact_"):
        return getattr(version, question.code)
    return getattr(text or version.original, question.code)


def save(
    version: Version, answers: Mapping[str, Any], *, by: Actor, seen: Mapping[str, str], language: str = ""
) -> Saved:
    """Save answers by question code, merging with what others saved meanwhile.

    `seen` holds the digest of what the form was shown per code. An answer is written if nobody else changed it;
    left alone if only somebody else did; and reported as a conflict, unsaved, if both did. Raises NotWritable.
    """
    for _attempt in range(TRIES):
        version = _writable(version.pk, by)
        text = version.texts.get(language=language) if language else version.original
        saved = _compared(version, text, answers, seen)
        if not saved.written:
            return saved
        with transaction.atomic():
            if _claim(version):
                for code in saved.written:
                    _write(version, text, BY_CODE[code], answers[code])
                version.save(update_fields=["contact_name", "contact_email"])
                text.save()
                if text.is_original and LEAD & set(saved.written):
                    version.texts.filter(state=Text.State.SUMMARY).update(state=Text.State.DRAFT)
                return saved
    raise NotWritable(_("Somebody else is saving this draft at the same moment. Try again."))


def _writable(pk: int, by: Actor) -> Version:
    rows = Version.unscoped.all() if by is SYSTEM else Version.unscoped.for_user(by, WRITE)
    version = rows.filter(pk=pk, state=State.DRAFT).with_words().first()
    if version is None:
        raise NotWritable(_("This version is no longer a draft, so it cannot be changed."))
    return version


def _claim(version: Version) -> bool:
    """One conditional UPDATE: true if nobody saved since `version` was read."""
    mine = Version.unscoped.filter(pk=version.pk, state=State.DRAFT, edit=version.edit)
    return mine.update(edit=F("edit") + 1, updated_at=timezone.now()) == 1


def _compared(version: Version, text: Text, answers: Mapping[str, Any], seen: Mapping[str, str]) -> Saved:
    saved = Saved()
    for code, answer in answers.items():
        present = value(version, BY_CODE[code], text)
        if present == answer:
            continue
        shown = seen.get(code, digest(present))
        if shown == digest(present):
            saved.written.append(code)
        elif digest(answer) != shown:
            saved.conflicts[code] = present
    return saved


def _write(version: Version, text: Text, question: Question, answer: Any) -> None:
    if question.kind == CONCEPTS:
        _choose(version, question, answer)
    elif question.kind == TAGS:
        version.tags.set(answer)
    elif question.code.startswith("contact_"):
        setattr(version, question.code, answer)
    else:
        setattr(text, question.code, answer)


def _choose(version: Version, question: Question, codes: list[str]) -> None:
    """Replace the chosen concepts of one vocabulary; the first level is the main one."""
    concepts = {c.code: c for c in Concept.objects.filter(vocabulary__code=question.code, code__in=codes)}
    if unknown := [code for code in codes if code not in concepts]:
        raise ValidationError(_("This choice is not in the list: %(code)s") % {"code": ", ".join(unknown)})
    VersionConcept.objects.filter(version=version, concept__vocabulary__code=question.code).delete()
    for order, code in enumerate(dict.fromkeys(codes)):
        VersionConcept.objects.create(
            version=version, concept=concepts[code], is_main=question.code == "level" and order == 0
        )


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
    for text in version.texts.all():
        copied = {question.code: getattr(text, question.code) for question in TEXT_QUESTIONS}
        Text.unscoped.create(
            version=draft, language=text.language, is_original=text.is_original, state=text.state, **copied
        )
    for row in version.chosen.all():
        VersionConcept.objects.create(version=draft, concept=row.concept, is_main=row.is_main)
    draft.tags.set(version.tags.names())
    _note(draft, "create", by, when)
    return draft


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
