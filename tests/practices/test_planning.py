"""Publishing at a time: the clocks of Finland, the plan, its calling off, and what the clock does."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from polkka.upkeep.models import Mail
from practices import assessing, planning, workflow
from practices.models import HistoryEntry, Schedule, Version
from practices.states import State
from projects.models import Coordinator

from ..factory import Cast, finish, go, in_state, read

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2027, 3, 28), time(2, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(4, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2027, 10, 31), time(3, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (date(2027, 7, 1), time(8, 30), datetime(2027, 7, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_moment_is_what_the_clocks_of_finland_show(day: date, clock: time, utc: datetime) -> None:
    assert planning.moment(day, clock) == utc
    assert planning.is_doubled(planning.moment(day, clock)) == (day == date(2027, 10, 31))


def test_moment_in_the_missing_hour_tells_the_nearest_times() -> None:
    with pytest.raises(planning.NoSuchTime) as caught:
        planning.moment(date(2027, 3, 28), time(3, 30))
    assert (caught.value.before.time(), caught.value.after.time()) == (time(2, 59), time(4, 0))


def _planned(cast: Cast, at: datetime = LATER) -> Version:
    version = in_state(cast, State.IN_ASSESSMENT)
    planning.plan(version, at, by=cast.coordinator, seen=version.edit, note="Kiitos.")
    return read(version)


@travel(NOW, tick=False)
def test_a_planned_version_waits_and_its_authors_are_told(cast: Cast) -> None:
    version = _planned(cast)
    assert (planning.run(), read(version).state) == (0, State.IN_ASSESSMENT)
    assert Mail.objects.filter(kind="planned").values_list("address", flat=True).get() == cast.author.email
    assert HistoryEntry.unscoped.get(version=version, move="plan").note == "2027-03-03 12:00"


@pytest.mark.parametrize("late", [timedelta(), timedelta(days=1, hours=3)])
def test_what_is_due_is_published_once_by_the_person_who_decided(cast: Cast, late: timedelta) -> None:
    with travel(NOW, tick=False):
        version = _planned(cast)
    with travel(LATER + late, tick=False):
        assert [planning.run(), planning.run()] == [1, 0]
    entry = HistoryEntry.unscoped.get(version=version, move="publish")
    assert (entry.by, entry.note, read(version).state) == (cast.coordinator, "Kiitos.", State.PUBLISHED)
    assert (Mail.objects.filter(kind="publish").count(), Schedule.unscoped.count()) == (1, 0)


def _loses_rights(cast: Cast, version: Version) -> None:
    Coordinator.objects.filter(user=cast.coordinator).delete()


def _leaves(cast: Cast, version: Version) -> None:
    Schedule.unscoped.update(by=None)


def _changes(cast: Cast, version: Version) -> None:
    finish(version, cast.expert, by=cast.coordinator, kind="expert")


def _loses_an_answer(cast: Cast, version: Version) -> None:
    Version.unscoped.filter(pk=version.pk).update(contact_email="")


@pytest.mark.parametrize(
    ("happens", "fault"),
    [(_loses_rights, "rights"), (_leaves, "rights"), (_changes, "changed"), (_loses_an_answer, "missing")],
)
def test_a_plan_that_cannot_be_kept_is_told_once_and_publishes_nothing(cast: Cast, happens, fault: str) -> None:
    with travel(NOW, tick=False):
        version = _planned(cast)
        happens(cast, version)
    with travel(LATER, tick=False):
        assert [planning.run(), planning.run()] == [0, 0]
    told = Mail.objects.filter(kind="plan_failed").values_list("address", flat=True)
    assert (read(version).state, Schedule.unscoped.get().fault) == (State.IN_ASSESSMENT, fault)
    expected = {cast.chief.email, cast.coordinator.email} if happens is _loses_rights else {cast.coordinator.email}
    assert set(told) == expected


def test_a_plan_that_breaks_keeps_no_other_waiting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with travel(NOW, tick=False):
        broken, sound = _planned(cast), _planned(cast)
    move = workflow.move

    def moved(version: Version, *arguments: Any, **more: Any) -> Version:
        if version.pk == broken.pk:
            raise RuntimeError
        return move(version, *arguments, **more)

    monkeypatch.setattr(workflow, "move", moved)
    with travel(LATER, tick=False):
        assert planning.run() == 1
    assert [read(version).state for version in (broken, sound)] == [State.IN_ASSESSMENT, State.PUBLISHED]


@travel(NOW, tick=False)
@pytest.mark.parametrize("name", ["publish", "return", "decline"])
def test_any_other_decision_drops_the_plan(cast: Cast, name: str) -> None:
    version = _planned(cast)
    go(version, name, cast.coordinator, note="Perustelut.")
    with travel(LATER, tick=False):
        assert planning.run() == 0
    assert Schedule.unscoped.count() == 0


@travel(NOW, tick=False)
def test_calling_off_tells_the_authors_and_leaves_the_practice_where_it_is(cast: Cast, client: Client) -> None:
    version = _planned(cast)
    client.force_login(cast.coordinator)
    address = reverse("practices:unplan", kwargs={"public_id": version.practice.public_id})
    sent = {"seen": version.edit, "version": version.number, "once": "avain-12345"}
    assert [client.get(address).status_code, client.post(address, sent).status_code] == [405, 302]
    assert client.post(address, sent).status_code == 302
    assert (Schedule.unscoped.count(), Mail.objects.filter(kind="unplanned").count()) == (0, 1)
    assert HistoryEntry.unscoped.filter(version=version, move="unplan").count() == 1


@travel(NOW, tick=False)
def test_a_plan_is_a_decision_that_others_must_have_seen(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    planning.plan(version, LATER, by=cast.coordinator, seen=version.edit)
    for deed in (
        lambda: planning.plan(version, LATER, by=cast.chief, seen=version.edit),
        lambda: workflow.move(version, "publish", by=cast.chief, seen=version.edit),
        lambda: planning.cancel(version, by=cast.chief, seen=version.edit),
    ):
        with pytest.raises(workflow.Stale):
            deed()


def _post(client: Client, version: Version, **changed: object) -> object:
    sent = {"seen": version.edit, "version": version.number, "once": "avain-12345", "note": "Oma kirje.",
            "when": "later", "day": "2027-03-03", "clock": "08:30"}  # fmt: skip
    address = reverse("practices:move", kwargs={"public_id": version.practice.public_id, "name": "publish"})
    return client.post(address, sent | changed)


@travel(NOW, tick=False)
def test_the_page_plans_and_a_double_click_plans_once(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.coordinator)
    assert [_post(client, version).status_code for _time in range(2)] == [302, 302]
    assert timezone.localtime(Schedule.unscoped.get().at).isoformat() == "2027-03-03T08:30:00+02:00"
    assert HistoryEntry.unscoped.filter(version=version, move="plan").count() == 1
    shown = client.get(reverse("practices:decide", kwargs={"public_id": version.practice.public_id}))
    assert (shown.context["plan"].note, "3.3.2027" in shown.context["planned"]) == ("Oma kirje.", True)
    client.force_login(cast.author)
    standing = client.get(reverse("practices:status", kwargs={"public_id": version.practice.public_id}))
    assert "3.3.2027" in standing.context["planned"]


@travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"day": "2027-03-28", "clock": "03:30"}, "clock"),
        ({"day": "2027-02-28"}, "day"),
        ({"day": "2028-04-01"}, "day"),
        ({"day": ""}, "day"),
        ({"clock": "25:99"}, "clock"),
        ({"day": "31.2.2027"}, "day"),
        ({"when": "now"}, "when"),
    ],
    ids=str,
)
def test_a_time_that_cannot_be_is_refused_at_its_field_and_the_letter_stays(
    cast: Cast, client: Client, changed: dict[str, str], field: str
) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.coordinator)
    response = _post(client, version, **changed)
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["note"].value() == "Oma kirje."
    assert (Schedule.unscoped.count(), read(version).state) == (0, State.IN_ASSESSMENT)


@travel(NOW, tick=False)
def test_a_doubled_hour_says_which_is_meant(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.coordinator)
    _post(client, version, day="2027-10-31", clock="3.30")
    plan = Schedule.unscoped.get()
    assert plan.at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    page = client.get(reverse("practices:decide", kwargs={"public_id": version.practice.public_id}))
    assert page.context["planned"].count(".") > 4 and assessing.outcome(version) is not None


@travel(NOW, tick=False)
@pytest.mark.parametrize("part", ["author", "peer", "other_coordinator"])
def test_others_plan_nothing(cast: Cast, part: str) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    with pytest.raises(workflow.NotAllowed):
        planning.plan(version, LATER, by=getattr(cast, part), seen=version.edit)
