"""The month as lines of a table: this month, and the month before beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from polkka.portal.waiting import Miss
from polkka.upkeep import counting
from practices.months import Month

NOTHING = "–"


@dataclass(frozen=True)
class Figure:
    """One line: what is counted, this month, the month before. `is_of_all`: never of one coordination only."""

    name: str
    now: str
    before: str
    is_of_all: bool = False


def figures(
    of_work: tuple[Month, Month], counted: Mapping[str, tuple[int, int]], misses: Iterable[Miss]
) -> list[Figure]:
    """The lines of the table, those of the work first."""
    now, before = of_work
    views, searches = counted.get(counting.VIEW, (0, 0)), counted.get(counting.SEARCH, (0, 0))
    missed = [(miss.times, miss.before) for miss in misses]
    rows = [
        (_("Submitted"), now.submitted, before.submitted),
        (_("Published"), now.published, before.published),
        (_("Returned"), now.returned, before.returned),
        (_("Declined"), now.declined, before.declined),
        (_("Days from submission to decision (median)"), now.days_to_decision, before.days_to_decision),
        (_("Assessments asked for"), now.asked, before.asked),
        (_("Assessments finished"), now.finished, before.finished),
        (_("Days that an assessment took (average)"), now.days_to_assess, before.days_to_assess),
    ]
    of_readers = [
        (_("Practices opened by readers"), *views),
        (_("Searches by readers"), *searches),
        (_("Searches without hits"), sum(n for n, _b in missed), sum(b for _n, b in missed)),
    ]
    return [Figure(name, _told(n), _told(b)) for name, n, b in rows] + [
        Figure(name, _told(n), _told(b), is_of_all=True) for name, n, b in of_readers
    ]


def _told(value: float | None) -> str:
    if value is None:
        return NOTHING
    return number_format(value, 1 if isinstance(value, float) else 0, force_grouping=True)
