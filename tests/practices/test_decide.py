"""The page of a decision: what it shows to whom, which deeds it offers, and the draft of the letter."""

import pytest
from django.test import Client
from django.urls import reverse

from practices import assessing, edits, opinions
from practices.models import HistoryEntry, Version
from practices.states import Depth, State
from projects.models import CoordinationProject, Coordinator, ProjectMember

from ..factory import Cast, finish, go, in_state, read

pytestmark = pytest.mark.django_db
DEEDS = {
    State.SUBMITTED: ["take_up", "return", "decline"],
    State.IN_ASSESSMENT: ["publish", "return", "decline"],
    State.PUBLISHED: ["withdraw"],
    State.WITHDRAWN: ["restore"],
    State.DECLINED: ["reopen"],
    State.RETURNED: [],
    State.SUPERSEDED: [],
}


def url(version: Version) -> str:
    return reverse("practices:decide", kwargs={"public_id": version.practice.public_id})


@pytest.mark.parametrize("state", list(DEEDS))
def test_decide_offers_the_deeds_of_the_state(client: Client, cast: Cast, state: State) -> None:
    version = in_state(cast, state)
    client.force_login(cast.coordinator)
    response = client.get(f"{url(version)}?version={version.number}")
    assert response.status_code == 200
    assert list(response.context["moves"]) == DEEDS[state]


def test_decide_lets_a_tip_be_published_directly(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED, title="Vinkki")
    Version.unscoped.filter(pk=version.pk).update(depth=Depth.TIP)
    client.force_login(cast.coordinator)
    assert list(client.get(url(version)).context["moves"]) == ["take_up", "publish", "return", "decline"]


def test_decide_opens_what_waits_before_what_is_published(client: Client, cast: Cast) -> None:
    published = in_state(cast, State.PUBLISHED)
    newer = go(edits.new_version(published, by=cast.author), "submit", cast.author)
    client.force_login(cast.coordinator)
    assert client.get(url(published)).context["version"] == newer
    assert client.get(f"{url(published)}?version=1").context["version"] == published
    assert client.get(f"{url(published)}?version=9").status_code == 404


def test_decide_shows_assessors_by_name_and_the_profile(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    finish(version, cast.expert, by=cast.coordinator, kind="expert", step=1)
    client.force_login(cast.coordinator)
    context = client.get(url(version)).context
    assert [a.assessor for a in context["assessments"]] == [cast.peer, cast.second_peer, cast.expert]
    assert (context["profile"].total, context["wants_third"]) == (75, True)
    assert [[view.step for view in views] for _name, views in context["said"]] == [["3", "3", "1"]] * 7


def test_decide_drafts_the_letter_without_names(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.coordinator)
    letter = client.get(url(version)).context["letter"]["note"].value()
    assert ("CUR: 3\n– CUR: 3" in letter, letter.count("– Selkeä.")) == (True, 2)
    assert [str(person) in letter for person in (cast.peer, cast.second_peer)] == [False, False]


def test_the_letter_leaves_out_what_is_not_for_the_authors(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    assessment = assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator)
    given = {"CUR": assessing.Given(2, comment="Vain koordinaattorille", for_authors=False)}
    whole = {"verdict": "publish", "confidence": 2, "praise": "", "suggestions": ""}
    assessing.save(assessment, given, by=cast.expert, **whole)
    assert "Vain koordinaattorille" not in opinions.letter(version)


def test_decide_publishes_through_the_move_with_the_letter(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.coordinator)
    sent = {"seen": read(version).edit, "once": "avain-12345", "note": "Kiitos.", "version": version.number}
    move = reverse("practices:move", kwargs={"public_id": version.practice.public_id, "name": "publish"})
    assert client.post(move, sent).status_code == 302
    assert read(version).state == State.PUBLISHED
    assert HistoryEntry.unscoped.get(version=version, move="publish").note == "Kiitos."


def test_decide_tells_what_is_missing(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED)
    Version.unscoped.filter(pk=version.pk).update(contact_email="")
    client.force_login(cast.coordinator)
    assert [fault.question for fault in client.get(url(version)).context["missing"]] == ["contact_email"]


def test_decide_shows_no_deeds_and_no_assessors_to_another_coordination(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.other_coordinator)
    response = client.get(url(version))
    assert response.status_code == 200
    assert [key in response.context for key in ("decides", "assessments", "letter", "said")] == [False] * 4
    assert str(cast.peer) not in response.content.decode()


def test_a_coordinator_who_is_an_author_learns_no_assessor(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    ProjectMember.objects.create(user=cast.coordinator, project=cast.project)
    client.force_login(cast.coordinator)
    assert str(cast.peer) not in client.get(url(version)).content.decode()


def test_a_practice_declined_at_the_gate_can_be_assessed_after_reopening(client: Client, cast: Cast) -> None:
    version = go(in_state(cast, State.SUBMITTED), "decline", cast.coordinator, note="Ei vielä.")
    version = go(version, "reopen", cast.coordinator)
    client.force_login(cast.coordinator)
    assert client.get(url(version)).status_code == 200
    finish(version, cast.peer, by=cast.coordinator)
    assert [name for name, _views in client.get(url(version)).context["said"]][:1] == ["Opetussuunnitelma"]


@pytest.mark.parametrize("part", ["author", "stranger", "reader", "peer", "expert", "administrator", "counsellor"])
def test_decide_is_missing_for_others(client: Client, cast: Cast, part: str) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(getattr(cast, part))
    assert client.get(url(version)).status_code == 404


def test_a_draft_is_missing_even_for_its_author_who_coordinates(client: Client, cast: Cast) -> None:
    coordination = CoordinationProject.objects.get(code="clue")
    Coordinator.objects.create(user=cast.author, coordination=coordination)
    client.force_login(cast.author)
    assert client.get(url(in_state(cast, State.DRAFT))).status_code == 404


def test_decide_asks_a_visitor_to_sign_in_and_is_only_read(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED)
    assert client.get(url(version)).status_code == 302
    client.force_login(cast.coordinator)
    assert client.post(url(version)).status_code == 405
