"""Where a practice is, who has it and what has been said of it: the authors' page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from practices import assessing, telling
from practices.models import HistoryEntry, Version
from practices.states import State
from projects.models import Project

from ..factory import Cast, draft, finish, go, in_state, yes_to_all

ASSESSORS = ("Peer", "Second Peer", "Expert")


def url(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/"


def page(client: Client, version: Version) -> str:
    return client.get(url(version)).content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.DRAFT, "This is a draft."),
        (State.SUBMITTED, "A coordinator has it now."),
        (State.IN_ASSESSMENT, "The assessors have it now."),
        (State.RETURNED, "This was returned for changes."),
        (State.DECLINED, "This was not taken into the collection."),
        (State.PUBLISHED, "Everybody can read it."),
        (State.SUPERSEDED, "Everybody can read it."),
        (State.WITHDRAWN, "Readers no longer see it."),
    ],
)
def test_status_says_who_has_it(cast: Cast, client: Client, state: str, words: str) -> None:
    version = in_state(cast, state)
    client.force_login(cast.editor)

    assert words in page(client, version)


@pytest.mark.parametrize(
    ("state", "changed", "expected"),
    [
        (State.DRAFT, {}, ["here", "ahead", "ahead", "ahead", "ahead"]),
        (State.SUBMITTED, {}, ["done", "here", "ahead", "ahead", "ahead"]),
        (State.SUBMITTED, {"depth": "tip"}, ["done", "here", "ahead", "ahead"]),
        (State.IN_ASSESSMENT, {}, ["done", "done", "here", "ahead", "ahead"]),
        (State.DECLINED, {}, ["done", "done", "done", "here", "ahead"]),
        (State.PUBLISHED, {}, ["done", "done", "done", "done", "here"]),
    ],
)
def test_status_shows_the_way(
    cast: Cast, client: Client, state: str, changed: dict[str, str], expected: list[str]
) -> None:
    version = in_state(cast, state, **changed)
    client.force_login(cast.author)

    response = client.get(url(version))

    assert [station.state for station in response.context["stations"]] == expected
    assert response.content.decode().count('aria-current="step"') == 1


@pytest.mark.parametrize(("decisions", "days"), [(4, None), (5, 10)])
def test_status_tells_a_usual_time_only_when_it_is_known(
    cast: Cast, client: Client, decisions: int, days: int | None
) -> None:
    version = in_state(cast, State.SUBMITTED)
    now = timezone.now()
    for taken in (2, 10, 10, 10, 90)[:decisions]:
        other = in_state(cast, State.DECLINED)
        Version.unscoped.filter(pk=other.pk).update(submitted_at=now - timedelta(days=taken))
        HistoryEntry.unscoped.filter(version=other, move="decline").update(at=now)
    client.force_login(cast.author)

    response = client.get(url(version))

    assert response.context["days"] == days
    assert ("The decision has usually come within" in response.content.decode()) == (days is not None)


def test_status_tells_until_when_the_assessors_have_it(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    last = timezone.localdate() + timedelta(days=9)
    assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator, deadline=last)
    client.force_login(cast.author)

    assert client.get(url(version)).context["deadline"] == last


def test_status_of_an_ended_project_says_so_and_offers_nothing_to_write(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.PUBLISHED)
    Project.objects.filter(pk=cast.project.pk).update(ended=timezone.localdate() - timedelta(days=1))
    client.force_login(cast.author)

    response = client.get(url(version))

    assert response.context["ended"] == cast.project
    assert "Make a new version" not in response.content.decode()
    assert "When something changes" not in response.content.decode()


def test_draft_of_an_ended_project_is_nobodys_turn(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.DRAFT)
    client.force_login(cast.author)
    before = client.get(url(version)).content.decode()
    Project.objects.filter(pk=cast.project.pk).update(ended=timezone.localdate() - timedelta(days=1))

    after = client.get(url(version)).content.decode()

    assert "You have it now." in before
    assert "You have it now." not in after


@pytest.mark.parametrize(
    ("state", "moves", "can_renew"),
    [
        (State.DRAFT, ["discard"], False),
        (State.SUBMITTED, ["retract"], False),
        (State.IN_ASSESSMENT, [], False),
        (State.RETURNED, ["discard"], False),
        (State.DECLINED, [], False),
        (State.PUBLISHED, [], True),
        (State.WITHDRAWN, [], True),
    ],
)
def test_status_offers_what_authors_can_do(
    cast: Cast, client: Client, state: str, moves: list[str], can_renew: bool
) -> None:
    version = in_state(cast, state)
    client.force_login(cast.author)

    context = client.get(url(version)).context

    assert ([move.name for move in context["moves"]], context["can_renew"]) == (moves, can_renew)


@pytest.mark.parametrize("state", list(State))
def test_status_never_names_an_assessor(cast: Cast, client: Client, state: str) -> None:
    version = in_state(cast, state)
    client.force_login(cast.author)

    content = page(client, version)

    assert [name for name in ASSESSORS if name in content.replace("Peers", "").replace("Peer-assessed", "")] == []


@pytest.mark.parametrize(
    ("state", "is_told"),
    [
        (State.IN_ASSESSMENT, False),
        (State.RETURNED, True),
        (State.DECLINED, True),
        (State.PUBLISHED, True),
        (State.WITHDRAWN, True),
    ],
)
def test_status_tells_the_comments_only_after_a_decision(cast: Cast, client: Client, state: str, is_told: bool) -> None:
    version = in_state(cast, state)
    client.force_login(cast.author)

    context = client.get(url(version)).context

    assert (context["feedback"] is not None, "CUR: 3" in page(client, version)) == (is_told, is_told)


def test_status_tells_only_comments_meant_for_the_authors(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    version = go(version, "take_up", cast.coordinator)
    assessment = finish(version, cast.peer, by=cast.coordinator)
    assessment.answers.filter(criterion__code="CUR").update(for_authors=False)
    go(version, "decline", cast.coordinator, note="Perustelut.")
    client.force_login(cast.author)

    feedback = client.get(url(version)).context["feedback"]

    said = [comment for _name, comments in feedback.comments for comment in comments]
    assert said == ["IMP: 3", "ENV: 3", "NET: 3", "SUS: 3", "OUT: 3", "RES: 3"]
    assert feedback.profile.rows[0].peer == 3.0


def test_status_shows_the_last_letter_and_who_wrote_it(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.RETURNED)
    client.force_login(cast.author)

    letter = client.get(url(version)).context["letter"]

    assert (letter.note, letter.by_name, letter.number) == ("Perustelut.", "Coordinator", 1)


def test_status_tells_the_history_of_all_versions(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.RETURNED)
    client.force_login(cast.author)

    history = client.get(url(version)).context["history"]

    assert [(entry.number, entry.move, str(words)) for entry, words in history] == [
        (1, "create", "A draft was begun."),
        (1, "submit", "Submitted."),
        (1, "take_up", "Taken up for assessment."),
        (1, "return", "Returned for changes."),
        (2, "create", "A draft was begun."),
    ]


def test_status_leads_to_the_published_page(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.force_login(cast.author)

    assert client.get(url(version)).context["public"] == telling.path(version.practice.public_id, "Puron tarina", "fi")


@pytest.mark.parametrize("part", ["stranger", "reader", "peer", "coordinator", "chief", "counsellor", "administrator"])
def test_status_is_missing_for_others(cast: Cast, client: Client, part: str) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(getattr(cast, part))

    assert client.get(url(version)).status_code == 404


def test_status_only_reads(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    assert client.post(url(version)).status_code == 405


def test_status_after_a_discarded_redraft_offers_a_new_version(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.RETURNED)
    following = Version.unscoped.get(practice=version.practice, state=State.DRAFT)
    go(following, "discard", cast.author)
    client.force_login(cast.author)

    context = client.get(url(version)).context

    assert (context["version"], context["can_renew"]) == (version, True)


def test_new_version_opens_one_draft_and_goes_to_its_first_page(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.force_login(cast.author)

    first, second = (client.post(url(version) + "new/") for _ in range(2))

    drafts = Version.unscoped.filter(practice=version.practice, state=State.DRAFT)
    assert [row.number for row in drafts] == [2]
    assert (first.url, second.url) == (url(version) + "edit/basics/",) * 2


@pytest.mark.parametrize("state", [State.SUBMITTED, State.DECLINED])
def test_new_version_cannot_be_made_from_every_state(cast: Cast, client: Client, state: str) -> None:
    version = in_state(cast, state)
    client.force_login(cast.author)

    response = client.post(url(version) + "new/")

    assert response.url == url(version)
    assert Version.unscoped.filter(practice=version.practice).count() == 1


def test_new_version_is_missing_for_others_and_needs_a_post(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.force_login(cast.coordinator)
    refused = client.post(url(version) + "new/")
    client.force_login(cast.author)

    assert (refused.status_code, client.get(url(version) + "new/").status_code) == (404, 405)
    assert Version.unscoped.filter(practice=version.practice).count() == 1
