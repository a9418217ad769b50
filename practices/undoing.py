"""When a decision can be taken back within a day, and what stands in its way; the taking back is a move of its own."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import comments
from .models import Assessment, Comment, HistoryEntry, Point, Version
from .states import MOVES, OPEN, Move, State

WITHIN = timedelta(hours=24)
"""How long after a decision it can be undone."""
SETTLED = (*MOVES, "supersede", "correct")
"""Deeds of the history that change where a version stands."""


def last(version: Version) -> HistoryEntry | None:
    """The deed that brought the version to where it stands."""
    rows = HistoryEntry.unscoped.filter(version=version, move__in=SETTLED)
    return rows.order_by("pk").last()


def refusal(version: Version, plan: Move) -> str | Promise:
    """Why the move that `plan` takes back cannot be undone now, or ""."""
    entry = last(version)
    if entry is None or entry.move != plan.undoes:
        return _("Something else has been done since, so this cannot be undone.")
    if entry.at < timezone.now() - WITHIN:
        return _("More than a day has passed since the decision, so it can no longer be undone.")
    if plan.undoes == "take_up":
        finished = Assessment.unscoped.filter(version=version).finished().exists()
        return _("An assessor has finished already, so this cannot be undone.") if finished else ""
    others = Version.unscoped.filter(practice=version.practice_id).exclude(pk=version.pk)
    if plan.undoes == "return":
        return "" if _untouched(version) else _("The authors have begun to change the new draft.")
    if others.filter(state__in=OPEN).exists() or others.filter(number__gt=version.number).exists():
        return _("The authors have begun a new version.")
    return ""


def where_it_was(version: Version, plan: Move) -> State:
    """The state that the version had before the move that is taken back."""
    entry = last(version)
    return State(entry.source) if entry and entry.source else State(plan.target or State.SUBMITTED)


def _next(version: Version) -> Version | None:
    """The draft that a return has opened."""
    return Version.unscoped.filter(builds_on=version, practice=version.practice_id, state=State.DRAFT).first()


def _untouched(version: Version) -> bool:
    """Whether nobody has written anything to the draft since it was opened."""
    draft = _next(version)
    if draft is None or draft.edit:
        return False
    has_answers = Point.unscoped.filter(version=version).exclude(answer="").exists()
    has_comments = Comment.unscoped.filter(practice=version.practice_id, number=draft.number).exists()
    return not (has_answers or has_comments or Assessment.unscoped.filter(version=draft).exists())


def drop_draft(version: Version) -> bool:
    """Delete the draft that a return has opened, if it is still untouched; within the caller's transaction."""
    draft = _next(version)
    if draft is None:
        return False
    mine = Version.unscoped.filter(pk=draft.pk, state=State.DRAFT, edit=0)
    if not mine.update(edit=F("edit")) or not _untouched(version):
        return False
    Version.unscoped.filter(pk=draft.pk).delete()
    comments.forget_draft(draft)
    return True


def former(version: Version) -> Version | None:
    """The version that gave way when this one was published, with its words; None if there was none."""
    entry = last(version)
    if entry is None or entry.move not in ("publish", "undo_publish"):
        return None
    published = HistoryEntry.unscoped.filter(version=version, move="publish").order_by("pk").last()
    rows = HistoryEntry.unscoped.filter(practice=version.practice_id, move="supersede").exclude(version=version)
    gone = rows.filter(at=published.at).last() if published else None
    if gone is None or gone.version_id is None:
        return None
    found = Version.unscoped.filter(pk=gone.version_id, state=State.SUPERSEDED).with_words()
    return found.select_related("practice__project__coordination", "practice__owner").first()
