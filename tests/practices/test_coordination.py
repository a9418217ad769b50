"""The coordinators' queue: whose practices stand in it, how far they are, and how many queries it takes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from practices import assessing
from practices.models import Assessment
from practices.opinions import Standing
from practices.states import State

from ..factory import Cast, finish, in_state

pytestmark = pytest.mark.django_db
URL = reverse("practices:coordination")
QUERIES = 18


def test_coordination_shows_each_practice_once_in_its_place(client: Client, cast: Cast) -> None:
    first = in_state(cast, State.SUBMITTED, title="Ensin tullut")
    second = in_state(cast, State.SUBMITTED, title="Toiseksi tullut")
    assessed, published = in_state(cast, State.IN_ASSESSMENT), in_state(cast, State.PUBLISHED)
    client.force_login(cast.coordinator)
    context = client.get(URL).context
    assert context["submitted"] == [first, second]
    assert [version for version, _standing in context["assessed"]] == [assessed]
    assert context["decided"] == [published]


def test_coordination_tells_how_far_an_assessment_is(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    yesterday = timezone.localdate() - timedelta(days=1)
    assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator, deadline=yesterday)
    client.force_login(cast.coordinator)
    assert client.get(URL).context["assessed"] == [(version, Standing(3, 2, is_overdue=True, differs=False))]


def test_coordination_marks_views_that_differ(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    finish(version, cast.expert, by=cast.coordinator, kind="expert", step=1)
    client.force_login(cast.coordinator)
    ((_version, standing),) = client.get(URL).context["assessed"]
    assert (standing.differs, standing.finished) == (True, 3)


def test_coordination_leaves_out_those_who_abstained(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    assessment = assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator)
    assessing.abstain(assessment, by=cast.expert, reason="Ei aikaa.")
    client.force_login(cast.coordinator)
    ((_version, standing),) = client.get(URL).context["assessed"]
    assert (standing.asked, Assessment.unscoped.filter(version=version).count()) == (2, 3)


def test_coordination_is_scoped_by_coordination(client: Client, cast: Cast) -> None:
    in_state(cast, State.SUBMITTED)
    client.force_login(cast.other_coordinator)
    assert client.get(URL).context["submitted"] == []
    client.force_login(cast.chief)
    assert len(client.get(URL).context["submitted"]) == 1


def test_coordination_takes_as_many_queries_for_many(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.coordinator)
    for number in range(3):
        for state in (State.SUBMITTED, State.IN_ASSESSMENT, State.PUBLISHED):
            in_state(cast, state, title=f"Käytäntö {number}")
        client.get(URL)
        with django_assert_num_queries(QUERIES):
            client.get(URL)


@pytest.mark.parametrize("part", ["author", "reader", "peer", "expert", "administrator", "counsellor"])
def test_coordination_is_missing_for_others(client: Client, cast: Cast, part: str) -> None:
    client.force_login(getattr(cast, part))
    assert client.get(URL).status_code == 404


def test_coordination_asks_a_visitor_to_sign_in(client: Client, base: None) -> None:
    assert client.get(URL).status_code == 302


def test_coordination_is_only_read(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    assert client.post(URL).status_code == 405
