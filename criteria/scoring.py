"""Scores as pure functions: of a version medians per kind of assessor, spread and total; of many how far people agree.

The rules are ours (the criteria of 2011 have no points): a step 0–4 per criterion or "not applicable"; the result
of a criterion is the median per kind of assessor; the total is 25 × the weighted mean, over the criteria, of the
median of peer and expert answers pooled, and is given only from two finished assessments on.

Everything is counted in fractions and turned into a float once, at the end: the order of the answers never shows in
the last digit, and what is equal compares as equal.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
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
    """The result of a version: a row per criterion in the order of the set, and the total 0–100 or None.

    `wants_third`: two have finished, and stand so far apart that a third is to be heard.
    """

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
        wants_third=len(judged) == ENOUGH and (opposite or any(row.differs for row in rows)),
    )


Unit = Sequence[int | None]
"""The steps that one version got on one criterion, one for each assessor in any order; None: not applicable."""
Coincidences = Mapping[tuple[int, int], Fraction]


def coincidences(units: Iterable[Unit]) -> Coincidences:
    """How often each ordered pair of steps meets within a version.

    Each of the m(m − 1) ordered pairs of a version with m answers counts 1 / (m − 1), so that each answer counts once
    however many there are beside it. A version with one answer has no pair and is left out.
    """
    found: dict[tuple[int, int], Fraction] = {}
    for unit in units:
        steps = [step for step in unit if step is not None]
        for pair, times in Counter(permutations(steps, 2)).items():
            found[pair] = found.get(pair, Fraction(0)) + Fraction(times, len(steps) - 1)
    return found


def agreement(units: Iterable[Unit], within: int = 0) -> float | None:
    """The share 0–1 of pairs that are at most `within` steps apart: 0 exact, 1 the same or the next step.

    None without a pair. Not corrected for chance: where everybody always gives 3 it is 1.
    """
    met = coincidences(units)
    if not met:
        return None
    near = sum((share for (one, other), share in met.items() if abs(one - other) <= within), Fraction(0))
    return float(near / sum(met.values()))


def alpha(units: Iterable[Unit]) -> float | None:
    """Krippendorff’s alpha for ordinal steps, with answers missing: 1 agrees, 0 is chance, below 0 worse than chance.

    α = 1 − D_o / D_e, where o_ck are the coincidences, n_c = Σ_k o_ck, n = Σ n_c, and

        D_o = 1/n Σ_ck o_ck δ²_ck,   D_e = 1/(n(n − 1)) Σ_ck n_c n_k δ²_ck,
        δ²_ck = (n_c + … + n_k − (n_c + n_k)/2)²   (the ordinal metric: the ranks between the two steps).

    Source: K. Krippendorff, Content Analysis: An Introduction to Its Methodology, 2nd ed., Sage 2004, chapter 11.
    None where it is not defined: without a pair, and where all paired answers are the same step, so that no
    disagreement was to be expected (0/0; Krippendorff: without variation, agreement tells nothing of reliability).
    """
    met = coincidences(units)
    counts: dict[int, Fraction] = {}
    for (step, _other), share in met.items():
        counts[step] = counts.get(step, Fraction(0)) + share
    n = sum(counts.values(), Fraction(0))
    expected = sum((counts[c] * counts[k] * _apart(counts, c, k) for c in counts for k in counts), Fraction(0))
    if not expected:
        return None
    observed = sum((share * _apart(counts, c, k) for (c, k), share in met.items()), Fraction(0))
    return float(1 - (n - 1) * observed / expected)


def _apart(counts: Mapping[int, Fraction], one: int, other: int) -> Fraction:
    """δ² of the ordinal metric between two steps."""
    low, high = min(one, other), max(one, other)
    between = sum((n for step, n in counts.items() if low <= step <= high), Fraction(0))
    return (between - (counts[low] + counts[high]) / 2) ** 2


def deviation(own: int, others: Iterable[int]) -> Fraction | None:
    """How far a step is from the median of those that the others gave to the same: above 0 milder, below 0 stricter."""
    steps = list(others)
    return own - Fraction(median(steps)) if steps else None


def mean(values: Sequence[int | Fraction]) -> float | None:
    """The mean, None of nothing."""
    return float(Fraction(sum(values)) / len(values)) if values else None
