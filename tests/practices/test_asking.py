"""Asking assessors: ties of every kind, how much one takes on, the order of peers and experts, and letting go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from network.models import Availability, Duty, Membership, Organisation, User
from polkka.upkeep.models import Mail
from practices import asking, assessing, assessors
from practices.models import Assessment, Author, HistoryEntry, Invitation, Version
from practices.states import AssessmentState, State
from projects.models import ProjectMember

from ..factory import CRITERIA, Cast, finish, go, in_state, person, read, yes_to_all

pytestmark = pytest.mark.django_db
Tie = Callable[[Cast, Version, User], object]


@pytest.fixture
def version(cast: Cast) -> Version:
    """Taken up; nobody has been asked yet."""
    version = in_state(cast, State.SUBMITTED)
    assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    return go(version, "take_up", cast.coordinator)


def in_days(n: int) -> Any:
    return timezone.localdate() + timedelta(days=n)


def ask(version: Version, *people: User, by: User) -> list[Assessment]:
    return asking.ask(read(version), people, by=by, deadline=in_days(7))


def _neighbour(cast: Cast, version: Version, user: User) -> object:
    """Somebody of another school of the same town, which the school's own row names in Swedish only."""
    Organisation.objects.filter(pk=cast.school.pk).update(municipality="Mustasaari", municipality_sv="Korsholm")
    other = Organisation.objects.create(code="naapuri", name="Naapurikoulu", municipality="KORSHOLM ")
    return Membership.objects.create(user=user, organisation=other)


def _partner(cast: Cast, version: Version, user: User) -> object:
    """Somebody of a town of another school of the project."""
    partner = Organisation.objects.create(code="kumppani", name="Kumppani", municipality="Muualla")
    cast.project.organisations.add(partner)
    other = Organisation.objects.create(code="muualla", name="Muualla", municipality="muualla")
    return Membership.objects.create(user=user, organisation=other)


def _declared(cast: Cast, version: Version, user: User) -> object:
    """Somebody who declared a conflict when an earlier version of the same practice was assessed."""
    earlier = Version.unscoped.create(practice=version.practice, number=9, state=State.RETURNED)
    return Assessment.unscoped.create(version=earlier, assessor=user, state=AssessmentState.ABSTAINED, conflict=True)


TIES: dict[str, Tie] = {
    "school": lambda cast, version, user: Membership.objects.create(user=user, organisation=cast.school),
    "municipality": _neighbour,
    "municipality of a partner": _partner,
    "project": lambda cast, version, user: ProjectMember.objects.create(user=user, project=cast.project),
    "co-author": lambda cast, version, user: Author.unscoped.create(practice=version.practice, user=user),
    "earlier co-author": lambda cast, version, user: Invitation.unscoped.create(
        practice=version.practice, secret_digest="x", made_by_name="", used_by=user, expires_at=timezone.now()
    ),
    "sent an earlier version": lambda cast, version, user: HistoryEntry.unscoped.create(
        practice=version.practice, number=1, move="submit", by=user, by_name=""
    ),
    "declared conflict": _declared,
}


@pytest.mark.parametrize("tie", TIES)
def test_nobody_with_a_tie_can_be_asked(cast: Cast, version: Version, tie: str) -> None:
    assert cast.peer in assessors.untied(version, cast.coordinator)
    TIES[tie](cast, version, cast.peer)
    version = read(version)
    assert cast.peer not in assessors.untied(version, cast.coordinator)
    with pytest.raises(assessing.Refused):
        ask(version, cast.peer, by=cast.coordinator)
    assert not Mail.objects.filter(kind="assigned").exists()


def test_several_are_asked_at_once_or_nobody(cast: Cast, version: Version) -> None:
    Availability.objects.create(user=cast.second_peer, paused_until=in_days(9))
    with pytest.raises(assessing.Refused):
        ask(version, cast.peer, cast.second_peer, by=cast.coordinator)
    assert (Assessment.unscoped.count(), Mail.objects.filter(kind="assigned").count()) == (0, 0)
    Availability.objects.update(paused_until=timezone.localdate())
    assert len(ask(version, cast.peer, cast.second_peer, by=cast.coordinator)) == 2
    assert Mail.objects.filter(kind="assigned").count() == 2


def test_nobody_gets_more_at_once_than_wished(cast: Cast, version: Version) -> None:
    Availability.objects.create(user=cast.peer, most=1)
    ask(version, cast.peer, by=cast.coordinator)
    other = in_state(cast, State.IN_ASSESSMENT, title="Toinen")
    Assessment.unscoped.filter(version=other).delete()
    (row,) = [one for one in assessors.listed(read(other), cast.coordinator) if one.user == cast.peer]
    assert (row.under_way, row.most, bool(row.reason)) == (1, 1, True)
    with pytest.raises(assessing.Refused):
        ask(other, cast.peer, by=cast.coordinator)


def test_an_expert_is_asked_after_two_peers(cast: Cast, version: Version) -> None:
    finish(version, cast.peer, by=cast.coordinator)
    with pytest.raises(assessing.Refused):
        ask(version, cast.expert, by=cast.coordinator)
    finish(version, cast.second_peer, by=cast.coordinator)
    assert [row.kind for row in ask(version, cast.expert, by=cast.coordinator)] == ["expert"]


def test_the_least_loaded_come_first_and_a_third_peer_is_ticked(client: Client, cast: Cast, version: Version) -> None:
    busy, free = person("busy", Duty.Kind.PEER), person("free", Duty.Kind.PEER)
    other = in_state(cast, State.IN_ASSESSMENT, title="Toinen")
    asking.ask(other, [busy], by=cast.coordinator, deadline=in_days(7))
    for peer, step in ((cast.peer, 1), (cast.second_peer, 3)):
        finish(version, peer, by=cast.coordinator, step=step)
    client.force_login(cast.coordinator)
    url = reverse("practices:decide", kwargs={"public_id": version.practice.public_id})
    room = client.get(url).context["asking"]
    assert [one.user for one in room.form.candidates if not one.is_expert] == [free, busy]
    assert (room.wants_third, [one.user for one, ticked in room.form.boxes() if ticked]) == (True, [free])


def test_the_list_takes_as_many_queries_for_many(
    cast: Cast, version: Version, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        person(f"peer{number}", Duty.Kind.PEER)
    with django_assert_max_num_queries(12):
        assert len(assessors.listed(version, cast.coordinator)) == 33


@pytest.fixture
def asked(cast: Cast, version: Version) -> Assessment:
    return ask(version, cast.peer, by=cast.coordinator)[0]


def page(assessment: Assessment) -> str:
    kwargs = {"public_id": assessment.version.practice.public_id, "pk": assessment.pk}
    return reverse("practices:asked", kwargs=kwargs)


def sent(deed: str, **fields: Any) -> dict[str, Any]:
    return {"deed": deed, "once": "avain-12345", **fields}


def state(assessment: Assessment) -> str:
    return str(Assessment.unscoped.values_list("state", flat=True).get(pk=assessment.pk))


def test_a_silent_assessor_is_replaced_in_one_deed(client: Client, cast: Cast, asked: Assessment) -> None:
    client.force_login(cast.coordinator)
    form = sent("replace", assessor=[cast.second_peer.pk], deadline=in_days(9).isoformat())
    assert [client.post(page(asked), form).status_code for _n in range(2)] == [302, 302]
    assert state(asked) == AssessmentState.RELEASED
    assert Assessment.unscoped.get(assessor=cast.second_peer).deadline == in_days(9)
    kinds = ["assigned", "released"]
    assert [Mail.objects.filter(kind=kind).count() for kind in kinds] == [2, 1]


def test_nobody_is_let_go_when_the_next_cannot_be_asked(client: Client, cast: Cast, asked: Assessment) -> None:
    client.force_login(cast.coordinator)
    form = sent("replace", assessor=[cast.author.pk], deadline=in_days(9).isoformat())
    assert client.post(page(asked), form).status_code == 400
    assert (state(asked), Mail.objects.filter(kind="released").count()) == (AssessmentState.ASSIGNED, 0)


def test_another_day_is_told_once_and_bad_days_are_shown_back(client: Client, cast: Cast, asked: Assessment) -> None:
    client.force_login(cast.coordinator)
    for bad in ("", "2020-01-01", "ylihuomenna", in_days(800).isoformat()):
        response = client.post(page(asked), sent("extend", until=bad))
        assert (response.status_code, response.context["until"]["until"].value()) == (400, bad)
    for _n in range(2):
        assert client.post(page(asked), sent("extend", until=in_days(20).isoformat())).status_code == 302
    assert Assessment.unscoped.get(pk=asked.pk).deadline == in_days(20)
    assert Mail.objects.filter(kind="deadline_moved").count() == 1


@pytest.mark.parametrize("part", ["author", "stranger", "reader", "peer", "other_coordinator", "administrator"])
def test_the_page_of_an_assessor_is_missing_for_others(
    client: Client, cast: Cast, asked: Assessment, part: str
) -> None:
    client.force_login(getattr(cast, part))
    answers = [client.get(page(asked)).status_code, client.post(page(asked), sent("release")).status_code]
    assert (answers, state(asked)) == ([404, 404], AssessmentState.ASSIGNED)


def test_the_page_refuses_other_deeds_and_what_is_finished(client: Client, cast: Cast, asked: Assessment) -> None:
    client.force_login(cast.coordinator)
    assert (client.delete(page(asked)).status_code, client.post(page(asked), sent("x")).status_code) == (405, 404)
    given = {code: assessing.Given(2) for code in CRITERIA}
    assessing.save(asked, given, by=cast.peer, verdict="publish", confidence=2, praise="", suggestions="")
    assessing.finish(asked, by=cast.peer)
    assert client.post(page(asked), sent("release")).status_code == 409
    assert state(asked) == AssessmentState.FINISHED


def test_a_decision_thanks_who_finished_and_lets_go_who_did_not(cast: Cast, version: Version) -> None:
    finish(version, cast.peer, by=cast.coordinator)
    (waiting,) = ask(version, cast.second_peer, by=cast.coordinator)
    go(version, "decline", cast.coordinator, note="Kirjesalaisuus.")
    told = {mail.kind: mail for mail in Mail.objects.filter(kind__in=["outcome", "released"])}
    assert {kind: mail.address for kind, mail in told.items()} == {
        "outcome": cast.peer.email,
        "released": cast.second_peer.email,
    }
    assert (told["outcome"].context["outcome"], "Kirjesalaisuus" in str(told["outcome"].context)) == ("decline", False)
    assert state(waiting) == AssessmentState.RELEASED


def test_who_was_let_go_can_be_asked_again_and_finds_the_own_answers(cast: Cast, asked: Assessment) -> None:
    whole = {"verdict": "", "confidence": None, "praise": "Jo sanottu", "suggestions": ""}
    assessing.save(asked, {}, by=cast.peer, **whole)
    asking.release(asked, by=cast.coordinator)
    (again,) = ask(asked.version, cast.peer, by=cast.coordinator)
    assert (again.pk, again.state, again.accepted_at, again.praise) == (asked.pk, "assigned", None, "Jo sanottu")
    assert Mail.objects.filter(kind="assigned", address=cast.peer.email).count() == 2
