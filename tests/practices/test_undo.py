"""Taking a decision back within a day: a move of its own, with its history row, and what refuses it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from polkka.upkeep import generation
from polkka.upkeep.models import Mail
from practices import assessing, edits, feedback, points, workflow
from practices.models import Assessment, Comment, HistoryEntry, Point, Version
from practices.states import AssessmentState, State
from search.models import Entry

from ..factory import Cast, draft, finish, go, in_state, read, yes_to_all

pytestmark = pytest.mark.django_db


def _taken_up(cast: Cast) -> Version:
    version = in_state(cast, State.SUBMITTED)
    assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    return go(version, "take_up", cast.coordinator)


def _returned(cast: Cast) -> Version:
    version = in_state(cast, State.IN_ASSESSMENT)
    go(version, "return", cast.coordinator, note="Perustelut.", requests=[points.Request("Lisää kuvia.", "result")])
    return read(version)


def _draft_of(version: Version) -> Version:
    return Version.unscoped.get(practice=version.practice, state=State.DRAFT)


def test_undoing_the_taking_up_lets_it_wait_again_and_keeps_who_was_asked(cast: Cast) -> None:
    version = _taken_up(cast)
    asked = assessing.assign(version, cast.peer, kind="peer", by=cast.coordinator)
    assert go(version, "undo_take_up", cast.coordinator).state == State.SUBMITTED
    assert Assessment.unscoped.for_user(cast.peer).count() == 0
    again = go(version, "take_up", cast.coordinator)
    assert (again.state, Assessment.unscoped.for_user(cast.peer).get()) == (State.IN_ASSESSMENT, asked)


def test_what_the_authors_take_back_asks_nobody_any_more(cast: Cast) -> None:
    version = _taken_up(cast)
    asked = assessing.assign(version, cast.peer, kind="peer", by=cast.coordinator)
    go(go(version, "undo_take_up", cast.coordinator), "retract", cast.author)
    assert Assessment.unscoped.get(pk=asked.pk).state == AssessmentState.RELEASED


def test_undoing_a_return_removes_the_untouched_draft_and_keeps_the_requests_for_later(cast: Cast) -> None:
    version = _returned(cast)
    assert go(version, "undo_return", cast.coordinator, note="Vahinko.").state == State.IN_ASSESSMENT
    assert list(Version.unscoped.filter(practice=version.practice)) == [version]
    assert points.kept(version) == [{"text": "Lisää kuvia.", "question": "result"}]
    assert feedback.letter(version.practice) is None
    row = HistoryEntry.unscoped.get(version=version, move="undo_return")
    assert (row.source, row.target, row.note) == (State.RETURNED, State.IN_ASSESSMENT, "Vahinko.")
    assert Mail.objects.get(kind="undone").context["what"] == "return"
    go(version, "return", cast.coordinator, note="Uusi.", requests=[points.Request("Muuta.")])
    assert [point.text for point in Point.unscoped.filter(version=version)] == ["Muuta."]


def test_undoing_leads_to_where_the_practice_was(cast: Cast) -> None:
    version = go(in_state(cast, State.SUBMITTED), "decline", cast.coordinator, note="Ei.")
    assert go(version, "undo_decline", cast.coordinator).state == State.SUBMITTED


def test_undoing_a_publication_brings_the_former_version_back(cast: Cast) -> None:
    old = in_state(cast, State.SUPERSEDED)
    newer = Version.unscoped.get(practice=old.practice, state=State.PUBLISHED)
    before = generation.number()
    undone = go(newer, "undo_publish", cast.coordinator)
    assert (undone.state, undone.label, undone.published_at) == (State.IN_ASSESSMENT, "", None)
    entry = Entry.objects.get(public_id=old.practice.public_id)
    assert (read(old).state, entry.live, entry.sort_date) == (State.PUBLISHED, True, old.published_at)
    assert generation.number() == before + 1
    published = go(undone, "publish", cast.coordinator)
    assert (published.state, read(old).state) == (State.PUBLISHED, State.SUPERSEDED)


def test_undoing_the_first_publication_takes_it_out_of_the_search(cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    go(version, "undo_publish", cast.coordinator)
    assert not Entry.objects.get(public_id=version.practice.public_id).live


def _writes(cast: Cast, version: Version) -> None:
    edits.save(_draft_of(version), {"title": "Uusi nimi"}, by=cast.author, seen={})


def _answers(cast: Cast, version: Version) -> None:
    point = Point.unscoped.get(version=version)
    points.answer(_draft_of(version), {point.pk: "Lisätty."}, by=cast.author, seen={point.pk: edits.digest("")})


def _comments(cast: Cast, version: Version) -> None:
    Comment.unscoped.create(practice=version.practice, number=2, by_name="Author", text="Katsotaan.")


@pytest.mark.parametrize("touch", [_writes, _answers, _comments])
def test_a_return_is_not_undone_once_the_authors_have_touched_the_draft(
    cast: Cast, touch: Callable[[Cast, Version], None]
) -> None:
    version = _returned(cast)
    touch(cast, version)
    with pytest.raises(workflow.Illegal):
        go(version, "undo_return", cast.coordinator)
    assert _draft_of(version).number == 2


def test_a_draft_touched_at_the_same_moment_makes_the_undoing_stale(cast: Cast, monkeypatch) -> None:
    version = _returned(cast)
    _writes(cast, version)
    monkeypatch.setattr(workflow.undoing, "refusal", lambda version, plan: "")
    with pytest.raises(workflow.Stale):
        go(version, "undo_return", cast.coordinator)
    assert (read(version).state, _draft_of(version).original.title) == (State.RETURNED, "Uusi nimi")


def test_taking_up_is_not_undone_when_an_assessor_has_finished(cast: Cast) -> None:
    version = _taken_up(cast)
    finish(version, cast.peer, by=cast.coordinator)
    with pytest.raises(workflow.Illegal):
        go(version, "undo_take_up", cast.coordinator)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DECLINED])
def test_a_decision_is_not_undone_when_a_newer_version_is_open(cast: Cast, state: State) -> None:
    version = in_state(cast, state)
    edits.new_version(version, by=cast.author)
    with pytest.raises(workflow.Illegal):
        go(version, f"undo_{'publish' if state == State.PUBLISHED else 'decline'}", cast.coordinator)


@pytest.mark.parametrize(("hours", "is_offered"), [(23, True), (25, False)])
def test_a_decision_can_be_undone_for_a_day(cast: Cast, hours: int, is_offered: bool) -> None:
    version = in_state(cast, State.PUBLISHED)
    with travel(timezone.now() + timedelta(hours=hours), tick=False):
        names = [move.name for move in workflow.legal_moves(version, cast.coordinator)]
    assert ("undo_publish" in names) == is_offered


def test_what_was_restored_is_not_unpublished_by_undoing(cast: Cast) -> None:
    version = go(in_state(cast, State.WITHDRAWN), "restore", cast.coordinator)
    with pytest.raises(workflow.Illegal):
        go(version, "undo_publish", cast.coordinator)


@pytest.mark.parametrize("part", ["author", "peer", "other_coordinator", "stranger"])
def test_others_undo_nothing(cast: Cast, part: str) -> None:
    with pytest.raises(workflow.NotAllowed):
        go(in_state(cast, State.PUBLISHED), "undo_publish", getattr(cast, part))


def test_the_page_undoes_once_and_says_why_when_it_is_too_late(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    address = reverse("practices:move", kwargs={"public_id": version.practice.public_id, "name": "undo_publish"})
    client.force_login(cast.coordinator)
    assert client.get(address).context["is_possible"]
    sent = {"seen": version.edit, "version": version.number, "once": "avain-12345", "note": "Liian aikaisin."}
    assert [client.post(address, sent).status_code for _time in range(2)] == [302, 302]
    assert HistoryEntry.unscoped.filter(version=version, move="undo_publish").count() == 1
    late = client.post(address, sent | {"once": "avain-67890"})
    assert (late.status_code, late.context["form"]["note"].value()) == (409, "Liian aikaisin.")


def test_a_draft_has_nothing_to_undo(cast: Cast) -> None:
    assert [move.name for move in workflow.legal_moves(draft(cast), cast.author)] == ["submit", "discard"]
