"""What a move does besides the state of its version; all of it within the transaction of the move."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import F

from . import comments, edits, undoing
from .models import Assessment, Practice, Version
from .permissions import Actor
from .recording import record
from .refusals import Stale
from .sources import settle
from .states import AssessmentState, State


def supersede_others(version: Version, *, by: Actor, when: datetime) -> None:
    others = Version.unscoped.filter(practice=version.practice, state=State.PUBLISHED).exclude(pk=version.pk)
    for other in others:
        if others.filter(pk=other.pk).update(state=State.SUPERSEDED, edit=F("edit") + 1, updated_at=when):
            record(other, "supersede", by=by, source=State.PUBLISHED, target=State.SUPERSEDED, at=when)


def discard(version: Version) -> Version:
    """Delete the draft, and the practice with it if there was nothing else."""
    mine = Version.unscoped.filter(pk=version.pk, state=version.state, edit=version.edit)
    if not mine.update(edit=F("edit") + 1):
        raise Stale
    if Version.unscoped.filter(practice=version.practice).exclude(pk=version.pk).exists():
        Version.unscoped.filter(pk=version.pk).delete()
        comments.forget_draft(version)
    else:
        Practice.unscoped.filter(pk=version.practice_id).delete()
    return version


def nothing(version: Version, by: Actor, when: datetime) -> Version:
    return version


def _close_assessments(version: Version, by: Actor, when: datetime) -> Version:
    """Assessments that nobody waits for any more are no longer asked for."""
    waiting = Assessment.unscoped.filter(version=version).waiting()
    waiting.update(state=AssessmentState.RELEASED, finished_at=when)
    return version


def _return(version: Version, by: Actor, when: datetime) -> Version:
    _close_assessments(version, by, when)
    return edits.next_draft(version, by=by, when=when)


def _submit(version: Version, by: Actor, when: datetime) -> Version:
    """Translations that are not whole stay with their authors."""
    settle(version)
    return version


def _publish(version: Version, by: Actor, when: datetime) -> Version:
    """What was shown for advice has been decided on: the next draft is its authors’ own again."""
    Practice.unscoped.filter(pk=version.practice_id).update(asked_at=None)
    return _close_assessments(version, by, when)


def _undo_publish(version: Version, by: Actor, when: datetime) -> Version:
    """The version that gave way is published again."""
    older = undoing.former(version)
    if older:
        mine = Version.unscoped.filter(pk=older.pk, state=State.SUPERSEDED)
        if not mine.update(state=State.PUBLISHED, edit=F("edit") + 1, updated_at=when):
            raise Stale
        record(older, "restore", by=by, source=State.SUPERSEDED, target=State.PUBLISHED, at=when)
    return version


EFFECTS: dict[str, Callable[[Version, Actor, datetime], Version]] = {
    "submit": _submit,
    "return": _return,
    "publish": _publish,
    "decline": _close_assessments,
    "retract": _close_assessments,
    "undo_publish": _undo_publish,
}
"""What a move does besides its state."""
