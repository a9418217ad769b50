"""One move for many versions, each by the one rule: what would happen to each, and what did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

from network.models import User

from . import workflow
from .models import Version
from .permissions import DECIDE
from .states import MOVES, Depth, Move, State

MOST = 200
"""Versions of one go."""
SECONDS = 15.0
"""After so long what is left is shown to be done in another go: no answer of a server takes for ever."""
NAMES = ("publish", "return", "decline", "withdraw", "restore", "reopen")
"""The moves that can be made of many; taking up needs the answers of the gate, undoing is for one at a time."""


@dataclass(frozen=True)
class Row:
    """A version, and why it cannot be moved ("" if it can)."""

    version: Version
    refusal: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of the versions: moved, refused with the reason, and not reached in time."""

    done: tuple[Row, ...]
    refused: tuple[Row, ...]
    left: tuple[Row, ...]


def plan_of(name: str) -> Move | None:
    return MOVES[name] if name in NAMES else None


def chosen(user: User, keys: Sequence[int]) -> list[Version]:
    """The versions of these keys on which the person decides, in the order of the keys."""
    rows = Version.unscoped.for_user(user, DECIDE).filter(pk__in=keys[:MOST])
    found = {row.pk: row for row in rows.select_related("practice__owner").prefetch_related("texts").order_by("pk")}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def foreseen(versions: Sequence[Version], plan: Move, user: User) -> list[Row]:
    """What would happen to each now."""
    return [Row(version, _refusal(version, plan, user)) for version in versions]


def _refusal(version: Version, plan: Move, user: User) -> str:
    """Why the move cannot be made; the letter is asked for later."""
    if reason := _own_page(version, plan):
        return reason
    try:
        workflow.checked(version, plan.name, by=user, seen=version.edit, note="–")
    except workflow.Refused as refused:
        return str(refused)
    return ""


def _own_page(version: Version, plan: Move) -> str:
    """What is assessed is read before it is published: many at a time are published only as tips."""
    is_read = plan.name == "publish" and version.depth != Depth.TIP and version.state == State.IN_ASSESSMENT
    return _("Decide on this one on its own page, with the results of the assessment.") if is_read else ""


def move(
    versions: Sequence[Version], plan: Move, *, by: User, seen: Mapping[int, int], note: str, once: str
) -> Outcome:
    """Move one after another; what somebody changed meanwhile is left alone. The same `once` moves nothing twice.

    `seen` is the edit counter of each version as it was shown.
    """
    done: list[Row] = []
    refused: list[Row] = []
    started = monotonic()
    for place, version in enumerate(versions):
        if monotonic() - started > SECONDS:
            return Outcome(tuple(done), tuple(refused), tuple(map(Row, versions[place:])))
        reason = _own_page(version, plan) or _moved(version, plan, by, seen.get(version.pk, -1), note, once)
        (refused if reason else done).append(Row(version, reason))
    return Outcome(tuple(done), tuple(refused), ())


def _moved(version: Version, plan: Move, by: User, seen: int, note: str, once: str) -> str:
    try:
        workflow.move(version, plan.name, by=by, seen=seen, note=note, once=once or None)
    except workflow.Refused as refused:
        return str(refused)
    return ""


def numbers(asked: Any) -> list[int]:
    """The keys among the values of a form or an address; what is no number is left out."""
    return [int(one) for one in asked if one.isascii() and one.isdecimal() and len(one) < 12]
