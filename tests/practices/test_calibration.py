"""The page of calibration: how far assessors agree, for those who decide and for nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from criteria import sets
from criteria.models import CriteriaSet
from network.models import Membership
from practices import assessing, calibration
from practices.calibration import Figures, figures
from practices.models import Answer, Assessment, Version
from practices.states import State
from tests.factory import Cast, finish, go, in_state, make_cast, yes_to_all
from tests.sharing import shared_database, taken_back

pytestmark = pytest.mark.django_db
STEPS = (1, 2, 3, 1, 2, 3)
FIRST = timezone.make_aware(datetime(2026, 3, 2, 12))


@dataclass
class World:
    """Six versions of one coordination: the second peer gives a step more than the first one to everything."""

    cast: Cast
    criteria_set: CriteriaSet
    versions: list[Version]

    def of(self, part: str, **chosen: Any) -> Figures:
        return figures(getattr(self.cast, part), self.criteria_set, **chosen)


def assessed(cast: Cast, step: int, day: datetime) -> Version:
    version = in_state(cast, State.SUBMITTED)
    assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    version = go(version, "take_up", cast.coordinator)
    for peer, given in ((cast.peer, step), (cast.second_peer, step + 1)):
        finish(version, peer, by=cast.coordinator, step=given)
    rows = Assessment.unscoped.filter(version=version)
    rows.update(created_at=day, finished_at=day + timedelta(days=10))
    return version


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with shared_database(django_db_blocker):
        cast = make_cast()
        days = (FIRST + timedelta(days=60 * number) for number in range(len(STEPS)))
        versions = [assessed(cast, step, day) for step, day in zip(STEPS, days, strict=True)]
        finish(versions[0], cast.expert, by=cast.coordinator, kind="expert", step=2)
        yield World(cast, CriteriaSet.objects.get(), versions)


def page(world: World, part: str, **query: Any) -> Any:
    client = Client()
    client.force_login(getattr(world.cast, part))
    return client.get(reverse("admin:calibration"), query)


# --- the figures -------------------------------------------------------------------------------------------------
def test_a_criterion_is_told_over_all_versions(world: World) -> None:
    """Steps 1, 2 · 2, 3 · 3, 4 twice: no pair is equal, every pair is a step apart; of 12 steps the middle is 2.5."""
    found = world.of("coordinator", kind="peer")
    row = found.criteria[0]
    assert (found.assessments, found.versions, len(found.criteria)) == (12, 6, 7)
    assert (row.code, row.answers, row.versions, row.median, row.spread) == ("CUR", 12, 6, 2.5, (2.0, 3.0))
    assert (row.exact, row.near) == (0.0, 1.0)
    assert row.alpha is not None and 0 < row.alpha < 1


def test_an_assessor_is_compared_with_the_others(world: World) -> None:
    mild, strict = (world.of("coordinator", kind="peer").assessors[place] for place in (1, 0))
    assert (strict.name, strict.assessments, strict.versions, strict.deviation) == ("Peer", 6, 6, -1.0)
    assert (mild.name, mild.deviation, mild.days, mild.not_applicable) == ("Second Peer", 1.0, 10.0, 0.0)
    halves = [(half.year, half.half, half.versions, half.deviation) for half in strict.halves]
    assert halves == [(2026, 1, 2, None), (2026, 2, 3, -1.0), (2027, 1, 1, None)]


def test_few_tell_nothing(world: World) -> None:
    expert = world.of("coordinator").assessors[0]
    assert (expert.name, expert.versions, expert.deviation, expert.halves, expert.days) == ("Expert", 1, None, (), None)
    few = world.of("coordinator", until=date(2026, 9, 30)).criteria[0]
    assert few.versions < calibration.LEAST
    assert (few.median, few.spread, few.exact, few.near, few.alpha) == (None,) * 5


def test_not_applicable_and_the_own_check_do_not_count(world: World) -> None:
    with taken_back():
        Answer.objects.filter(criterion__code="CUR", assessment__assessor=world.cast.peer).update(
            step=None, not_applicable=True
        )
        Assessment.unscoped.create(version=world.versions[0], assessor=world.cast.author, kind="self", state="finished")
        found = world.of("coordinator", kind="peer")
        assert (found.criteria[0].versions, found.criteria[1].versions) == (0, 6)
        assert found.assessors[0].not_applicable == pytest.approx(1 / 7)


def test_only_what_is_decided_on_is_counted(world: World) -> None:
    """Another coordination sees nothing, and who belongs to the school does not see its own practices here."""
    assert world.of("chief").versions == 6
    for part in ("other_coordinator", "author", "peer", "counsellor", "administrator"):
        found = world.of(part)
        assert (found.versions, found.assessors) == (0, ())
    with taken_back():
        Membership.objects.create(user=world.cast.chief, organisation=world.cast.school)
        assert world.of("chief").versions == 0


def test_many_are_read_with_the_questions_of_one(world: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        world.of("chief", until=date(2026, 3, 31))
    with CaptureQueriesContext(connection) as many:
        world.of("chief")
    assert len(few) == len(many)


# --- the page ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", ["author", "peer", "expert", "reader", "counsellor", "administrator"])
def test_the_page_is_missing_for_others(world: World, part: str) -> None:
    assert page(world, part).status_code == 404
    client = Client()
    client.force_login(getattr(world.cast, part))
    assert client.get(reverse("admin:calibration_csv", args=["assessors"])).status_code == 404


def test_a_new_set_does_not_hide_what_was_given_with_the_last(world: World) -> None:
    with taken_back():
        new = sets.copy(world.criteria_set, "2027")
        sets.use(new)
        assert page(world, "coordinator").context["figures"].versions == 6
        assert page(world, "coordinator", criteria_set=new.pk).context["figures"].versions == 0


def test_the_page_is_chosen_from_and_names_what_is_wrong(world: World) -> None:
    assert page(world, "coordinator").context["figures"].versions == 6
    assert page(world, "coordinator", kind="expert").context["figures"].versions == 1
    assert page(world, "coordinator", since="1.1.2026", until="2026-03-31").context["figures"].versions == 1
    wrong = page(world, "coordinator", since="eilen", kind="self")
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (400, ["kind", "since"])
    assert wrong.context["form"]["since"].value() == "eilen"
    client = Client()
    client.force_login(world.cast.chief)
    assert client.post(reverse("admin:calibration")).status_code == 405


def test_the_tables_are_taken_along(world: World) -> None:
    client = Client()
    client.force_login(world.cast.coordinator)
    with taken_back():
        type(world.cast.peer).objects.filter(pk=world.cast.peer.pk).update(name="=Kaava")
        response = client.get(reverse("admin:calibration_csv", args=["assessors"]), {"kind": "peer"})
        lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="calibration-assessors.csv"'
    assert [line.split(";")[0] for line in lines[1:]] == ["'=Kaava", "Second Peer"]
    assert lines[1].split(";")[3] == "-1.0"
    criteria = client.get(reverse("admin:calibration_csv", args=["criteria"]))
    assert len(b"".join(criteria.streaming_content).splitlines()) == 8
    assert client.get(reverse("admin:calibration_csv", args=["answers"])).status_code == 404
    book = load_workbook(BytesIO(b"".join(client.get(reverse("admin:calibration_workbook")).streaming_content)))
    assert [sheet.max_row for sheet in book] == [8, 4]
