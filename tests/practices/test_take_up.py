"""Taking a practice up for assessment: the gate and the move are one deed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from criteria.models import CriteriaSet
from practices.models import GateAnswer, HistoryEntry, Version
from practices.questions import GATE
from practices.states import State

from ..factory import Cast, go, in_state, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_state(cast, State.SUBMITTED)


def url(version: Version) -> str:
    return reverse("practices:take_up", kwargs={"public_id": version.practice.public_id})


def gate(version: Version, **changed: str) -> dict[str, Any]:
    answers = {question: "yes" for question, _words in GATE}
    return answers | {"seen": str(read(version).edit), "once": "avain-12345"} | changed


def test_take_up_saves_the_gate_and_moves(client: Client, cast: Cast, version: Version) -> None:
    client.force_login(cast.coordinator)
    response = client.post(url(version), gate(version, materials="no", reason_materials="Tulevat keväällä."))
    assert response.status_code == 302
    assert read(version).state == State.IN_ASSESSMENT
    assert GateAnswer.objects.get(version=version, question="materials").reason == "Tulevat keväällä."
    assert read(version).criteria_set == CriteriaSet.objects.get(is_current=True)


def test_take_up_twice_is_done_once(client: Client, cast: Cast, version: Version) -> None:
    client.force_login(cast.coordinator)
    sent = gate(version)
    assert [client.post(url(version), sent).status_code for _ in range(2)] == [302, 302]
    assert HistoryEntry.unscoped.filter(version=version, move="take_up").count() == 1


def test_take_up_asks_for_every_answer(client: Client, cast: Cast, version: Version) -> None:
    client.force_login(cast.coordinator)
    response = client.post(url(version), gate(version, consents="", reason_used="Sana"))
    assert response.status_code == 400
    assert [anchor for _message, anchor in response.context["errors"]] == ["id_consents"]
    assert response.context["gate"]["reason_used"].value() == "Sana"
    assert read(version).state == State.SUBMITTED


def test_take_up_asks_the_reason_of_a_no(client: Client, cast: Cast, version: Version) -> None:
    client.force_login(cast.coordinator)
    response = client.post(url(version), gate(version, contact="no"))
    assert [anchor for _message, anchor in response.context["errors"]] == ["id_reason_contact"]


def test_take_up_of_a_version_that_changed_is_refused_with_the_answers(
    client: Client, cast: Cast, version: Version
) -> None:
    client.force_login(cast.coordinator)
    response = client.post(url(version), gate(version, seen="0", reason_used="Sana"))
    assert response.status_code == 409
    assert response.context["gate"]["reason_used"].value() == "Sana"
    assert (read(version).state, GateAnswer.objects.count()) == (State.SUBMITTED, 0)


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_take_up_with_a_broken_counter_is_refused(client: Client, cast: Cast, version: Version, seen: str) -> None:
    client.force_login(cast.coordinator)
    assert client.post(url(version), gate(version, seen=seen)).status_code == 409


def test_take_up_after_the_authors_took_it_back_is_missing(client: Client, cast: Cast, version: Version) -> None:
    sent = gate(version)
    go(version, "retract", cast.author)
    client.force_login(cast.coordinator)
    assert client.post(url(version), sent).status_code == 404


def test_take_up_without_a_criteria_set_says_so(client: Client, cast: Cast, version: Version) -> None:
    CriteriaSet.objects.update(is_current=False)
    client.force_login(cast.coordinator)
    assert client.post(url(version), gate(version)).status_code == 409
    assert read(version).state == State.SUBMITTED


@pytest.mark.parametrize("part", ["author", "stranger", "reader", "peer", "other_coordinator", "administrator"])
def test_take_up_is_missing_for_others(client: Client, cast: Cast, version: Version, part: str) -> None:
    client.force_login(getattr(cast, part))
    assert client.post(url(version), gate(version)).status_code == 404
    assert read(version).state == State.SUBMITTED


def test_take_up_is_only_posted(client: Client, cast: Cast, version: Version) -> None:
    client.force_login(cast.coordinator)
    assert client.get(url(version)).status_code == 405
