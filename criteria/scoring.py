"""Scores of a version, as pure functions: medians per kind of assessor, spread, total, agreement on a verdict.

The rules are ours (the criteria of 2011 have no points): a step 0–4 per criterion or "not applicable"; the result
of a criterion is the median per kind of assessor; the total is 25 × the weighted mean, over the criteria, of the
median of peer and expert answers pooled, and is given only from two finished assessments on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

SELF, PEER, EXPERT = "self", "peer", "expert"
ENOUGH = 2
"""Finished assessments (peer and expert together) from which a total is given."""
THIRD_OPINION = 2
"""A difference of so many steps on one criterion asks for a third assessor."""


@dataclass(frozen=True)
class Scored:
    """One finished assessment: its kind, verdict, and step (0–4, None = not applicable) by criterion code."""

    kind: str
    steps: Mapping[str, int | None]
    verdict: str = ""


@dataclass(frozen=True)
class Row:
    """One criterion: the median of each kind of assessor (None: no answer) and the least and greatest step."""

    code: str
    self_: float | None
    peer: float | None
    expert: float | None
    low: int | None
    high: int | None

    @property
    def differs(self) -> bool:
        """Whether peers and experts stand so far apart that a third opinion is asked for."""
        return self.low is not None and self.high is not None and self.high - self.low >= THIRD_OPINION


@dataclass(frozen=True)
class Result:
    """The result of a version: a row per criterion in the order of the set, and the total 0–100 or None."""

    rows: tuple[Row, ...]
    total: int | None
    peers: int
    experts: int
    wants_third: bool


def _steps(assessments: Iterable[Scored], code: str, kinds: Sequence[str]) -> list[int]:
    found = (a.steps.get(code) for a in assessments if a.kind in kinds)
    return [step for step in found if step is not None]


def _median(steps: Sequence[int]) -> float | None:
    return float(median(steps)) if steps else None


def _row(code: str, assessments: Sequence[Scored]) -> Row:
    pooled = _steps(assessments, code, (PEER, EXPERT))
    by_kind = {kind: _median(_steps(assessments, code, (kind,))) for kind in (SELF, PEER, EXPERT)}
    low, high = (min(pooled), max(pooled)) if pooled else (None, None)
    return Row(code, by_kind[SELF], by_kind[PEER], by_kind[EXPERT], low, high)


def total(weights: Mapping[str, int], assessments: Sequence[Scored]) -> int | None:
    """25 × Σ wᵢ·mᵢ / Σ wᵢ, where mᵢ is the median of peer and expert steps of criterion i; rounded half up.

    Criteria without an answer are left out; None under two finished assessments or without any answer.
    """
    if sum(a.kind in (PEER, EXPERT) for a in assessments) < ENOUGH:
        return None
    points = weight_sum = Fraction(0)
    for code, weight in weights.items():
        if pooled := _steps(assessments, code, (PEER, EXPERT)):
            points += weight * Fraction(median(pooled))
            weight_sum += weight
    return int(25 * points / weight_sum + Fraction(1, 2)) if weight_sum else None


def result(weights: Mapping[str, int], assessments: Sequence[Scored]) -> Result:
    """The whole result; `weights` maps the criterion codes of the set, in order, to their weights."""
    rows = tuple(_row(code, assessments) for code in weights)
    judged = [a for a in assessments if a.kind in (PEER, EXPERT)]
    verdicts = {a.verdict for a in judged}
    opposite = {"publish", "not_now"} <= verdicts
    return Result(
        rows=rows,
        total=total(weights, assessments),
        peers=sum(a.kind == PEER for a in judged),
        experts=sum(a.kind == EXPERT for a in judged),
        wants_third=opposite or any(row.differs for row in rows),
    )
