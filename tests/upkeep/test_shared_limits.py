"""Limits that all processes hold together: exactly so many, whoever counts, and nothing lost with a process."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from polkka.operations import pruning, retention
from polkka.upkeep import throttle
from polkka.upkeep.models import Throttle

NOON = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def allow() -> int:
    return throttle.allow("a", 2, 3600, shared=True)


def allow_elsewhere() -> int:
    """The same in a process that has counted nothing yet."""
    throttle.counted.clear()
    return allow()


@pytest.mark.django_db
def test_processes_hold_one_limit() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert [allow_elsewhere() for _ in range(4)] == [0, 0, 3600, 3600]
        clock.shift(3600)
        assert allow_elsewhere() == 0


@pytest.mark.django_db
def test_what_the_process_itself_can_refuse_costs_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with time_machine.travel(NOON, tick=False):
        assert [allow(), allow()] == [0, 0]
        with django_assert_num_queries(0):
            assert allow() == 3600


@pytest.mark.django_db
def test_reading_is_not_written_down(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert throttle.allow("a", 2, 60) == 0


@pytest.mark.django_db(transaction=True)
def test_uses_at_one_moment_are_as_many_as_may_be() -> None:
    def use(_number: int) -> bool:
        try:
            return throttle._is_open("a", 5, 7, int(NOON.timestamp()))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as several:
        open_ones = sum(several.map(use, range(24)))
    assert (open_ones, Throttle.objects.get().times) == (5, 5)


@pytest.mark.django_db
def test_windows_that_are_over_are_forgotten() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        allow()
        limits = [retention.BY_CODE["limits"]]
        assert [one.n for one in pruning.prune(limits)] == [0]
        clock.shift(3601)
        assert ([one.n for one in pruning.prune(limits)], Throttle.objects.exists()) == ([1], False)


@pytest.mark.django_db
def test_nothing_is_refused_where_nothing_can_be_counted(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    def away(*_given: Any, **_named: Any) -> int:
        raise DatabaseError

    settings.READ_ONLY = True
    assert [allow_elsewhere() for _ in range(3)] == [0, 0, 0]
    settings.READ_ONLY = False
    monkeypatch.setattr(QuerySet, "update", away)
    assert [allow_elsewhere() for _ in range(3)] == [0, 0, 0]
