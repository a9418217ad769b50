"""The one writer of a version's state: `move()`. Permission, completeness, history, mail, search, generation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polkka.upkeep import generation
from search.loading import Analysed
from search.loading import write as write_entries

from . import (
    assessor_mail,
    completeness,
    entries,
    keeping,
    labels,
    notices,
    points,
    proposals,
    showing,
    undoing,
)
from .effects import EFFECTS, discard, nothing, supersede_others
from .models import HistoryEntry, Schedule, Version
from .permissions import DECIDE, OWN, SETTLE, WRITE, Actor, System
from .questions import GATE
from .recording import record
from .refusals import Illegal as Illegal
from .refusals import Incomplete as Incomplete
from .refusals import NotAllowed as NotAllowed
from .refusals import Refused as Refused
from .refusals import Stale as Stale
from .states import MOVES, OPEN, Depth, Move, State


def legal_moves(version: Version, user: Actor, *, only: str = "") -> list[Move]:
    """The moves this person could make now, in the order of the table; `only`: of this verb, known to be allowed."""
    plans = [move for move in MOVES.values() if version.state in move.sources and only in ("", _verb(move))]
    may = {verb: bool(only) or _may(version, user, verb) for verb in {_verb(plan) for plan in plans}}
    return [plan for plan in plans if may[_verb(plan)] and not _illegal(version, plan)]


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
    if name == "publish" and (assessed := keeping.assessed_before(version)):
        version.assessed_as_id, version.criteria_set_id = assessed.judged_pk, assessed.criteria_set_id
    label = str(labels.label(labels.scored(version))) if name == "publish" else version.label
    prepared = _prepared(version, plan, label, when)
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


def checked(version: Version, name: str, *, by: Actor, seen: int, note: str = "") -> Version:
    """The version as it is now, if the move could be made this moment. Raises Refused and its kinds."""
    version, plan = _read(version.pk), MOVES[name]
    _check(version, plan, by, note, seen, _verb(plan))
    return version


def _prepared(version: Version, plan: Move, label: str, when: datetime) -> list[Analysed]:
    """What the search is told when the move is made; analysed before the transaction opens."""
    if plan.target == State.PUBLISHED:
        return entries.prepare(version, label, version.published_at or when if plan.name == "restore" else when)
    older = undoing.former(version) if plan.name == "undo_publish" else None
    return entries.prepare(older, older.label, older.published_at or when) if older else []


def _read(pk: int) -> Version:
    rows = Version.unscoped.with_words().select_related("practice__project__coordination", "practice__owner")
    try:
        return rows.get(pk=pk)
    except Version.DoesNotExist as error:
        raise NotAllowed(_("There is no such version.")) from error


def decided(pk: int, by: Actor) -> Version:
    """The version with its words, if this person decides on it. Raises NotAllowed."""
    rows = Version.unscoped.all() if isinstance(by, System) else Version.unscoped.for_user(by, DECIDE)
    found = rows.filter(pk=pk).with_words().select_related("practice__project__coordination", "practice__owner").first()
    if found is None:
        raise NotAllowed(_("You cannot do this to this practice."))
    return found


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
    if plan.undoes:
        return undoing.refusal(version, plan)
    others = Version.unscoped.filter(practice=version.practice_id).exclude(pk=version.pk)
    is_unassessed = plan.name == "publish" and version.state == State.SUBMITTED and version.depth != Depth.TIP
    if is_unassessed and not keeping.assessed_before(version):
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
        return discard(version)
    if plan.name == "publish":
        supersede_others(version, by=by, when=when)
    if plan.name == "undo_return" and not undoing.drop_draft(version):
        raise Stale
    target = undoing.where_it_was(version, plan) if plan.undoes else plan.target
    _take(version, plan, target, when=when, label=label, declared=declared)
    Schedule.unscoped.filter(version=version).delete()
    if plan.name == "return":
        points.ask(version, requests)
    key = _key(version, by, once) if once else None
    entry = record(version, plan.name, by=by, source=version.state, target=target, note=note, once=key, at=when)
    outcome = EFFECTS.get(plan.name, nothing)(version, by, when)
    if plan.target == State.PUBLISHED:
        proposals.confirm_places_of(version.practice)
    notices.moved(version, entry)
    assessor_mail.decided(version, entry)
    if plan.changes_public:
        write_entries(prepared, public_id=version.practice.public_id, at=generation.bump())
    return outcome


def _take(
    version: Version,
    plan: Move,
    target: State,
    *,
    when: datetime,
    label: str,
    declared: Mapping[str, Any] | None,
) -> None:
    """The one conditional UPDATE that decides who was first."""
    dates: dict[str, dict[str, Any]] = {
        "submit": {"submitted_at": when, **({"declared": dict(declared)} if declared else {})},
        "publish": {"published_at": when, "label": label},
        "undo_publish": {"published_at": None, "label": ""},
    }
    if version.state == State.SUBMITTED or target == State.SUBMITTED:
        dates["publish"] |= {"assessed_as": version.assessed_as_id, "criteria_set": version.criteria_set_id}
        dates["undo_publish"] |= {"assessed_as": None, "criteria_set": None}
    mine = Version.unscoped.filter(pk=version.pk, state=version.state, edit=version.edit)
    changed = {"state": target, "edit": F("edit") + 1, "updated_at": when, **dates.get(plan.name, {})}
    if mine.update(**changed) != 1:
        raise Stale
