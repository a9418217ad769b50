"""Sending over one line to the server: what it refuses, how slow it is and whether it is there at all."""

import threading
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from polkka.upkeep import outbox, posting
from polkka.upkeep.at_once import MOST, AtOnce
from polkka.upkeep.models import Mail

from .. import mail_server
from ..mail_server import MailServer, Manner

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server.serving() as server:
        for name, value in mail_server.settings_of(server).items():
            setattr(settings, name, value)
        yield server


def queue(*names: str, kind: str = "finished") -> list[int]:
    for name in names:
        outbox.queue(kind, key=name, address=f"{name}@example.org", language="fi", context={"title": "T"})
    return [Mail.objects.get(key=name).pk for name in names]


def told() -> dict[str, tuple[str, int]]:
    """Key → state and tries."""
    rows = Mail.objects.order_by("pk").values_list("key", "state", "tries")
    return {key: (state, tries) for key, state, tries in rows}


def came(server: MailServer) -> list[str]:
    return [receiver.partition("@")[0] for _id, receiver in server.accepted.messages]


def test_many_messages_go_over_one_line(server: MailServer) -> None:
    assert outbox.send_all(queue("a", "b", "c")) == 3
    assert (came(server), server.accepted.connections) == (["a", "b", "c"], 1)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("550 5.1.1 no", ("parked", 1)), ("451 4.7.1 later", ("queued", 1)), ("", ("queued", 1))],
)
def test_one_receiver_that_is_refused_stops_no_other(server: MailServer, answer: str, outcome: tuple[str, int]) -> None:
    server.manner = Manner(to_receiver=mail_server.only("odd", answer))
    assert outbox.send_all(queue("a", "odd", "b", "c")) == 3
    assert (came(server), told()["odd"]) == (["a", "b", "c"], outcome)


def test_a_server_that_hangs_up_after_the_message_gets_it_again_under_the_same_name(server: MailServer) -> None:
    server.manner = Manner(after_data=mail_server.first_times(1, ""))
    (pk,) = queue("a")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert [outbox.send(pk), outbox.send(pk)] == [False, False]
        clock.shift(timedelta(minutes=2))
        assert outbox.send(pk)
    assert server.accepted.messages == [(Mail.objects.get().message_id, "a@example.org")]


def test_a_message_that_takes_too_long_is_hung_up_on(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LONGEST", 0.2)
    server.manner = Manner(to_receiver=lambda address: time.sleep(3 * address.startswith("slow")) or mail_server.OK)
    begun = time.monotonic()
    assert outbox.send_all(queue("slow", "a", "b")) == 2
    assert (came(server), told()["slow"], time.monotonic() - begun < 2) == (["a", "b"], ("queued", 1), True)


def test_nothing_is_begun_after_the_time_is_over(server: MailServer) -> None:
    assert outbox.send_all(queue("a", "b"), 0) == 0
    assert told() == {"a": ("queued", 0), "b": ("queued", 0)}


@pytest.mark.parametrize(("is_there", "tried"), [(False, 1), (True, outbox.MOST_IN_A_ROW)])
def test_a_server_that_is_away_or_takes_nothing_costs_the_others_no_try(
    server: MailServer, settings: Any, is_there: bool, tried: int
) -> None:
    server.manner = Manner(to_sender=lambda address: "550 5.7.1 you may not send")
    if not is_there:
        settings.EMAIL_PORT = 1
    assert outbox.send_all(queue("a", "b", "c", "d")) == 0
    assert [tries for _state, tries in told().values()] == [1] * tried + [0] * (4 - tried)
    assert Mail.objects.exclude(last_error="").count() == tried


def test_codes_go_first_and_then_what_has_failed_least(server: MailServer) -> None:
    often, new, code = *queue("often", "new"), *queue("code", kind="sign_in_code")
    Mail.objects.filter(pk=often).update(tries=3)
    assert outbox.waiting() == [code, new, often]


def test_waits_and_leases_are_shortened_for_drills(settings: Any) -> None:
    settings.OUTBOX_BACKOFF = 0.01
    settings.EMAIL_PORT, settings.EMAIL_HOST = 1, "127.0.0.1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with time_machine.travel(timezone.now(), tick=False):
        (pk,) = queue("a")
        outbox.send(pk)
        assert Mail.objects.get().next_try_at - timezone.now() == timedelta(seconds=0.6)
        assert outbox._lease() == timedelta(seconds=3)


# --- the clock of the machine --------------------------------------------------------------------------------------
@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=3650)])
def test_a_clock_that_is_set_back_keeps_no_message_waiting(mailoutbox: list[Any], back: timedelta) -> None:
    now = timezone.now()
    with time_machine.travel(now + back, tick=False):
        fresh, held, failed = queue("fresh", "held", "failed")
        Mail.objects.filter(pk=held).update(lease_until=timezone.now() + outbox.LEASE, tries=1)
        later = timezone.now() + timedelta(hours=4)
        Mail.objects.filter(pk=failed).update(tries=7, next_try_at=later)
    with time_machine.travel(now, tick=False) as clock:
        assert outbox.send(fresh)
        clock.shift(min(back, timedelta(hours=1)) + outbox.LEASE + timedelta(seconds=1))
        assert outbox.send(held)
        clock.shift(timedelta(hours=4))
        assert outbox.send(failed)


# --- right after the cause -------------------------------------------------------------------------------------------
def test_what_comes_at_once_is_done_by_one_thread_urgent_things_first() -> None:
    done, threads, gate, begun = [], set(), threading.Event(), threading.Event()

    def deed(keys: Iterable[int]) -> None:
        for key in keys:
            threads.add(threading.get_ident())
            done.append(key)
            begun.set()
            gate.wait(5)

    worker = AtOnce(deed)
    worker.take(1)
    assert begun.wait(5)
    taken = [worker.take(key) for key in range(2, MOST + 4)]
    assert (worker.take(0, is_urgent=True), taken.count(False)) == (True, 2)
    gate.set()
    _quiet(worker)
    assert (len(threads), done[:3], len(done)) == (1, [1, 0, 2], MOST + 2)


def test_what_a_failure_leaves_over_is_left_to_the_clock() -> None:
    done: list[int] = []

    def deed(keys: Iterable[int]) -> None:
        for key in keys:
            done.append(key)
            return

    worker = AtOnce(deed)
    for round_ in range(3):
        worker.take(round_)
        _quiet(worker)
    assert (done, worker._keys) == ([0, 1, 2], worker._keys.__class__())


def _quiet(worker: AtOnce) -> None:
    end = time.monotonic() + 5
    while worker._worker is not None and time.monotonic() < end:
        time.sleep(0.005)
    assert worker._worker is None


@pytest.mark.django_db(transaction=True)
def test_a_message_leaves_right_after_its_cause(mailoutbox: list[Any], settings: Any) -> None:
    settings.OUTBOX_AT_ONCE = True
    queue("a", "b")
    _quiet(outbox._at_once)
    assert sorted(message.to[0] for message in mailoutbox) == ["a@example.org", "b@example.org"]
    assert {state for state, _tries in told().values()} == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_a_message_that_left_is_noted_after_the_database_has_come_back(
    mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (pk,) = queue("a")
    real, faults = Mail.objects.filter, [OperationalError("the database is shutting down")] * 2
    monkeypatch.setattr(outbox.time, "sleep", lambda seconds: None)

    def away(*arguments: Any, **named: Any) -> Any:
        if set(named) == {"pk"} and not arguments and faults:
            raise faults.pop()
        return real(*arguments, **named)

    monkeypatch.setattr(Mail.objects, "filter", away)
    assert outbox.send(pk)
    assert (told()["a"][0], len(mailoutbox), faults) == ("sent", 1, [])


def test_a_thread_that_cannot_be_had_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    done, is_done = [], threading.Event()

    def deed(keys: Iterable[int]) -> None:
        done.extend(keys)
        is_done.set()

    def no_more(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    at_once = AtOnce(deed)
    with monkeypatch.context() as full, pytest.raises(RuntimeError):
        full.setattr(threading.Thread, "start", no_more)
        at_once.take(1)
    at_once.take(2)
    assert is_done.wait(5)
    assert done == [1, 2]
