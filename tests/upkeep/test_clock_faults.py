"""The clock in odd nights: summer time, the leap day, set back, and a day on which it did not run."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.management import call_command

from polkka.upkeep import clock, counting, outbox, throttle
from polkka.upkeep.models import DayCount, Mail
from practices import assessing, planning
from practices.files import storing
from practices.models import HistoryEntry
from practices.states import State

from ..factory import Cast, in_state

pytestmark = pytest.mark.django_db
FINLAND = ZoneInfo("Europe/Helsinki")
SPRING, AUTUMN, LEAP = date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)
"""The night without an hour from 3 to 4, the night that has it twice, and the day of leap years."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def finnish(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), FINLAND).astimezone(UTC)


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def tick(moment: datetime) -> str:
    out = StringIO()
    with at(moment):
        call_command("tick", stdout=out)
    return out.getvalue()


def walk(start: datetime, end: datetime, step: timedelta) -> None:
    while start <= end:
        tick(start)
        start += step


def gather(cast: Cast, key: str, moment: datetime) -> None:
    with at(moment):
        told = {"title": "Puro", "url": "https://polkka.example/", "name": "A"}
        address = cast.author.email
        outbox.queue("comment", key=key, address=address, language="fi", context=told, gathered=True)


def planned(cast: Cast, moments: list[datetime], now: datetime) -> list[int]:
    """The versions that are to be published at these moments."""
    made = []
    for moment in moments:
        with at(now):
            version = in_state(cast, State.IN_ASSESSMENT)
            planning.plan(version, moment, by=cast.coordinator, seen=version.edit)
            made.append(version.pk)
    return made


def published() -> list[datetime]:
    return list(HistoryEntry.unscoped.filter(move="publish").order_by("pk").values_list("at", flat=True))


@pytest.mark.parametrize("day", [SPRING, AUTUMN, LEAP])
def test_a_night_of_another_length_does_everything_once(cast: Cast, day: date, mailoutbox: list[Any]) -> None:
    start = finnish(day - DAY, 20)
    moment = planning.moment(day, time(4, 0) if day == SPRING else time(3, 30))
    planned(cast, [moment], start)
    with at(start - 2 * DAY):
        version = in_state(cast, State.IN_ASSESSMENT)
        assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator, deadline=day)
    gather(cast, "a", start)
    Mail.objects.filter(state=Mail.State.QUEUED).delete()

    walk(moment - HOUR, moment + 2 * HOUR, timedelta(minutes=30))
    walk(finnish(day, 6), finnish(day, 10), HOUR)

    assert published() == [moment]
    kinds = list(Mail.objects.filter(kind__in=["digest", "reminder_today"]).order_by("kind").values_list("kind", "key"))
    assert [kind for kind, _key in kinds] == ["digest", "reminder_today"]
    assert kinds[0][1] == f"digest:{cast.author.pk}:{day}"
    assert len({message.extra_headers["Message-ID"] for message in mailoutbox}) == len(mailoutbox)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (LEAP, 24)])
def test_what_is_counted_belongs_to_the_day_of_finland(base: None, day: date, hours: int) -> None:
    midnight = finnish(day, 0)
    for hour in range(hours):
        with at(midnight + hour * HOUR + timedelta(minutes=30)):
            counting.add("view", "A")
    counting.flush()
    assert list(DayCount.objects.filter(kind="view").values_list("day", "times")) == [(day, hours)]


def test_after_a_day_without_it_what_is_due_happens_once_in_order_and_without_a_flood(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    evening = finnish(date(2027, 5, 10), 18)
    tick(evening - HOUR)
    second, first, third = planned(cast, [evening + n * HOUR for n in (3, 2, 4)], evening)
    Mail.objects.all().delete()
    with at(evening - 3 * DAY):
        version = in_state(cast, State.IN_ASSESSMENT)
        assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator, deadline=evening.date() + DAY)
        Mail.objects.all().delete()
    for n in range(12):
        gather(cast, f"g{n}", evening + n * timedelta(minutes=1))
    with at(evening):
        lasts = timedelta(minutes=15)
        outbox.queue(
            "sign_in_code", key="code", address="a@example.org", language="fi", context={"code": "A"}, lasts=lasts
        )

    tick(evening + DAY)
    sent = len(mailoutbox)
    tick(evening + DAY + timedelta(minutes=1))

    moves = HistoryEntry.unscoped.filter(move="publish").order_by("pk")
    assert list(moves.values_list("version", flat=True)) == [first, second, third]
    kinds = Mail.objects.filter(state=Mail.State.SENT).values_list("kind", flat=True)
    assert sorted(kind for kind in kinds if kind in ("digest", "reminder_today", "sign_in_code")) == [
        "digest",
        "reminder_today",
    ]
    assert Mail.objects.get(key="code").state == Mail.State.EXPIRED
    assert len(mailoutbox) == sent


def test_a_clock_that_is_set_back_repeats_nothing(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    morning = finnish(date(2027, 5, 10), 8)
    planned(cast, [morning + HOUR], morning)
    gather(cast, "a", morning - DAY)
    tick(morning + HOUR)
    sent = len(mailoutbox)
    assert (len(published()), Mail.objects.filter(kind="digest").count()) == (1, 1)
    for minutes in (0, 30, 61):
        tick(morning + timedelta(minutes=minutes))
    assert (len(published()), Mail.objects.filter(kind="digest").count(), len(mailoutbox)) == (1, 1, sent)
    with at(morning):
        last = clock.last_run()
        assert last is not None
        assert last <= morning


def test_a_chore_that_died_before_the_clock_was_set_back_is_free(base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(clock, "_chores", [lambda: done.append(1)])
    now = datetime(2027, 5, 10, 12, tzinfo=UTC)
    with at(now):
        cache.add(f"clock:{clock.name_of(clock._chores[0])}", now.timestamp(), 300)
        assert clock.run()[0][1] == clock.ELSEWHERE
    with at(now - HOUR):
        assert clock.run()[0][1] == "done"
    assert done == [1]


def test_limits_go_on_when_the_clock_is_set_back(base: None) -> None:
    throttle.counted.clear()
    now = datetime(2027, 5, 10, 12, tzinfo=UTC)
    with at(now):
        assert [bool(throttle.allow("a", 2, 3600)) for _ in range(3)] == [False, False, True]
    with at(now - 2 * HOUR):
        assert not throttle.allow("a", 2, 3600)
    throttle.counted.clear()


def test_two_ticks_that_began_a_day_together_stop_none_of_the_next(base: None) -> None:
    midnight = datetime(2027, 5, 10, tzinfo=UTC)
    for second in (0, 1):
        DayCount.objects.create(kind=clock.TICK, day=midnight.date(), key=f"00:00:0{second}", times=1)
    for seconds in (1, 60):
        tick(midnight + timedelta(seconds=seconds))
    with at(midnight + timedelta(seconds=90)):
        assert clock.last_run() == midnight + timedelta(seconds=60)


def test_files_stay_while_the_time_of_the_machine_may_be_wrong(base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(storing, "prune", lambda: done.append(1))
    moment = finnish(date(2036, 1, 1), 12, storing.PRUNES_AT)
    with at(moment):
        storing.prune_hourly()
    assert done == []
    with at(moment - DAY):
        clock.note_run()
    with at(moment):
        storing.prune_hourly()
    assert done == [1]
