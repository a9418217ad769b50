"""Moves over the web: submit, retract and discard by authors, decisions by coordinators, and what is told when not."""

from typing import Any

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client

from practices.models import Comment, HistoryEntry, Practice, Version
from practices.states import State

from ..factory import Cast, draft, go, in_state, read


def url(version: Version, name: str) -> str:
    return f"/en/desk/{version.practice.public_id}/move/{name}/"


def home(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/"


def post(client: Client, version: Version, name: str, /, **sent: Any) -> HttpResponse:
    """Make a move as the page just opened would."""
    now = read(version)
    return client.post(url(version, name), {"seen": now.edit, "version": now.number, "once": "one-form-key", **sent})


@pytest.mark.parametrize("method", ["get", "post"])
def test_submit_leads_to_the_check_where_the_authors_assure_what_they_send(
    cast: Cast, client: Client, method: str
) -> None:
    version = draft(cast)
    client.force_login(cast.editor)

    response = getattr(client, method)(url(version, "submit"), {"seen": read(version).edit})

    assert (response.url, read(version).state) == (home(version) + "check/", State.DRAFT)
    go(version, "submit", cast.author)
    assert getattr(client, method)(url(version, "submit")).url == home(version)


def test_retract_with_a_counter_that_is_none_changes_nothing(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.author)

    for seen in ("", "-1", "1e9", "9" * 5000, "\x00", "x"):
        response = post(client, version, "retract", seen=seen)
        assert (response.status_code, read(version).state) == (409, State.SUBMITTED), seen


@pytest.mark.parametrize("once", ["", "\x00", "x" * 500, "ä ö"])
def test_retract_survives_a_strange_form_key(cast: Cast, client: Client, once: str) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.author)

    assert post(client, version, "retract", once=once).url == home(version)


def test_retract_takes_the_practice_back(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.author)

    response = post(client, version, "retract")

    assert (response.url, read(version).state) == (home(version), State.DRAFT)


def test_retract_too_late_says_how_it_stands(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    client.force_login(cast.author)

    response = post(client, version, "retract")

    assert (response.status_code, response.context["is_possible"]) == (409, False)
    assert "“in assessment”" in response.content.decode()


def test_discard_asks_first(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.get(url(version, "discard"))

    assert (response.status_code, response.context["is_possible"]) == (200, True)
    assert "This cannot be undone." in response.content.decode()
    assert Version.unscoped.filter(pk=version.pk).exists()


def test_discard_deletes_the_draft_once_and_goes_to_the_desk(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = {"seen": read(version).edit, "version": 1, "once": "one-form-key"}

    answers = [client.post(url(version, "discard"), sent) for _ in range(2)]

    assert [answer.url for answer in answers] == ["/en/desk/"] * 2
    assert Practice.unscoped.count() == 0


def test_discard_of_a_draft_changed_meanwhile_deletes_nothing(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = post(client, version, "discard", seen=read(version).edit - 1)

    assert response.status_code == 409
    assert Version.unscoped.filter(pk=version.pk).exists()


def test_discard_says_what_goes_with_it(cast: Cast, client: Client) -> None:
    version = draft(cast)
    for text in ("Hyvä", "Entä tulos?"):
        Comment.unscoped.create(practice=version.practice, number=1, by=cast.editor, by_name="Editor", text=text)
    client.force_login(cast.author)

    response = client.get(url(version, "discard"))

    assert response.context["goes"] == ["2 comments"]
    assert "With it goes: 2 comments." in response.content.decode()


@pytest.mark.parametrize("name", ["retract", "publish"])
def test_a_page_of_an_impossible_move_says_why(cast: Cast, client: Client, name: str) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.force_login(cast.author if name == "retract" else cast.coordinator)

    response = client.get(url(version, name))

    assert (response.status_code, response.context["is_possible"]) == (409, False)


def test_return_opens_the_next_draft_and_goes_to_the_decision_page(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)

    response = post(client, version, "return", note="Lisää tuloksia.\r\nKiitos.")

    assert response.url == f"/en/coordination/{version.practice.public_id}/"
    assert HistoryEntry.unscoped.get(move="return").note == "Lisää tuloksia.\nKiitos."


def test_return_without_a_letter_asks_for_one(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)

    response = post(client, version, "return", note=" ")

    assert (response.status_code, response.context["is_possible"]) == (409, True)
    assert read(version).state == State.SUBMITTED


def test_return_of_what_has_changed_keeps_the_letter(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)

    response = post(client, version, "return", seen=0, note="Pitkä kirje")

    assert (response.status_code, response.context["form"]["note"].value()) == (409, "Pitkä kirje")
    assert ">\nPitkä kirje</textarea>" in response.content.decode()


def test_return_after_another_coordinator_keeps_the_letter(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    seen = read(version).edit
    go(version, "decline", cast.chief, note="Ei nyt.")
    client.force_login(cast.coordinator)

    response = post(client, version, "return", seen=seen, note="Pitkä kirje")

    assert (response.status_code, response.context["is_possible"]) == (409, False)
    assert "Pitkä kirje" in response.content.decode()


def test_return_after_the_authors_took_it_back_keeps_the_letter(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    seen = read(version).edit
    go(version, "retract", cast.author)
    client.force_login(cast.coordinator)

    response = post(client, version, "return", seen=seen, note="Pitkä kirje")

    assert response.status_code == 409
    assert "Pitkä kirje" in response.content.decode()
    assert "Puron tarina" not in response.content.decode()


@pytest.mark.parametrize("note", ["x" * 6001, "kello \x07"])
def test_return_with_a_letter_that_cannot_be_stored_shows_it_again(cast: Cast, client: Client, note: str) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)

    response = post(client, version, "return", note=note)

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["note"])
    assert response.context["form"]["note"].value() == note
    assert read(version).state == State.SUBMITTED


def test_a_decision_never_hits_another_version_than_the_one_seen(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    following = go(version, "return", cast.coordinator, note="Lisää.")
    following = go(following, "submit", cast.author)
    client.force_login(cast.coordinator)

    response = post(client, following, "decline", version=1, note="Ei.")

    assert (response.status_code, read(following).state) == (409, State.SUBMITTED)


def test_publish_of_what_lacks_something_says_what(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    original = version.original
    original.result = ""
    original.save()
    client.force_login(cast.coordinator)

    response = post(client, version, "publish", note="Onnea.")

    assert response.status_code == 409
    assert response.context["reason"] == "Something is still missing: Result."
    assert response.context["form"]["note"].value() == "Onnea."


@pytest.mark.parametrize("name", ["publish", "withdraw", "restore", "reopen", "decline"])
def test_decisions_can_be_made_by_coordinators(cast: Cast, client: Client, name: str) -> None:
    before = {"publish": State.IN_ASSESSMENT, "withdraw": State.PUBLISHED, "restore": State.WITHDRAWN}
    version = in_state(cast, before.get(name, State.DECLINED if name == "reopen" else State.SUBMITTED))
    client.force_login(cast.coordinator)

    assert post(client, version, name, note="Perustelut.").url == f"/en/coordination/{version.practice.public_id}/"


@pytest.mark.parametrize(
    ("state", "name", "part"),
    [
        (State.DRAFT, "submit", "stranger"),
        (State.DRAFT, "submit", "reader"),
        (State.DRAFT, "submit", "coordinator"),
        (State.DRAFT, "return", "coordinator"),
        (State.SUBMITTED, "publish", "author"),
        (State.SUBMITTED, "return", "other_coordinator"),
        (State.IN_ASSESSMENT, "publish", "peer"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_moves_are_missing_for_others(
    cast: Cast, client: Client, state: str, name: str, part: str, method: str
) -> None:
    version = in_state(cast, state)
    client.force_login(getattr(cast, part))
    sent = {"seen": read(version).edit, "note": "Perustelut."}

    assert getattr(client, method)(url(version, name), sent).status_code == 404
    assert read(version).state == state


def test_an_unknown_move_is_missing(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    assert [client.get(url(version, "burn")).status_code, post(client, version, "burn").status_code] == [404, 404]


def test_moves_answer_no_other_method(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    assert client.put(url(version, "submit")).status_code == 405


def test_a_letter_sent_after_signing_out_is_kept(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)

    response = client.post(url(version, "return"), {"note": "Pitkä kirje", "seen": "1"})

    assert QueryDict(response.url.partition("?")[2])["next"].startswith("/en/desk/kept/")
    assert read(version).state == State.SUBMITTED
