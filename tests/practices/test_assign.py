"""Asking an assessor: who may be asked, by when, and once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from polkka.upkeep.models import Mail
from practices.models import Assessment, Version
from practices.states import State

from ..factory import Cast, go, in_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_state(cast, State.IN_ASSESSMENT)


def url(version: Version) -> str:
    return reverse("practices:assign", kwargs={"public_id": version.practice.public_id})


def asked(user: Any, **changed: str) -> dict[str, str]:
    deadline = timezone.localdate() + timedelta(days=7)
    return {"assessor": str(user.pk), "deadline": deadline.isoformat(), "once": "avain-12345"} | changed


def test_assign_asks_with_the_duty_the_person_has(client: Client, cast: Cast, version: Version) -> None:
    client.force_login(cast.coordinator)
    assert client.post(url(version), asked(cast.expert)).status_code == 302
    assessment = Assessment.unscoped.get(assessor=cast.expert)
    assert (assessment.kind, assessment.deadline) == ("expert", timezone.localdate() + timedelta(days=7))
    assert Mail.objects.filter(kind="assigned", address=cast.expert.email).count() == 1


def test_assign_twice_asks_once(client: Client, cast: Cast, version: Version) -> None:
    client.force_login(cast.coordinator)
    assert [client.post(url(version), asked(cast.expert)).status_code for _ in range(2)] == [302, 302]
    assert Mail.objects.filter(kind="assigned").count() == 1


def test_assign_offers_only_people_without_a_tie(client: Client, cast: Cast, version: Version) -> None:
    client.force_login(cast.coordinator)
    response = client.get(reverse("practices:decide", kwargs={"public_id": version.practice.public_id}))
    assert [one.user for one in response.context["asking"].form.candidates] == [cast.expert]


@pytest.mark.parametrize("part", ["author", "peer", "reader", "coordinator"])
def test_assign_refuses_anybody_else(client: Client, cast: Cast, version: Version, part: str) -> None:
    client.force_login(cast.coordinator)
    response = client.post(url(version), asked(getattr(cast, part)))
    assert response.status_code == 400
    assert Assessment.unscoped.filter(version=version).count() == 2


@pytest.mark.parametrize("deadline", ["", "ylihuomenna", "2020-01-01", "2026-02-30"])
def test_assign_refuses_a_bad_deadline_and_keeps_it(
    client: Client, cast: Cast, version: Version, deadline: str
) -> None:
    client.force_login(cast.coordinator)
    response = client.post(url(version), asked(cast.expert, deadline=deadline))
    assert response.status_code == 400
    assert [anchor for _message, anchor in response.context["errors"]] == ["id_deadline"]
    assert response.context["asking"].form["assessor"].value() == [str(cast.expert.pk)]


def test_assign_to_a_decided_practice_is_refused(client: Client, cast: Cast, version: Version) -> None:
    go(version, "publish", cast.coordinator)
    client.force_login(cast.coordinator)
    assert client.post(url(version), asked(cast.expert)).status_code == 409


@pytest.mark.parametrize("part", ["author", "stranger", "reader", "peer", "other_coordinator", "administrator"])
def test_assign_is_missing_for_others(client: Client, cast: Cast, version: Version, part: str) -> None:
    client.force_login(getattr(cast, part))
    assert client.post(url(version), asked(cast.expert)).status_code == 404
    assert Assessment.unscoped.filter(version=version).count() == 2


def test_assign_is_only_posted(client: Client, cast: Cast, version: Version) -> None:
    client.force_login(cast.coordinator)
    assert client.get(url(version)).status_code == 405
