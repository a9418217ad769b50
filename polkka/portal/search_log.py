"""Words that found nothing or little, counted by day: what readers miss, never who they are."""

import logging
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import F, Sum
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


def prune() -> None:
    """Forget what is old, and sooner what was asked seldom; once a day."""
    today = timezone.localdate()
    if cache.add(f"search_log:{today}", 1, 24 * 3600):
        forget(today)


def forget(today: date) -> int:
    """Remove the rows that have outlived their use on the day `today`; the number of them."""
    gone = SearchMiss.objects.filter(day__lt=today - KEPT).delete()[0]
    often = SearchMiss.objects.values("language", "words").annotate(all=Sum("times")).filter(all__gte=RARE)
    kept = set(often.values_list("language", "words"))
    old = SearchMiss.objects.filter(day__lt=today - RARE_KEPT).values_list("pk", "language", "words")
    rare = [pk for pk, language, words in old if (language, words) not in kept]
    for start in range(0, len(rare), 500):
        gone += SearchMiss.objects.filter(pk__in=rare[start : start + 500]).delete()[0]
    return gone
