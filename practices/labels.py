"""The label of a version: how far it has been tried, from its finished assessments."""

from collections.abc import Iterable

from django.db.models import Prefetch

from criteria.scoring import EXPERT, PEER, Scored

from .models import Answer, Assessment, Version
from .states import AssessmentState, Label

PEERS_NEEDED = 2
EXPERT_LEAST = 2


def scored(version: Version) -> list[Scored]:
    """The finished assessments of a version as plain data: two queries."""
    rows = Assessment.unscoped.filter(version=version, state=AssessmentState.FINISHED).order_by("pk")
    return [
        Scored(row.kind, {a.criterion.code: a.step for a in row.answers.all()}, row.verdict)
        for row in rows.prefetch_related(Prefetch("answers", Answer.objects.select_related("criterion")))
    ]


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
