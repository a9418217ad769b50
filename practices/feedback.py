"""What the authors may read of an assessment: after a decision only, and never who the assessors were."""

from collections import defaultdict
from dataclasses import dataclass

from polkka.kit.languages import translated

from .assessing import criteria_of
from .models import Answer, Assessment, HistoryEntry, Practice, Version
from .profiles import Profile, profile
from .states import State

DECIDED = (State.RETURNED, State.DECLINED, State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)
LETTERS = ("return", "decline", "publish", "withdraw", "reopen", "restore")
UNDOING = ("undo_return", "undo_decline", "undo_publish")


@dataclass(frozen=True)
class Feedback:
    """The latest version that was decided on: its result, and per criterion the comments meant for the authors."""

    number: int
    profile: Profile | None
    comments: list[tuple[str, list[str]]]


def feedback(practice: Practice, language: str) -> Feedback | None:
    """The feedback on the latest decided version, or None before a decision or without finished assessments."""
    version = Version.unscoped.filter(practice=practice, state__in=DECIDED).order_by("-number").first()
    if version is None or version.criteria_set_id is None:
        return None
    found = Feedback(version.number, profile(version, language, with_own=True), _comments(version))
    return found if found.profile or found.comments else None


def _comments(version: Version) -> list[tuple[str, list[str]]]:
    finished = Assessment.unscoped.filter(version=version.judged_pk).finished()
    rows = Answer.objects.filter(assessment__in=finished, for_authors=True).exclude(comment="")
    marked: dict[int, list[str]] = defaultdict(list)
    for answer in rows.order_by("pk"):
        marked[answer.criterion_id].append(answer.comment)
    return [(translated(c, "name"), marked[c.pk]) for c in criteria_of(version) if marked[c.pk]]


def letter(practice: Practice) -> HistoryEntry | None:
    """The last letter that the authors were sent; none while its decision is undone."""
    rows = HistoryEntry.unscoped.filter(practice=practice, move__in=[*LETTERS, *UNDOING])
    last = rows.exclude(note="", move__in=LETTERS).order_by("at", "pk").last()
    return last if last and last.move in LETTERS else None


def letters(versions: list[Version]) -> dict[int, str]:
    """Version → the letter with which it was returned: one query."""
    rows = HistoryEntry.unscoped.filter(version__in=versions, move="return").order_by("at", "pk")
    return {row.version_id: row.note for row in rows if row.version_id}
