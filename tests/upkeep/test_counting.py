"""Counts of a day: held in memory, written together, added up over processes, forgotten after three years."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from polkka.upkeep import counting, generation
from polkka.upkeep.models import DayCount

pytestmark = pytest.mark.django_db


def times() -> dict[str, int]:
    return dict(DayCount.objects.values_list("key", "times"))


def test_counts_are_written_together_and_added_up(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for key in ("A", "B", "A"):
        counting.add("view", key)
    assert times() == {}
    with django_assert_num_queries(1):
        assert counting.flush() == 2
    assert times() == {"A": 2, "B": 1}
    counting.add("view", "A", 3)
    counting.flush()
    assert times() == {"A": 5, "B": 1}
    with django_assert_num_queries(0):
        assert counting.flush() == 0


def test_kinds_and_days_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    for day in (date(2026, 3, 1), date(2026, 3, 2)):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: day)
        counting.add("view", "A")
        counting.add("card", "A")
    counting.flush()
    assert DayCount.objects.count() == 4


def test_many_are_written_in_few_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(400):
        counting.add("view", f"K{number:05}")
    with django_assert_num_queries(3):
        counting.flush()
    assert DayCount.objects.count() == 400


def test_minute_is_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not counting.is_due()
    now = [1000.0]
    monkeypatch.setattr(counting.time, "monotonic", lambda: now[0])
    counting.add("view", "A")
    assert not counting.is_due()
    now[0] += counting.EVERY
    assert counting.is_due()
    counting.flush()
    assert not counting.is_due()


def test_what_the_database_refuses_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    counting.add("view", "A", 2)

    def locked(rows: Any) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(counting, "_write", locked)
        assert counting.flush() == 0
        counting.last_words()
    counting.add("view", "A")
    assert counting.flush() == 1
    assert times() == {"A": 3}


def test_what_is_written_before_a_refusal_is_not_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = counting._write, []

    def second_fails(rows: Any) -> None:
        calls.append(len(rows))
        if len(calls) == 2:
            raise DatabaseError
        real(rows)

    for number in range(200):
        counting.add("view", f"K{number:05}")
    monkeypatch.setattr(counting, "_write", second_fails)
    assert counting.flush() == counting.ROWS
    assert counting.flush() == 50
    assert set(times().values()) == {1}


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_KEYS", 2)
    for key in ("A", "B", "C", "A"):
        counting.add("view", key)
    counting.flush()
    assert times() == {"A": 2, "B": 1}


def test_counts_never_change_what_the_public_sees() -> None:
    before = generation.number()
    counting.add("view", "A")
    counting.flush()
    assert generation.number() == before


def test_views_of_the_last_days() -> None:
    today = timezone.localdate()
    rows = [("A", 0, 5), ("A", 29, 2), ("A", 30, 100), ("B", 1, 1)]
    for key, ago, number in rows:
        DayCount.objects.create(kind="view", key=key, day=today - timedelta(days=ago), times=number)
    DayCount.objects.create(kind="other", key="A", day=today, times=1000)
    assert counting.views() == 8
    assert counting.views(days=31) == 108
    assert counting.views_of(["A", "B", "C"]) == {"A": 7, "B": 1, "C": 0}
    assert counting.views_of(["A"], days=1) == {"A": 5}
    assert counting.views_of([]) == {}


def test_days_are_kept_for_three_years_on_a_leap_day_too() -> None:
    for day in (date(2025, 2, 27), date(2025, 2, 28), date(2028, 2, 29)):
        DayCount.objects.create(kind="view", key="A", day=day, times=1)
    old = counting.old(datetime(2028, 2, 29, 12, tzinfo=UTC))
    assert list(old.values_list("day", flat=True)) == [date(2025, 2, 27)]
