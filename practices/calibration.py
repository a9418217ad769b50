"""How far assessors agree: figures over many versions for those who decide on them, and never for anybody else.

Only versions on which the person decides are counted (`for_user`), so nobody learns here what the page of a decision
does not show; own versions are left out with them. Few numbers say little and tell of one person: under `LEAST`
versions a figure is not given.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from statistics import median, quantiles

from django.utils import timezone

from criteria.models import CriteriaSet, Criterion
from criteria.scoring import agreement, alpha, deviation, mean
from network.models import User
from polkka.kit.languages import translated

from .models import Answer, Assessment
from .permissions import DECIDE

LEAST = 5
"""Versions with two answers or more from which a figure is given."""
LEAST_OF_HALF = 3
"""Versions of a half-year from which its severity is given."""
DAY = 86_400  # seconds


@dataclass(frozen=True)
class Given:
    """One answer of a finished assessment; `step` None: not applicable."""

    version: int
    assessment: int
    assessor: int
    criterion: int
    step: int | None
    asked_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class OfCriterion:
    """One criterion over all versions; figures are None while too few versions have two answers.

    `spread`: the lower and the upper quartile of the steps. `exact` and `near`: the share 0–1 of pairs with the same
    step, or at most one step apart. `alpha`: see criteria.scoring.alpha.
    """

    code: str
    name: str
    answers: int
    versions: int
    median: float | None = None
    spread: tuple[float, float] | None = None
    exact: float | None = None
    near: float | None = None
    alpha: float | None = None


@dataclass(frozen=True)
class Half:
    """The severity of one half-year (1 or 2): the mean deviation, None if too few versions were compared."""

    year: int
    half: int
    versions: int
    deviation: float | None


@dataclass(frozen=True)
class OfAssessor:
    """One person: finished assessments, the versions others have assessed too, and the mean deviation from them.

    `deviation` in steps: above 0 milder than the others, below 0 stricter. `not_applicable`: share 0–1 of the answers.
    `days`: the median from being asked to finishing.
    """

    name: str
    assessments: int
    versions: int
    deviation: float | None
    halves: tuple[Half, ...]
    not_applicable: float | None
    days: float | None


@dataclass(frozen=True)
class Figures:
    """Everything of one set of criteria."""

    assessments: int
    versions: int
    criteria: tuple[OfCriterion, ...]
    assessors: tuple[OfAssessor, ...]


def figures(
    user: User, criteria_set: CriteriaSet, *, kind: str = "", since: date | None = None, until: date | None = None
) -> Figures:
    """Of the finished assessments with this set that `user` may see, of one kind or of all: three queries.

    `since` and `until` are the first and last day on which an assessment was finished.
    """
    rows = Assessment.unscoped.for_user(user, DECIDE).finished().filter(version__criteria_set=criteria_set)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(finished_at__date__gte=since) if since else rows
    rows = rows.filter(finished_at__date__lte=until) if until else rows
    columns = ("assessment__version", "assessment", "assessment__assessor", "criterion", "step")
    dates = ("assessment__created_at", "assessment__finished_at")
    answers = Answer.objects.filter(assessment__in=rows.values("pk")).order_by("pk")
    given = [Given(*row) for row in answers.values_list(*columns, *dates)]
    return Figures(
        len({one.assessment for one in given}),
        len({one.version for one in given}),
        tuple(_criteria(criteria_set, given)),
        tuple(_assessors(given)),
    )


def _criteria(criteria_set: CriteriaSet, given: list[Given]) -> Iterable[OfCriterion]:
    units: dict[int, dict[int, list[int | None]]] = defaultdict(lambda: defaultdict(list))
    for one in given:
        units[one.criterion][one.version].append(one.step)
    for criterion in Criterion.objects.filter(criteria_set=criteria_set).order_by("order", "pk"):
        yield _of_criterion(criterion, units[criterion.pk])


def _of_criterion(criterion: Criterion, units: Mapping[int, list[int | None]]) -> OfCriterion:
    paired = [unit for unit in units.values() if sum(step is not None for step in unit) > 1]
    steps = [step for unit in units.values() for step in unit if step is not None]
    head = (criterion.code, translated(criterion, "name"), sum(map(len, units.values())), len(paired))
    if len(paired) < LEAST:
        return OfCriterion(*head)
    low, _middle, high = quantiles(steps, n=4, method="inclusive")
    spread, near = (float(low), float(high)), agreement(paired, within=1)
    return OfCriterion(*head, float(median(steps)), spread, agreement(paired), near, alpha(paired))


def _assessors(given: list[Given]) -> Iterable[OfAssessor]:
    """Everybody who has finished one, by name."""
    own: dict[int, list[Given]] = defaultdict(list)
    for one in given:
        own[one.assessor].append(one)
    deviations = _deviations(given)
    people = User.objects.in_bulk(own)
    for pk in sorted(own, key=lambda pk: (str(people[pk]).casefold(), pk)):
        yield _of_assessor(str(people[pk]), own[pk], deviations.get(pk, {}))


def _deviations(given: list[Given]) -> dict[int, dict[int, Fraction]]:
    """Assessor → version → the mean deviation from the others over its criteria."""
    steps: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for one in given:
        if one.step is not None:
            steps[one.version, one.criterion].append((one.assessor, one.step))
    found: dict[int, dict[int, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for (version, _criterion), answers in steps.items():
        for who, step in answers:
            apart = deviation(step, (other for person, other in answers if person != who))
            if apart is not None:
                found[who][version].append(apart)
    return {
        who: {version: sum(each, Fraction(0)) / len(each) for version, each in versions.items()}
        for who, versions in found.items()
    }


def _of_assessor(name: str, own: list[Given], deviations: Mapping[int, Fraction]) -> OfAssessor:
    finished = {one.assessment: one for one in own}
    is_enough = len(deviations) >= LEAST
    days = [d for one in finished.values() if (d := _days(one)) is not None]
    return OfAssessor(
        name,
        len(finished),
        len(deviations),
        mean(list(deviations.values())) if is_enough else None,
        tuple(_halves(finished.values(), deviations)) if is_enough else (),
        sum(one.step is None for one in own) / len(own) if len(finished) >= LEAST else None,
        float(median(days)) if len(days) >= LEAST else None,
    )


def _days(one: Given) -> float | None:
    """Whole and part days; None for what was finished before it was asked, as loaded content may be."""
    if one.finished_at is None or one.finished_at < one.asked_at:
        return None
    return (one.finished_at - one.asked_at).total_seconds() / DAY


def _halves(finished: Iterable[Given], deviations: Mapping[int, Fraction]) -> Iterable[Half]:
    """The half-years in which something compared was finished, the oldest first."""
    found: dict[tuple[int, int], list[Fraction]] = defaultdict(list)
    for one in finished:
        if one.version in deviations and one.finished_at:
            day = timezone.localdate(one.finished_at)
            found[day.year, 1 if day.month <= 6 else 2].append(deviations[one.version])
    for (year, half), values in sorted(found.items()):
        yield Half(year, half, len(values), mean(values) if len(values) >= LEAST_OF_HALF else None)
