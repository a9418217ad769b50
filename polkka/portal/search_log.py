"""Words that found nothing or little, counted by day: what readers miss, never who they are."""

import logging
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from django.db import DatabaseError
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from search.query import Results

from .models import LONGEST_MISS, SearchMiss
from .query import PublicQuery

logger = logging.getLogger(__name__)
LITTLE = 3  # a search that found fewer is counted
MOST_WORDS = 1000  # different ones a day
MOST_DIGITS = 3
RARE = 3  # times in all; what was asked more seldom is forgotten
RARE_KEPT, KEPT = timedelta(days=30), timedelta(days=400)


def note(request: HttpRequest, response: HttpResponse, query: PublicQuery, results: Results, language: str) -> None:
    """Count the first page of a plain search that found little, once the response has been sent."""
    found = results.total - results.n_close
    is_plain = query.page == 1 and not query.chosen() and not query.sort
    words = countable(query.q)
    if words and is_plain and found < LITTLE and request.method == "GET":
        response.is_kept = False  # type: ignore[attr-defined]  # a page from memory would not be counted
        _after(response, partial(count, words, language, found))


def countable(typed: str) -> str:
    """The words as they are counted; "" for what may name a person (an address, a number), is long or has no word."""
    words = " ".join(unicodedata.normalize("NFC", typed.casefold()).split())
    digits = sum(character.isdigit() for character in words)
    is_word = any(character.isalnum() for character in words)
    return "" if not is_word or len(words) > LONGEST_MISS or "@" in words or digits > MOST_DIGITS else words


def _after(response: HttpResponse, deed: Callable[[], None]) -> None:
    """Run `deed` when the server has sent the response; no error of it reaches the reader."""

    def logged() -> None:
        try:
            deed()
        except DatabaseError:
            logger.warning("A search that found little could not be counted.", exc_info=True)

    response._resource_closers.append(logged)


def count(words: str, language: str, found: int, day: date | None = None) -> None:
    """Add one to the words of the day; words new to a day that holds too many already are left out."""
    day = day or timezone.localdate()
    same = SearchMiss.objects.filter(language=language, words=words, day=day)
    if same.update(times=F("times") + 1, found=found):
        return
    if SearchMiss.objects.filter(day=day).count() < MOST_WORDS:
        new = SearchMiss(day=day, language=language, words=words, found=found)
        SearchMiss.objects.bulk_create([new], ignore_conflicts=True)


def old(now: datetime) -> "QuerySet[SearchMiss]":
    """The rows that have outlived their use at a moment: the old ones, and sooner those of what was asked seldom."""
    today = timezone.localdate(now)
    same = SearchMiss.objects.filter(language=OuterRef("language"), words=OuterRef("words"))
    often = same.order_by().values("language", "words").annotate(all=Sum("times")).filter(all__gte=RARE)
    rare = Q(day__lt=today - RARE_KEPT) & ~Exists(often)
    return SearchMiss.objects.filter(Q(day__lt=today - KEPT) | rare)
