"""The page of a decision: what it shows to whom, which deeds it offers, and the draft of the letter."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override

from practices import assessing, edits, letters, next_step, opinions
from practices.completeness import Missing
from practices.models import Answer, Assessment, HistoryEntry, Point, Schedule, Version
from practices.states import Depth, State
from projects.models import CoordinationProject, Coordinator, ProjectMember

from ..factory import Cast, finish, go, in_state, person, read

pytestmark = pytest.mark.django_db
DEEDS = {
    State.SUBMITTED: ["return", "decline"],
    State.IN_ASSESSMENT: ["publish", "return", "decline"],
    State.PUBLISHED: ["withdraw"],
    State.WITHDRAWN: ["restore"],
    State.DECLINED: ["reopen"],
    State.RETURNED: [],
    State.SUPERSEDED: [],
}


UNDO = {State.PUBLISHED: "undo_publish", State.DECLINED: "undo_decline", State.RETURNED: "undo_return"}
MOST_QUERIES = 48


def _deeds(response: Any) -> list[str]:
    return [deed.name for deed in response.context["moves"]]


def page_of(version: Version, name: str) -> str:
    return reverse("practices:move", kwargs={"public_id": version.practice.public_id, "name": name})


def url(version: Version) -> str:
    return reverse("practices:decide", kwargs={"public_id": version.practice.public_id})


@pytest.mark.parametrize("state", list(DEEDS))
def test_decide_offers_the_deeds_of_the_state(client: Client, cast: Cast, state: State) -> None:
    version = in_state(cast, state)
    client.force_login(cast.coordinator)
    response = client.get(f"{url(version)}?version={version.number}")
    assert response.status_code == 200
    assert _deeds(response) == DEEDS[state]
    assert ("gate" in response.context) == (state == State.SUBMITTED)


def test_decide_lets_a_tip_be_published_directly(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED, title="Vinkki")
    Version.unscoped.filter(pk=version.pk).update(depth=Depth.TIP)
    client.force_login(cast.coordinator)
    assert _deeds(client.get(url(version))) == ["publish", "return", "decline"]


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
    assert [row.assessment.assessor for row in context["asking"].asked] == [cast.peer, cast.second_peer, cast.expert]
    assert (context["profile"].total, context["wants_third"]) == (75, False)
    assert [[view.step for view in views] for _name, views in context["said"]] == [["3", "3", "1"]] * 7
    assert (context["agreement"].same, context["agreement"].near) == (33, 33)


OPENINGS = {
    "publish": "Thank you for “%(title)s”. It is now published in POLKKA for everybody to read and to use.",
    "return": "Thank you for “%(title)s”. A few changes are needed before it can be published.",
    "decline": "Thank you for “%(title)s”. This time we do not take it into the collection.",
}


@pytest.mark.parametrize("name", list(OPENINGS))
def test_each_move_drafts_its_own_letter_without_names(client: Client, cast: Cast, name: str) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.coordinator)
    letter = client.get(page_of(version, name)).context["form"]["note"].value()
    assert ("CUR: 3\n– CUR: 3" in letter, letter.count("– Selkeä.")) == (True, 2)
    assert [str(person) in letter for person in (cast.peer, cast.second_peer)] == [False, False]
    assert (letter.splitlines()[0], letter.splitlines()[-1]) == ("Hei", "CLUE, POLKKA")
    with override("fi"):
        assert gettext(OPENINGS[name]) % {"title": "Puron tarina"} in letter


def test_the_letter_is_in_the_language_of_the_authors_and_never_longer_than_it_may_be(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT, language="sv")
    version.original.language = "sv"
    assert letters.draft(version, "return").startswith("Hej\n")
    Answer.objects.update(comment="x" * 2000)
    assert len(letters.draft(version, "return")) <= letters.LONGEST


@pytest.mark.parametrize("name", ["return", "decline"])
def test_a_drafted_letter_that_gives_no_reason_is_not_sent(client: Client, cast: Cast, name: str) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)
    bare = client.get(page_of(version, name)).context["form"]["note"].value()
    sent = {"seen": version.edit, "once": "avain-12345", "version": version.number}
    assert client.post(page_of(version, name), sent | {"note": bare}).status_code == 200
    assert read(version).state == State.SUBMITTED
    assert client.post(page_of(version, name), sent | {"note": bare + " Koska."}).status_code == 302


def _ticked(client: Client, version: Version, *texts: str) -> dict[str, object]:
    """What a return sends with every comment ticked."""
    marked = client.get(page_of(version, "return")).context["marked"]
    rows = {f"point-{n}-text": text for n, text in enumerate(texts)}
    keys = [one.key for one in marked]
    return {
        "seen": version.edit,
        "once": "avain-12345",
        "version": version.number,
        "note": "Hei.",
        "pick": keys,
        **rows,
    }


def test_ticked_comments_become_requests_with_the_question_they_concern(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    Answer.objects.exclude(criterion__code__in=["CUR", "RES"]).update(comment="")
    Assessment.unscoped.update(suggestions="")
    client.force_login(cast.coordinator)
    assert client.post(page_of(version, "return"), _ticked(client, version, "Oma pyyntö.")).status_code == 302
    rows = Point.unscoped.filter(version=version).values_list("text", "question")
    assert list(rows) == [
        ("Oma pyyntö.", ""), ("CUR: 3", "curriculum"), ("CUR: 3", "curriculum"),
        ("RES: 3", "resources"), ("RES: 3", "resources"),
    ]  # fmt: skip


def test_more_ticks_than_a_letter_has_room_for_are_refused_and_everything_stays(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.coordinator)
    response = client.post(page_of(version, "return"), _ticked(client, version, "Oma pyyntö."))
    shown = [text.value() for text, _question in response.context["points"].rows()]
    assert (response.status_code, read(version).state) == (200, State.IN_ASSESSMENT)
    assert (shown[0], len(shown), len(response.context["picked"])) == ("Oma pyyntö.", 12, 16 - 11)


def test_more_rows_puts_the_ticked_comments_into_rows(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.coordinator)
    sent = _ticked(client, version) | {"more": "1"}
    sent["pick"] = sent["pick"][:2]  # type: ignore[index]
    response = client.post(page_of(version, "return"), sent)
    assert [text.value() for text, _question in response.context["points"].rows()][:2] == ["CUR: 3", "CUR: 3"]
    assert read(version).state == State.IN_ASSESSMENT


@pytest.mark.parametrize("state", list(UNDO))
def test_decide_offers_to_take_the_last_decision_back(client: Client, cast: Cast, state: State) -> None:
    version = in_state(cast, state)
    client.force_login(cast.coordinator)
    response = client.get(f"{url(version)}?version={version.number}")
    assert (response.context["undo"].name, str(response.context["undo"].deed) in response.content.decode()) == (
        UNDO[state], True,
    )  # fmt: skip


def test_decide_asks_the_database_the_same_for_few_and_for_many(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.coordinator)
    client.get(url(version))
    with CaptureQueriesContext(connection) as few:
        client.get(url(version))
    for n in range(8):
        finish(version, person(f"peer_{n}", "peer"), by=cast.coordinator)
    HistoryEntry.unscoped.bulk_create(
        HistoryEntry(practice=version.practice, version=version, number=1, move="offer_text", by_name="X")
        for _n in range(30)
    )
    with CaptureQueriesContext(connection) as many:
        client.get(url(version))
    assert len(many) == len(few)
    assert len(few) <= MOST_QUERIES, "\n".join(query["sql"][:150] for query in few)


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
    assert [key in response.context for key in ("decides", "asking", "moves", "said")] == [False] * 4
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


TODAY = date(2027, 3, 1)


def _asked(kind: str, state: str, days: int = 5) -> Assessment:
    return Assessment(kind=kind, state=state, deadline=TODAY + timedelta(days=days))


PEERS_READY = [_asked("peer", "finished"), _asked("peer", "finished")]


@pytest.mark.parametrize(
    ("state", "options", "place", "is_late"),
    [
        (State.SUBMITTED, {}, "gate", False),
        (State.SUBMITTED, {"is_assessed": True}, "points", False),
        (State.SUBMITTED, {"missing": [Missing("a", "b", "c")]}, "decision", False),
        (State.IN_ASSESSMENT, {}, "assessors", False),
        (State.IN_ASSESSMENT, {"assessments": [_asked("peer", "assigned", -1)]}, "assessors", True),
        (State.IN_ASSESSMENT, {"assessments": [*PEERS_READY, _asked("expert", "open")]}, "assessors", False),
        (State.IN_ASSESSMENT, {"assessments": PEERS_READY}, "decision", False),
        (State.IN_ASSESSMENT, {"assessments": PEERS_READY, "wants_third": True}, "assessors", True),
        (State.IN_ASSESSMENT, {"plan": Schedule()}, "decision", False),
        (State.IN_ASSESSMENT, {"plan": Schedule(fault="changed")}, "decision", True),
    ],
)
def test_the_next_step_leads_to_where_it_is_done(state: str, options: Any, place: str, is_late: bool) -> None:
    step = next_step.suggested(Version(state=state), today=TODAY, **options)
    assert step and (step.place, step.is_late) == (place, is_late)
    assert next_step.suggested(Version(state=State.PUBLISHED), today=TODAY) is None
