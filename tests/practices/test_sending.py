"""Sending a draft from the page of the check: the declaration, the terms, and everything that can stand in the way."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client

from practices import declaring, edits
from practices.models import HistoryEntry, Version
from practices.states import State

from ..factory import Cast, draft, go, in_state, read

GATE = ("used", "curriculum", "consents", "contact", "materials")


def check(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/check/"


def url(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/send/"


def home(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/"


def post(client: Client, version: Version, **changed: Any) -> HttpResponse:
    """Send it as the page just opened would; None leaves a field out."""
    now = read(version)
    asked = {code: "yes" for code, _words in declaring.asked(now.depth)}
    sent = {"seen": now.edit, "version": now.number, "once": "one-form-key", "agrees": "on", **asked, **changed}
    return client.post(url(version), {name: value for name, value in sent.items() if value is not None})


def test_send_gives_the_draft_to_the_coordinators_with_what_was_assured(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.editor)

    response = post(client, version, materials="no", reason_materials="Videot ovat vielä sisäverkossa.")

    after = read(version)
    assert (response.url, after.state) == (home(version), State.SUBMITTED)
    declared = after.declared
    assert declared["gate"]["materials"] == {"yes": False, "reason": "Videot ovat vielä sisäverkossa."}
    assert sorted(declared["gate"]) == sorted(GATE)
    assert (declared["terms"], declared["licence"], declared["by"]) == (declaring.TERMS, "cc-by-4.0", "Editor")
    thanks = [str(message) for message in client.get(response.url).context["messages"]]
    assert thanks == ["Thank you. It has been sent."]


def test_send_asks_a_tip_for_consents_alone(cast: Cast, client: Client) -> None:
    version = draft(cast, depth="tip")
    client.force_login(cast.author)

    assert list(client.get(check(version)).context["form"].fields) == ["consents", "reason_consents", "agrees"]
    assert post(client, version).url == home(version)
    assert list(read(version).declared["gate"]) == ["consents"]


def test_send_twice_with_one_key_is_one_move(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    seen = read(version).edit

    answers = [post(client, version, seen=seen) for _ in range(2)]

    assert [answer.url for answer in answers] == [home(version)] * 2
    assert HistoryEntry.unscoped.filter(version=version, move="submit").count() == 1


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"agrees": None}, "agrees", "Accept the terms before you send. Without them the text cannot be published."),
        ({"consents": None}, "consents", "Choose yes or no."),
        ({"consents": "maybe"}, "consents", ""),
        ({"consents": "no"}, "reason_consents", "Give the reason for your no."),
        ({"consents": "no", "reason_consents": "\u200b \u200b"}, "reason_consents", "Give the reason for your no."),
        ({"consents": "no", "reason_consents": "x" * 501}, "reason_consents", ""),
    ],
)
def test_send_refuses_an_unfinished_declaration_at_the_field_and_keeps_the_rest(
    cast: Cast, client: Client, changed: dict[str, Any], field: str, message: str
) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = post(client, version, used="no", reason_used="Kokeiltu viikon.", **changed)

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (400, [field])
    assert [anchor for _words, anchor in response.context["errors"]] == [f"id_{field}"]
    if message:
        assert form.errors[field] == [message]
    assert (form["used"].value(), form["reason_used"].value()) == ("no", "Kokeiltu viikon.")
    assert (read(version).state, read(version).declared) == (State.DRAFT, {})


def test_send_of_an_incomplete_draft_says_what_is_missing(cast: Cast, client: Client) -> None:
    version = draft(cast, result="")
    client.force_login(cast.author)

    response = post(client, version)

    assert (response.status_code, response.context["reason"]) == (409, "Something is still missing.")
    assert [str(label) for label, _message, _url in response.context["missing"]] == ["Result"]
    assert read(version).state == State.DRAFT


def test_send_of_a_draft_changed_meanwhile_asks_again_with_everything_kept(cast: Cast, client: Client) -> None:
    version = draft(cast)
    seen = read(version).edit
    edits.save(version, {"title": "Toinen nimi"}, by=cast.editor, seen={})
    client.force_login(cast.author)

    response = post(client, version, seen=seen, contact="no", reason_contact="Vaihtuu syksyllä.")

    assert (response.status_code, read(version).state) == (409, State.DRAFT)
    assert response.context["form"]["reason_contact"].value() == "Vaihtuu syksyllä."
    assert f'name="seen" value="{read(version).edit}"' in response.content.decode()


def test_send_with_a_counter_that_is_none_changes_nothing(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    for seen in ("", "-1", "1e9", "9" * 5000, "\x00", "x"):
        assert (post(client, version, seen=seen).status_code, read(version).state) == (409, State.DRAFT), seen


def test_send_of_what_somebody_else_has_sent_shows_where_it_is(cast: Cast, client: Client) -> None:
    version = draft(cast)
    seen = read(version).edit
    go(version, "submit", cast.editor)
    client.force_login(cast.author)

    response = post(client, version, seen=seen, once="another-form-key")

    assert response.url == home(version)
    assert HistoryEntry.unscoped.filter(version=version, move="submit").count() == 1


def test_send_remembers_the_answers_when_it_is_taken_back(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    post(client, version, used="no", reason_used="Kokeiltu viikon.")
    go(version, "retract", cast.author)

    form = client.get(check(version)).context["form"]

    assert (form["used"].value(), form["reason_used"].value(), form["contact"].value()) == (
        "no", "Kokeiltu viikon.", "yes",
    )  # fmt: skip
    assert not form["agrees"].value()


def test_the_gate_shows_what_the_authors_said_and_answers_nothing_for_the_coordinator(
    cast: Cast, client: Client
) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    post(client, version, used="no", reason_used="Kokeiltu viikon.")
    client.force_login(cast.coordinator)

    response = client.get(f"/en/coordination/{version.practice.public_id}/")

    content = response.content.decode()
    assert ("The authors: no. Kokeiltu viikon." in content, content.count("The authors: yes")) == (True, 4)
    assert [field.value() for field, _reason in response.context["gate"].rows()] == [None] * 5


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_send_is_only_a_deed(cast: Cast, client: Client, state: str) -> None:
    version = in_state(cast, state)
    client.force_login(cast.author)

    assert client.get(url(version)).url == (check(version) if state == State.DRAFT else home(version))
    assert client.put(url(version)).status_code == 405


def test_send_is_missing_for_others(cast: Cast, client: Client) -> None:
    version = draft(cast)

    for part in ("stranger", "reader", "peer", "coordinator", "chief"):
        client.force_login(getattr(cast, part))
        assert (post(client, version).status_code, read(version).state) == (404, State.DRAFT), part


def test_a_declaration_sent_after_signing_out_is_kept(cast: Cast, client: Client) -> None:
    version = draft(cast)

    response = post(client, version, used="no", reason_used="Kokeiltu viikon.")

    kept = QueryDict(response.url.partition("?")[2])["next"]
    client.force_login(cast.author)
    content = client.get(kept).content.decode()
    assert "Kokeiltu viikon." in content
    assert read(version).state == State.DRAFT


def test_terms_have_a_day_of_their_own() -> None:
    """Another text of the terms: give declaring.TERMS its day, then this digest."""
    text = Path("content/site/terms.toml").read_bytes()
    assert (declaring.TERMS, hashlib.sha256(text).hexdigest()[:16]) == ("2026-11-22", "0a7fdeb92574241b")
