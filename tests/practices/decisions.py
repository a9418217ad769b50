"""Decisions that exclude one another, made at the same moment in many windows, and what became of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier

from django.db import connection
from django.utils import timezone

from polkka.upkeep.models import Mail
from practices import correcting, planning, workflow
from practices.models import HistoryEntry, Schedule, Version
from practices.states import OPEN, State

from ..factory import Cast, answers, in_state

REFUSED = {"Stale", "Illegal", "NotAllowed", "nothing"}
NOT_DECIDED = ("create", "submit", "supersede", "restore", "take_up")
"""Rows that stand beside the one of the decision, or come before it."""
TOLD = ("publish", "return", "decline", "withdraw", "planned", "corrected", "undone")
Deed = Callable[[Cast, Version, int], bool]
RIGHT = answers()["challenge"].replace("paremmin", "huonommin")


@dataclass(frozen=True)
class Outcome:
    """How many decisions were made, what the others were told, and the rows and messages that are there."""

    made: int
    refusals: frozenset[str]
    rows: tuple[str, ...]
    mails: tuple[tuple[str, str], ...]
    is_sound: bool

    @property
    def faults(self) -> list[str]:
        """What should not be; empty when there is one outcome, one row of it and one message to each."""
        once = len(self.mails) == len(set(self.mails)) and len({kind for kind, _address in self.mails}) <= 1
        told = {"outcomes": self.made == 1, "rows": len(self.rows) == 1, "mails": once, "state": self.is_sound}
        return [name for name, is_good in told.items() if not is_good] + sorted(self.refusals - REFUSED)


def at_once(threads: int, deed: Callable[[int], bool]) -> list[str]:
    """Run `deed(n)` in threads that start together; "ok", "nothing" or the error's name."""
    gate = Barrier(threads)

    def run(n: int) -> str:
        gate.wait()
        try:
            return "ok" if deed(n) else "nothing"
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def _move(name: str) -> Deed:
    def deed(cast: Cast, version: Version, n: int) -> bool:
        by = (cast.coordinator, cast.chief)[n % 2]
        workflow.move(version, name, by=by, seen=version.edit, note="Perustelut.")
        return True

    return deed


def _plan(cast: Cast, version: Version, n: int) -> bool:
    planning.plan(version, timezone.now() + timedelta(days=n + 1), by=cast.coordinator, seen=version.edit)
    return True


def _correct(cast: Cast, version: Version, n: int) -> bool:
    by = (cast.coordinator, cast.chief)[n % 2]
    correcting.correct(version, "fi", {"challenge": RIGHT}, by=by, seen=version.edit, reason="Sana.")
    return True


def _tick(cast: Cast, version: Version, n: int) -> bool:
    return planning.run() == 1


SETS: dict[str, tuple[str, tuple[Deed, ...]]] = {
    "publish, return, decline, plan": (
        State.IN_ASSESSMENT, (_move("publish"), _move("return"), _move("decline"), _plan),
    ),
    "withdraw, correct, undo": (State.PUBLISHED, (_move("withdraw"), _correct, _move("undo_publish"))),
    "the clock, decline": (State.IN_ASSESSMENT, (_tick, _tick, _tick, _tick, _tick, _move("decline"))),
    "the clock alone": (State.IN_ASSESSMENT, (_tick,)),
}  # fmt: skip
"""What is decided at once, by name: the state before and the deeds that take turns."""


def tried(cast: Cast, name: str, threads: int) -> Outcome:
    """One round."""
    state, deeds = SETS[name]
    version = in_state(cast, state)
    if _tick in deeds:
        values = {"at": timezone.now(), "by": cast.coordinator, "by_name": "Coordinator", "edit": version.edit}
        Schedule.unscoped.create(version=version, **values)
    Mail.objects.all().delete()
    last = HistoryEntry.unscoped.order_by("-pk").values_list("pk", flat=True)[0]
    told = at_once(threads, lambda n: deeds[n % len(deeds)](cast, version, n))
    rows = HistoryEntry.unscoped.filter(practice=version.practice, pk__gt=last).exclude(move__in=NOT_DECIDED)
    mails = Mail.objects.filter(kind__in=TOLD).order_by("pk").values_list("kind", "address")
    refusals = frozenset(told) - {"ok"}
    return Outcome(told.count("ok"), refusals, tuple(row.move for row in rows), tuple(mails), _is_sound(version))


def _is_sound(version: Version) -> bool:
    """At most one published and one open version, and a plan only for one that is still in assessment."""
    rows = Version.unscoped.filter(practice=version.practice)
    planned = Schedule.unscoped.filter(version__practice=version.practice).exclude(version__state=State.IN_ASSESSMENT)
    counts = (rows.filter(state=State.PUBLISHED).count(), rows.filter(state__in=OPEN).count())
    return max(counts) <= 1 and not planned.exists()
