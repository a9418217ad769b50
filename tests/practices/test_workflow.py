"""move(): the whole table of moves, what each writes, and what each refuses."""

import pytest
from django.utils import timezone

from polkka.upkeep import generation
from polkka.upkeep.models import Mail
from practices import assessing, edits, labels, workflow
from practices.models import Assessment, HistoryEntry, Practice, Text, Version
from practices.states import MOVES, AssessmentState, Depth, Label, State
from projects.models import ProjectMember
from search.models import Entry

from ..factory import Cast, draft, finish, go, in_state, read, yes_to_all

EVERY = [(name, state) for name, move in MOVES.items() for state in State if not move.undoes or state in move.sources]
LEGAL = {(name, source) for name, move in MOVES.items() for source in move.sources}
REFUSED = {("publish", State.SUBMITTED), ("undo_take_up", State.IN_ASSESSMENT)}
"""Without an assessment only a tip is published; the assessors have finished."""


def _actor(cast: Cast, name: str):
    return cast.author if MOVES[name].verb == "write" else cast.coordinator


@pytest.mark.parametrize(("name", "state"), EVERY)
def test_move_from_every_state_follows_the_table(cast: Cast, name: str, state: str) -> None:
    version = in_state(cast, state)
    if name == "take_up" and state == State.SUBMITTED:
        assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    is_legal = (name, state) in LEGAL - REFUSED
    if is_legal:
        outcome = workflow.move(version, name, by=_actor(cast, name), seen=read(version).edit, note="Perustelut.")
        target = MOVES[name].target
        found = Version.unscoped.filter(pk=version.pk).first()
        assert (found.state if found else None) == target
        assert outcome.practice_id == version.practice_id
        return
    with pytest.raises((workflow.Illegal, workflow.NotAllowed)):
        workflow.move(version, name, by=_actor(cast, name), seen=read(version).edit, note="Perustelut.")
    assert read(version).state == state


def test_submit_of_an_incomplete_draft_lists_what_is_missing(cast: Cast) -> None:
    version = draft(cast, result="", contact_email="nobody")
    with pytest.raises(workflow.Incomplete) as caught:
        go(version, "submit", cast.author)
    assert [m.question for m in caught.value.missing] == ["result", "contact_email"]


def test_take_up_needs_the_gate(cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED)
    with pytest.raises(workflow.Refused):
        go(version, "take_up", cast.coordinator)
    assert read(version).state == State.SUBMITTED


@pytest.mark.parametrize("name", ["return", "decline"])
def test_return_and_decline_need_a_letter(cast: Cast, name: str) -> None:
    version = in_state(cast, State.SUBMITTED)
    with pytest.raises(workflow.Refused):
        go(version, name, cast.coordinator, note="  ")
    assert read(version).state == State.SUBMITTED


def test_tip_is_published_straight_from_submitted(cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED, depth=Depth.TIP)
    published = go(version, "publish", cast.coordinator)
    assert (published.state, published.label) == (State.PUBLISHED, Label.DESCRIBED)


@pytest.mark.parametrize(
    ("experts", "label"), [([], Label.PEER), ([3], Label.EXPERT), ([1], Label.PEER), ([3, 1], Label.PEER)]
)
def test_publish_gives_the_label_that_the_assessments_earn(cast: Cast, experts: list[int], label: str) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    people = [cast.expert, cast.reader]
    cast.reader.duties.create(kind="expert")
    for step, user in zip(experts, people, strict=False):
        finish(version, user, by=cast.coordinator, kind="expert", step=step)
    assert go(version, "publish", cast.coordinator).label == label


def test_publish_writes_entries_with_the_new_generation_and_one_history_row(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    before = generation.number()
    go(version, "publish", cast.coordinator, note="Kiitos.")
    entry = Entry.objects.get(public_id=version.practice.public_id)
    assert (entry.live, entry.generation, generation.number()) == (True, before + 1, before + 1)
    row = HistoryEntry.unscoped.get(version=version, move="publish")
    assert (row.source, row.target, row.by, row.by_name, row.note) == (
        State.IN_ASSESSMENT, State.PUBLISHED, cast.coordinator, "Coordinator", "Kiitos.",
    )  # fmt: skip


def test_publish_supersedes_the_former_version(cast: Cast) -> None:
    old = in_state(cast, State.SUPERSEDED)
    states = Version.unscoped.filter(practice=old.practice).order_by("number").values_list("state", flat=True)
    assert list(states) == [State.SUPERSEDED, State.PUBLISHED]
    assert HistoryEntry.unscoped.filter(version=old, move="supersede").count() == 1


def test_withdraw_takes_the_practice_out_of_the_search_and_restore_brings_it_back(cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    withdrawn = go(version, "withdraw", cast.coordinator, note="Pyynnöstä.")
    assert not Entry.objects.get(public_id=version.practice.public_id).live
    restored = go(withdrawn, "restore", cast.coordinator)
    assert restored.state == State.PUBLISHED
    assert Entry.objects.get(public_id=version.practice.public_id).live
    assert restored.published_at == version.published_at


def test_return_opens_the_next_draft_with_everything_carried_over(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    Text.unscoped.create(version=version, language="sv", title="Bäcken")
    new = go(version, "return", cast.coordinator, note="Tarkentakaa tuloksia.")
    assert (new.state, new.number, new.builds_on) == (State.DRAFT, 2, version)
    for code in ("title", "steps", "result"):
        assert getattr(new.original, code) == getattr(version.original, code)
    assert sorted(t.language for t in new.texts.all()) == ["fi", "sv"]
    chosen = set(version.chosen.values_list("concept__code", "is_main"))
    assert set(new.chosen.values_list("concept__code", "is_main")) == chosen
    assert (sorted(new.tags.names()), new.contact_email) == (["puro", "vesi"], "puro@example.org")
    assert read(version).state == State.RETURNED


@pytest.mark.parametrize("name", ["return", "publish", "decline"])
def test_decision_closes_assessments_nobody_waits_for(cast: Cast, name: str) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    waiting = assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator)
    go(version, name, cast.coordinator, note="Perustelut.")
    assert Assessment.unscoped.get(pk=waiting.pk).state == AssessmentState.RELEASED


def test_discard_of_the_only_version_deletes_the_practice(cast: Cast) -> None:
    version = draft(cast)
    go(version, "discard", cast.author)
    assert not Practice.unscoped.filter(pk=version.practice_id).exists()


def test_discard_of_a_later_draft_keeps_the_published_one(cast: Cast) -> None:
    published = in_state(cast, State.PUBLISHED)
    go(edits.new_version(published, by=cast.author), "discard", cast.author)
    assert list(Version.unscoped.filter(practice=published.practice)) == [published]


def test_restore_is_refused_while_another_version_is_published(cast: Cast) -> None:
    old = in_state(cast, State.WITHDRAWN)
    newer = go(edits.new_version(old, by=cast.author), "submit", cast.author)
    assessing.save_gate(newer, yes_to_all(), by=cast.coordinator)
    go(go(newer, "take_up", cast.coordinator), "publish", cast.coordinator)
    with pytest.raises(workflow.Illegal):
        go(old, "restore", cast.coordinator)


def test_reopen_is_refused_while_another_version_is_open(cast: Cast) -> None:
    declined = in_state(cast, State.DECLINED)
    edits.new_version(declined, by=cast.author)
    with pytest.raises(workflow.Illegal):
        go(declined, "reopen", cast.coordinator)


def test_move_with_an_old_edit_counter_is_stale(cast: Cast) -> None:
    version = draft(cast)
    seen = version.edit
    edits.save(version, {"title": "Toinen"}, by=cast.editor, seen={})
    with pytest.raises(workflow.Stale):
        workflow.move(version, "submit", by=cast.author, seen=seen)
    assert read(version).state == State.DRAFT


def test_finished_assessment_makes_an_earlier_view_of_the_decision_stale(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    seen = version.edit
    finish(version, cast.expert, by=cast.coordinator, kind="expert")
    with pytest.raises(workflow.Stale):
        workflow.move(version, "publish", by=cast.coordinator, seen=seen)


def test_same_key_twice_makes_one_move(cast: Cast) -> None:
    version = draft(cast)
    for _time in range(2):
        workflow.move(version, "submit", by=cast.author, seen=version.edit, once="k")
    assert HistoryEntry.unscoped.filter(version=version, move="submit").count() == 1


@pytest.mark.parametrize("part", ["stranger", "reader", "peer", "counsellor", "administrator", "other_coordinator"])
@pytest.mark.parametrize("name", ["retract", "take_up", "return", "decline"])
def test_others_may_not_move_a_submitted_practice(cast: Cast, part: str, name: str) -> None:
    version = in_state(cast, State.SUBMITTED)
    with pytest.raises(workflow.NotAllowed):
        go(version, name, getattr(cast, part), note="Perustelut.")


def test_coordinator_who_is_also_an_author_may_not_decide(cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED)
    ProjectMember.objects.create(user=cast.coordinator, project=cast.project)
    with pytest.raises(workflow.NotAllowed):
        go(version, "return", cast.coordinator, note="Perustelut.")


def test_letter_is_mailed_to_the_person_who_submitted(cast: Cast) -> None:
    version = draft(cast)
    version = go(version, "submit", cast.editor)
    go(version, "return", cast.coordinator, note="Tarkentakaa tuloksia.")
    mail = Mail.objects.get(kind="return")
    assert (mail.address, mail.language, mail.context["letter"]) == (cast.editor.email, "sv", "Tarkentakaa tuloksia.")


def test_submit_tells_the_coordinators_of_the_coordination(cast: Cast) -> None:
    go(draft(cast), "submit", cast.author)
    told = sorted(Mail.objects.values_list("kind", "address"))
    assert told == [("received", cast.author.email), ("submit", cast.coordinator.email)]


def test_legal_moves_are_those_the_person_could_make(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    assert [m.name for m in workflow.legal_moves(version, cast.coordinator)] == ["publish", "return", "decline"]
    assert workflow.legal_moves(version, cast.author) == []
    assert [m.name for m in workflow.legal_moves(draft(cast), cast.author)] == ["submit", "discard"]


def test_reopen_is_refused_when_there_is_a_newer_version(cast: Cast) -> None:
    declined = in_state(cast, State.DECLINED)
    newer = go(edits.new_version(declined, by=cast.author), "submit", cast.author)
    go(newer, "decline", cast.coordinator, note="Ei vielä.")
    with pytest.raises(workflow.Illegal):
        go(declined, "reopen", cast.coordinator)


def test_restore_keeps_the_date_of_the_publication_in_the_search(cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    withdrawn = go(version, "withdraw", cast.coordinator, note="Pyynnöstä.")
    go(withdrawn, "restore", cast.coordinator)
    assert Entry.objects.get(public_id=version.practice.public_id).sort_date == version.published_at


def test_submit_is_told_to_the_chief_when_the_coordinator_may_not_decide(cast: Cast) -> None:
    ProjectMember.objects.create(user=cast.coordinator, project=cast.project)
    go(draft(cast), "submit", cast.author)
    assert list(Mail.objects.filter(kind="submit").values_list("address", flat=True)) == [cast.chief.email]


def test_tie_that_arises_later_closes_the_assessment(cast: Cast) -> None:
    in_state(cast, State.IN_ASSESSMENT)
    assert Assessment.unscoped.for_user(cast.peer).count() == 1
    ProjectMember.objects.create(user=cast.peer, project=cast.project)
    assert Assessment.unscoped.for_user(cast.peer).count() == 0


def test_next_draft_of_what_was_shown_for_advice_is_its_authors_own(cast: Cast) -> None:
    version = draft(cast, depth=Depth.TIP)
    Practice.unscoped.filter(pk=version.practice_id).update(asked_at=timezone.now())
    published = go(go(version, "submit", cast.author), "publish", cast.coordinator)
    after = edits.new_version(published, by=cast.author)
    rows = Version.unscoped.for_user(cast.coordinator, "see").filter(practice=version.practice)
    assert (after.state, list(rows)) == (State.DRAFT, [published])


def _sent_again(cast: Cast, version: Version) -> Version:
    """The version returned and sent again by its authors."""
    return go(go(version, "return", cast.coordinator, note="Tarkentakaa."), "submit", cast.author)


def test_what_answers_a_letter_can_be_published_with_the_assessment_before_it(cast: Cast) -> None:
    assessed = in_state(cast, State.IN_ASSESSMENT)
    again = go(_sent_again(cast, assessed), "publish", cast.coordinator)
    assert (again.state, again.label, again.assessed_as) == (State.PUBLISHED, Label.PEER, assessed)
    assert len(labels.scored(again)) == 2
    undone = go(again, "undo_publish", cast.coordinator)
    assert (undone.state, undone.assessed_as, undone.criteria_set) == (State.SUBMITTED, None, None)


def test_what_was_returned_without_an_assessment_has_none_to_keep(cast: Cast) -> None:
    with pytest.raises(workflow.Illegal):
        go(_sent_again(cast, in_state(cast, State.SUBMITTED)), "publish", cast.coordinator)
