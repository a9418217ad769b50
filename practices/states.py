"""The states of a version and the whole table of moves between them."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a version stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    IN_ASSESSMENT = "in_assessment", _("in assessment")
    RETURNED = "returned", _("returned")
    DECLINED = "declined", _("declined")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = (State.DRAFT, State.SUBMITTED, State.IN_ASSESSMENT)
"""A practice has at most one version in these states."""


class Depth(models.TextChoices):
    """How much of the record is told."""

    TIP = "tip", _("tip")
    PRACTICE = "practice", _("practice")
    MODEL = "model", _("model")


class Label(models.TextChoices):
    """How far a practice has been tried; cumulative."""

    DESCRIBED = "described", _("Described")
    PEER = "peer", _("Peer-assessed")
    EXPERT = "expert", _("Expert-assessed")
    ROOTED = "rooted", _("Rooted")

    @property
    def step(self) -> int:
        """1–4: the number of dots."""
        return list(Label).index(self) + 1


WRITE, DECIDE = "write", "decide"


@dataclass(frozen=True)
class Move:
    """A legal move: from where to where, who may make it, what it needs, and the words of its button."""

    name: str
    sources: tuple[State, ...]
    target: State | None
    verb: str
    deed: str | Promise
    done: str | Promise
    needs_complete: bool = False
    needs_gate: bool = False
    needs_note: bool = False
    changes_public: bool = False
    undoes: str = ""
    """The move that this one takes back: it leads to where the version was before, mostly `target`."""


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("submit", (State.DRAFT,), State.SUBMITTED, WRITE, _("Submit"), _("Submitted."), needs_complete=True),
        Move(
            "retract", (State.SUBMITTED,), State.DRAFT, WRITE, _("Retract to draft"),
            _("Retracted. You can go on writing."),
        ),
        Move(
            "take_up", (State.SUBMITTED,), State.IN_ASSESSMENT, DECIDE, _("Take up for assessment"),
            _("Taken up for assessment."), needs_gate=True,
        ),
        Move(
            "publish", (State.IN_ASSESSMENT, State.SUBMITTED), State.PUBLISHED, DECIDE, _("Publish"), _("Published."),
            needs_complete=True, changes_public=True,
        ),
        Move(
            "return", (State.SUBMITTED, State.IN_ASSESSMENT), State.RETURNED, DECIDE, _("Return for changes"),
            _("Returned. The authors have a new draft."), needs_note=True,
        ),
        Move(
            "decline", (State.SUBMITTED, State.IN_ASSESSMENT), State.DECLINED, DECIDE, _("Decline"), _("Declined."),
            needs_note=True,
        ),
        Move("reopen", (State.DECLINED,), State.IN_ASSESSMENT, DECIDE, _("Reopen"), _("Reopened for assessment.")),
        Move(
            "withdraw", (State.PUBLISHED,), State.WITHDRAWN, DECIDE, _("Withdraw"), _("Withdrawn."),
            needs_note=True, changes_public=True,
        ),
        Move("restore", (State.WITHDRAWN,), State.PUBLISHED, DECIDE, _("Restore"), _("Restored."), changes_public=True),
        Move("discard", (State.DRAFT,), None, WRITE, _("Discard the draft"), _("The draft was discarded.")),
        Move(
            "undo_take_up", (State.IN_ASSESSMENT,), State.SUBMITTED, DECIDE, _("Undo: taken up"),
            _("Undone. The practice waits to be taken up."), undoes="take_up",
        ),
        Move(
            "undo_return", (State.RETURNED,), State.IN_ASSESSMENT, DECIDE, _("Undo: returned"),
            _("Undone. The practice is where it was before it was returned."), undoes="return",
        ),
        Move(
            "undo_decline", (State.DECLINED,), State.IN_ASSESSMENT, DECIDE, _("Undo: declined"),
            _("Undone. The practice is where it was before it was declined."), undoes="decline",
        ),
        Move(
            "undo_publish", (State.PUBLISHED,), State.IN_ASSESSMENT, DECIDE, _("Undo: published"),
            _("Undone. The practice is where it was before it was published."), changes_public=True, undoes="publish",
        ),
    )
}  # fmt: skip
"""`superseded` is reached only inside publish and correcting, `draft` anew only inside return and new_version()."""


class Kind(models.TextChoices):
    """Who assesses."""

    SELF = "self", _("self-assessment")
    PEER = "peer", _("peer")
    EXPERT = "expert", _("expert")


class AssessmentState(models.TextChoices):
    """Where an assessment stands."""

    ASSIGNED = "assigned", _("assigned")
    OPEN = "open", _("under way")
    FINISHED = "finished", _("finished")
    ABSTAINED = "abstained", _("abstained")
    RELEASED = "released", _("no longer asked for")


WAITING = (AssessmentState.ASSIGNED, AssessmentState.OPEN)
"""States of assessments that somebody waits for."""
SET_ASIDE = (AssessmentState.ABSTAINED, AssessmentState.RELEASED)
"""States of assessments that nobody waits for and that say nothing."""


class Verdict(models.TextChoices):
    """What an assessor advises."""

    PUBLISH = "publish", _("publish")
    SMALL_CHANGES = "small_changes", _("publish after small changes")
    DEVELOP = "develop", _("develop further with a mentor")
    NOT_NOW = "not_now", _("not now")
