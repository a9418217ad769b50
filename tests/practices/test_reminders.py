"""Reminders of deadlines: the right one, once, by the calendar of Finland, to the right people."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from polkka.upkeep import outbox
from polkka.upkeep.models import Mail
from practices import assessing, reminding
from practices.models import Assessment
from practices.states import State

from ..factory import Cast, in_state

pytestmark = pytest.mark.django_db
DEADLINE = date(2027, 3, 15)
NOON = datetime(2027, 3, 15, 10, tzinfo=UTC)


def at(days: int, hour: int = 10) -> time_machine.travel:
    """So many days after the deadline, at this hour of UTC."""
    return time_machine.travel(NOON.replace(hour=hour) + timedelta(days=days), tick=False)


@pytest.fixture
def task(cast: Cast) -> Assessment:
    with at(-20), outbox.muted():
        version = in_state(cast, State.IN_ASSESSMENT)
        return assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator, deadline=DEADLINE)


def sent() -> list[tuple[str, str]]:
    rows = Mail.objects.filter(kind__startswith="reminder").order_by("pk")
    return [(mail.kind, mail.address) for mail in rows]


def test_every_day_brings_its_own_reminder_once(cast: Cast, task: Assessment) -> None:
    found = {}
    for days in range(-6, 30):
        with at(days):
            before = len(sent())
            reminding.run()
            reminding.run()
            found.update((days, kind) for kind, _address in sent()[before:])
    assert found == {-3: "reminder_before", 0: "reminder_today", 3: "reminder_late", 7: "reminder_silent"}
    assert [address for _kind, address in sent()] == [cast.expert.email] * 3 + [cast.coordinator.email]
    for mail in Mail.objects.filter(kind__startswith="reminder"):
        subject, body = outbox.render(mail)
        assert ("Puron tarina" in subject, mail.context["url"] in body) == (True, True)


@pytest.mark.parametrize(
    ("days", "kind"),
    [(-2, "reminder_before"), (1, ""), (2, ""), (5, "reminder_late"), (9, "reminder_silent"), (29, "")],
)
def test_a_clock_that_stood_still_sends_what_still_holds(task: Assessment, days: int, kind: str) -> None:
    with at(days):
        reminding.run()
    assert [sent_kind for sent_kind, _address in sent()] == ([kind] if kind else [])


def test_the_day_is_that_of_finland_and_nights_are_quiet(task: Assessment) -> None:
    with at(-1, hour=22):  # past midnight in Finland: the day has begun, and everybody sleeps
        assert reminding.run() == 0
    with at(0, hour=6):
        assert reminding.run() == 1
    assert sent()[0][0] == "reminder_today"


def test_nobody_is_reminded_of_what_is_new_finished_or_given_back(cast: Cast, task: Assessment) -> None:
    Assessment.unscoped.filter(pk=task.pk).update(created_at=NOON - timedelta(hours=3))
    with at(0):
        assert reminding.run() == 0
    Assessment.unscoped.filter(pk=task.pk).update(created_at=NOON - timedelta(days=9))
    assessing.abstain(task, by=cast.expert, reason="En ehdi.")
    with at(0):
        assert reminding.run() == 0


def test_a_moved_deadline_brings_the_reminders_anew(task: Assessment) -> None:
    with at(0):
        reminding.run()
    Assessment.unscoped.filter(pk=task.pk).update(deadline=DEADLINE + timedelta(days=7))
    with at(7):
        reminding.run()
    assert [kind for kind, _address in sent()] == ["reminder_today", "reminder_today"]


def test_declining_tells_the_coordinators_with_the_reason(client: Client, cast: Cast, task: Assessment) -> None:
    assessing.abstain(task, by=cast.expert, reason="Tunnen tekijät.", conflict=True)
    (mail,) = Mail.objects.filter(kind="task_declined")
    assert mail.address == cast.coordinator.email
    assert "Tunnen tekijät." in outbox.render(mail)[1]
    client.force_login(cast.coordinator)
    kwargs = {"public_id": task.version.practice.public_id, "pk": task.pk}
    assert client.get(reverse("practices:asked", kwargs=kwargs)).status_code == 200
