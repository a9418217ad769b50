"""Forms that arrive after their session has ended: kept a day, within limits, without their protection token."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone

from polkka.kit import requests
from polkka.operations import pruning, retention
from polkka.upkeep import parking
from polkka.upkeep.models import Parked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits(base: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def park(fields: dict[str, object], **extra: str) -> Parked | None:
    return parking.park(RequestFactory().post("/fi/arvioinnit/1/", fields, **extra))


def test_park_keeps_every_value_but_the_token() -> None:
    parked = park({"praise": "Hyvä", "stage": ["a", "b"], "csrfmiddlewaretoken": "salaisuus"})
    assert parked is not None
    assert parked.fields == [["praise", "Hyvä"], ["stage", "a"], ["stage", "b"]]
    assert parked.path == "/fi/arvioinnit/1/"
    assert parking.fetch(parked.key) == parked


def test_park_keeps_nothing_of_an_empty_form() -> None:
    assert park({"csrfmiddlewaretoken": "salaisuus"}) is None


def test_park_keeps_nothing_too_large() -> None:
    assert park({"praise": "a" * (requests.LARGEST + 1)}) is None
    assert Parked.objects.count() == 0


def test_park_keeps_only_so_many_within_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parking, "MOST_AN_HOUR", 3)
    assert [park({"praise": str(number)}) is not None for number in range(5)] == [True, True, True, False, False]
    Parked.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert park({"praise": "myöhemmin"}) is not None


def test_a_kept_form_is_gone_after_a_day() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        parked = park({"praise": "Hyvä"})
        assert parked is not None
        clock.shift(timedelta(hours=24, seconds=1))
        assert parking.fetch(parked.key) is None
        assert pruning.prune([retention.BY_CODE["forms"]])[0].n == 1


def test_fetch_of_an_unknown_key_finds_nothing() -> None:
    assert parking.fetch("tuntematon") is None
