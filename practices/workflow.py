"""The one writer of a version's state: `move()`. Permission, completeness, history, mail, search, generation."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polkka.kit import refusing
from polkka.upkeep import generation
from search.loading import Analysed
from search.loading import write as write_entries

from . import comments, completeness, edits, entries, labels, notices, points, proposals, showing
from .models import Assessment, HistoryEntry, Practice, Version
from .permissions import OWN, SETTLE, WRITE, Actor, System
from .questions import GATE
from .recording import record
from .sources import settle
from .states import MOVES, OPEN, AssessmentState, Depth, Move, State


class Refused(refusing.Refused):
    """A move that cannot be made."""


class NotAllowed(Refused):
    """The person may not make this move, or not see the version at all: to be answered as missing."""


class Illegal(Refused):
    """The version is not in a state from which this move leads."""


class Incomplete(Refused):
    """Something is missing; `missing` lists it."""

    def __init__(self, missing: list[completeness.Missing]) -> None:
        super().__init__(_("Something is still missing."))
        self.missing = missing


class Stale(Refused):
    """Somebody else changed the version after this person had seen it."""

    def __init__(self) -> None:
        super().__init__(_("This has changed since you opened the page. Look at it again and decide anew."))


def legal_moves(version: Version, user: Actor) -> list[Move]:
    """The moves this person could make now, in the order of the table."""
    return [
        move
        for move in MOVES.values()
        if version.state in move.sources and not _illegal(version, move) and _may(version, user, _verb(move))
    ]


def _verb(plan: Move) -> str:
    """What a person must be allowed to make this move: who was invited to write deletes nothing of the others."""
    return SETTLE if plan.target is None else plan.verb


def move(
    version: Version,
    name: str,
    *,
    by: Actor,
    seen: int,
    note: str = "",
    once: str | None = None,
    when: datetime | None = None,
    requests: Sequence[points.Request] = (),
    declared: Mapping[str, Any] | None = None,
) -> Version:
    """Make one move and return the version it leads to (for `return` the new draft, for `discard` the deleted one).

    `seen` is the edit counter the person was shown; `note` the letter or reason; `once` a one-time form key: the same
    key a second time makes no second move. `when` dates the move (loading content): an author may have made it while
    a project ran that has ended since. `requests` are the points of a letter of return, `declared` is what the authors
    assure when they submit. Raises Refused and its kinds.
    """
    plan = MOVES[name]
    version = _read(version.pk)
    if once and _was_done(version, once, by, name):
        return version
    _check(version, plan, by, note, seen, OWN if when and plan.verb == WRITE else _verb(plan))
    when = when or timezone.now()
    label = str(labels.label(labels.scored(version))) if name == "publish" else version.label
    shown_since = version.published_at or when if name == "restore" else when
    prepared = entries.prepare(version, label, shown_since) if plan.target == State.PUBLISHED else []
    try:
        with transaction.atomic():
            return _make(
                version, plan, by=by, note=note, once=once, when=when, label=label, prepared=prepared,
                requests=requests, declared=declared,
            )  # fmt: skip
    except (IntegrityError, Stale) as error:
        if once and _was_done(version, once, by, name):
            return version
        raise Stale from error


def _read(pk: int) -> Version:
    rows = Version.unscoped.with_words().select_related("practice__project__coordination", "practice__owner")
    try:
        return rows.get(pk=pk)
    except Version.DoesNotExist as error:
        raise NotAllowed(_("There is no such version.")) from error


def _key(version: Version, by: Actor, once: str) -> str:
    return f"{version.pk}:{by.pk}:{once}"[:80]


def _was_done(version: Version, once: str, by: Actor, name: str) -> bool:
    return HistoryEntry.unscoped.filter(once=_key(version, by, once), move=name).exists()


def _may(version: Version, by: Actor, verb: str) -> bool:
    if isinstance(by, System):
        return True
    return Version.unscoped.for_user(by, verb).filter(pk=version.pk).exists()


def _illegal(version: Version, plan: Move) -> str | Promise:
    """Why the move does not lead from here, or ""."""
    others = Version.unscoped.filter(practice=version.practice_id).exclude(pk=version.pk)
    if plan.name == "publish" and version.state == State.SUBMITTED and version.depth != Depth.TIP:
        return _("Only a tip can be published without an assessment.")
    if plan.name == "reopen" and others.filter(state__in=OPEN).exists():
        return _("Another version of this practice is open.")
    if plan.name == "reopen" and others.filter(number__gt=version.number).exists():
        return _("There is a newer version of this practice.")
    if plan.name == "restore" and others.filter(state=State.PUBLISHED).exists():
        return _("Another version of this practice is published.")
    return ""


def _check(version: Version, plan: Move, by: Actor, note: str, seen: int, verb: str) -> None:
    if not _may(version, by, verb):
        raise NotAllowed(_("You cannot do this to this practice."))
    if version.edit != seen:
        raise Stale
    if version.state not in plan.sources:
        raise Illegal(
            _("This cannot be done now: the practice is “%(state)s”.") % {"state": version.get_state_display()}
        )
    if reason := _illegal(version, plan):
        raise Illegal(reason)
    if plan.needs_note and not note.strip():
        raise Refused(_("Write the reasons first: the authors will read them."))
    if plan.needs_gate and version.gate.count() < len(GATE):
        raise Refused(_("Answer the five questions of the gate first."))
    if plan.needs_complete and (missing := to_mend(version, plan)):
        raise Incomplete(missing)


def to_mend(version: Version, plan: Move) -> list[completeness.Missing]:
    """What stands in the way of a move: to submit again, every request of the letter must have its answer too."""
    of_sending = points.missing(version) + showing.missing(version) if plan.name == "submit" else []
    return completeness.missing(version) + of_sending


def _make(
    version: Version,
    plan: Move,
    *,
    by: Actor,
    note: str,
    once: str | None,
    when: datetime,
    label: str,
    prepared: list[Analysed],
    requests: Sequence[points.Request],
    declared: Mapping[str, Any] | None,
) -> Version:
    """Everything of a move that is written, in one transaction and always in the same order."""
    if plan.target is None:
        return _discard(version)
    if plan.name == "publish":
        _supersede_others(version, by=by, when=when)
    _take(version, plan, when=when, label=label, declared=declared)
    if plan.name == "return":
        points.ask(version, requests)
    key = _key(version, by, once) if once else None
    entry = record(
        version, plan.name, by=by, source=version.state, target=plan.target or "", note=note, once=key, at=when
    )
    outcome = EFFECTS.get(plan.name, _nothing)(version, by, when)
    if plan.target == State.PUBLISHED:
        proposals.confirm_places_of(version.practice)
    notices.moved(version, entry)
    if plan.changes_public:
        write_entries(prepared, public_id=version.practice.public_id, at=generation.bump())
    return outcome


def _take(version: Version, plan: Move, *, when: datetime, label: str, declared: Mapping[str, Any] | None) -> None:
    """The one conditional UPDATE that decides who was first."""
    dates: dict[str, dict[str, Any]] = {
        "submit": {"submitted_at": when, **({"declared": dict(declared)} if declared else {})},
        "publish": {"published_at": when, "label": label},
    }
    mine = Version.unscoped.filter(pk=version.pk, state=version.state, edit=version.edit)
    changed = {"state": plan.target, "edit": F("edit") + 1, "updated_at": when, **dates.get(plan.name, {})}
    if mine.update(**changed) != 1:
        raise Stale


def _supersede_others(version: Version, *, by: Actor, when: datetime) -> None:
    others = Version.unscoped.filter(practice=version.practice, state=State.PUBLISHED).exclude(pk=version.pk)
    for other in others:
        if others.filter(pk=other.pk).update(state=State.SUPERSEDED, edit=F("edit") + 1, updated_at=when):
            record(other, "supersede", by=by, source=State.PUBLISHED, target=State.SUPERSEDED, at=when)


def _discard(version: Version) -> Version:
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


def _nothing(version: Version, by: Actor, when: datetime) -> Version:
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


EFFECTS: dict[str, Callable[[Version, Actor, datetime], Version]] = {
    "submit": _submit,
    "return": _return,
    "publish": _publish,
    "decline": _close_assessments,
}
"""What a move does besides its state."""
