"""The clock: sends what waits, removes what has outlived its use, and is safe twice."""

from datetime import UTC, timedelta
from io import StringIO

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone

from polkka.upkeep import clock, outbox
from polkka.upkeep.models import DayCount, Mail, Parked, Receipt

from ..factory import Cast

pytestmark = pytest.mark.django_db


def tick() -> str:
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue()


def test_tick_sends_what_waits_once(mailoutbox: list[EmailMessage]) -> None:
    for number in range(3):
        outbox.queue(
            "finished", key=str(number), address=f"{number}@example.org", language="sv", context={"title": "T"}
        )
    assert "mail sent: 3" in tick()
    assert "mail sent: 0" in tick()
    assert [message.to for message in mailoutbox] == [["0@example.org"], ["1@example.org"], ["2@example.org"]]


def test_codes_do_not_wait_for_the_chores(mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def run() -> list[tuple[str, object]]:
        seen.append(len(mailoutbox))
        return []

    monkeypatch.setattr(clock, "run", run)
    outbox.queue("finished", key="a", address="a@example.org", language="fi", context={"title": "T"})
    outbox.queue("sign_in_code", key="b", address="b@example.org", language="fi", context={"code": "ABCD"})
    assert "mail sent: 2" in tick()
    assert (seen, [message.to for message in mailoutbox]) == ([1], [["b@example.org"], ["a@example.org"]])


def test_one_bad_message_does_not_stop_the_others(mailoutbox: list[EmailMessage]) -> None:
    outbox.queue("unknown_kind", key="a", address="a@example.org", language="fi", context={})
    outbox.queue("finished", key="b", address="b@example.org", language="fi", context={"title": "T"})
    assert "mail sent: 1" in tick()
    assert dict(Mail.objects.values_list("key", "state")) == {"a": Mail.State.QUEUED, "b": Mail.State.SENT}


def ran(days: int) -> None:
    """Note that the clock ran so many days ago."""
    day = timezone.now().astimezone(UTC).date() - timedelta(days=days)
    DayCount.objects.create(kind=clock.TICK, key="12:00:00", day=day, times=1)


def test_tick_removes_old_receipts_and_kept_forms(cast: Cast) -> None:
    ran(1)
    for key in ("vanha", "uusi"):
        Receipt.objects.create(key=key, user=cast.author)
        Parked.objects.create(key=key, path="/fi/", fields=[])
    old = timezone.now() - timedelta(days=3)
    Receipt.objects.filter(key="vanha").update(created_at=old)
    Parked.objects.filter(key="vanha").update(created_at=old)
    tick()
    assert list(Receipt.objects.values_list("key", flat=True)) == ["uusi"]
    assert list(Parked.objects.values_list("key", flat=True)) == ["uusi"]


def test_each_chore_has_its_line_and_one_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def bad() -> None:
        raise RuntimeError("no")

    def good() -> int:
        done.append(1)
        return 3

    monkeypatch.setattr(clock, "_chores", [bad, good])
    lines = tick().splitlines()
    assert [line.rpartition(".")[2] for line in lines[:2]] == ["bad: failed", "good: 3"]
    assert (done, lines[2]) == ([1], "mail sent: 0")


def test_a_chore_that_another_tick_is_at_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    inner: list[list[tuple[str, str]]] = []
    monkeypatch.setattr(clock, "_chores", [lambda: inner.append(clock.run())])
    outer = clock.run()
    assert [[how for _name, how in ran] for ran in (*inner, outer)] == [[clock.ELSEWHERE], ["done"]]
    assert [how for _name, how in clock.run()] == ["done"]


def test_what_a_chore_writes_is_sent_by_the_same_tick(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]
) -> None:
    def write() -> None:
        outbox.queue("finished", key="a", address="a@example.org", language="fi", context={"title": "T"})

    monkeypatch.setattr(clock, "_chores", [write])
    assert "mail sent: 1" in tick()
    assert "mail sent: 0" in tick()
