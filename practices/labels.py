"""The label of a version: how far it has been tried, from its finished assessments.

A small correction is not assessed anew: it has the label and the result of the version it was assessed as.
"""

from collections.abc import Iterable

from criteria.scoring import EXPERT, PEER, Scored

from .models import Assessment, Version
from .states import AssessmentState, Label

PEERS_NEEDED = 2
EXPERT_LEAST = 2


def scored(version: Version) -> list[Scored]:
    """The finished assessments that hold for a version as plain data: one query."""
    finished = Assessment.unscoped.filter(version=version.judged_pk, state=AssessmentState.FINISHED)
    rows = finished.order_by("pk", "answers__pk")
    columns = ("pk", "kind", "verdict", "answers__criterion__code", "answers__step")
    heads: dict[int, tuple[str, str]] = {}
    steps: dict[int, dict[str, int | None]] = {}
    for pk, kind, verdict, code, step in rows.values_list(*columns):
        heads[pk] = (kind, verdict)
        steps.setdefault(pk, {}).update({code: step} if code else {})
    return [Scored(kind, steps[pk], verdict) for pk, (kind, verdict) in heads.items()]


def label(assessments: Iterable[Scored]) -> Label:
    """Peer-assessed from two finished peers on; expert-assessed if an expert gave no criterion less than 2."""
    rows = list(assessments)
    if sum(row.kind == PEER for row in rows) < PEERS_NEEDED:
        return Label.DESCRIBED
    experts = [row for row in rows if row.kind == EXPERT]
    if any(_is_content(row) for row in experts) and all(_is_content(row) for row in experts):
        return Label.EXPERT
    return Label.PEER


def _is_content(expert: Scored) -> bool:
    steps = [step for step in expert.steps.values() if step is not None]
    return bool(steps) and min(steps) >= EXPERT_LEAST
