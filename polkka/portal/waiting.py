"""What readers have left for the coordinators: wishes, feedback, and words that found nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from network.models import User
from polkka.upkeep import counting, together
from polkka.upkeep.models import DayCount

from .models import Feedback, SearchMiss, Wish

WISH, FEEDBACK = "wish", "feedback"
MOST_WORDS = 2000
"""Different words of two months that are counted; the ones asked most often come first."""


def parts(user: User) -> "list[QuerySet[Any, Any]]":
    """The new wishes and the new feedback, for together.fetch(), as far as the person may see them."""
    found = []
    if user.has_perm("portal.view_wish"):
        wishes = Wish.objects.filter(state=Wish.State.NEW)
        found.append(together.part(WISH, wishes, key="pk", words="words", at="created_at"))
    if user.has_perm("portal.view_feedback"):
        messages = Feedback.objects.filter(state=Feedback.State.NEW)
        found.append(together.part(FEEDBACK, messages, key="pk", words="text", at="created_at"))
    return found


@dataclass(frozen=True)
class Miss:
    """Words that found nothing, in the language of the page, and how often this month and in the month before."""

    words: str
    language: str
    times: int
    before: int


def misses(before: date, this: date) -> list[Miss]:
    """What found nothing since the day `before`, the most often asked this month first: one query."""
    rows: Any = SearchMiss.objects.filter(day__gte=before, found=0).order_by().values_list("words", "language")
    return [Miss(*row) for row in rows.annotate(**_by_month(this)).order_by("-now", "-then", "words")[:MOST_WORDS]]


def day_counts(before: date, this: date) -> dict[str, tuple[int, int]]:
    """Kind of count → how often this month and in the month before: one query."""
    rows: Any = DayCount.objects.filter(day__gte=before, kind__in=[counting.VIEW, counting.SEARCH]).order_by()
    return {kind: (now, then) for kind, now, then in rows.values_list("kind").annotate(**_by_month(this))}


def _by_month(this: date) -> dict[str, Any]:
    """How often in this month, and before it."""
    of_this, before = Q(day__gte=this), Q(day__lt=this)
    return {"now": Sum("times", filter=of_this, default=0), "then": Sum("times", filter=before, default=0)}
