"""A form from a page that has gone stale: what it meant is missing, and what was typed is shown to be copied."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Version
from practices.questions import GATE
from practices.states import State
from projects.models import ProjectMember

from ..factory import Cast, draft, go, in_state


def address(view: str, public_id: str, **kwargs: str) -> str:
    return reverse(f"practices:{view}", kwargs={"public_id": public_id, **kwargs})


def post(client: Client, user: Any, url: str, fields: dict[str, str]) -> tuple[int, list[str]]:
    """Status, and the words that the answer shows to be copied."""
    client.force_login(user)
    response = client.post(url, fields)
    return response.status_code, [words for _label, words in response.context.get("typed") or []]


def test_save_after_the_draft_was_discarded_shows_the_text(cast: Cast, client: Client) -> None:
    version = draft(cast)
    go(version, "discard", cast.author)
    url = address("edit", version.practice.public_id, page="challenge")
    fields = {"challenge": "Pitkä\nteksti", "seen-challenge": "x", "go": "stay"}
    assert post(client, cast.author, url, fields) == (404, ["Pitkä\nteksti"])


def test_save_after_leaving_the_project_shows_the_text(cast: Cast, client: Client) -> None:
    version = draft(cast)
    ProjectMember.objects.filter(user=cast.editor).delete()
    url = address("edit", version.practice.public_id, page="challenge")
    assert post(client, cast.editor, url, {"challenge": "Teksti"}) == (404, ["Teksti"])


def test_gate_after_the_authors_took_it_back_shows_the_reasons(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    go(version, "retract", cast.author)
    fields = {"used": "yes", "contact": "no", "reason_contact": "Ei vastaa.", "seen": "3", "version": "1"}
    url = address("take_up", version.practice.public_id)
    assert post(client, cast.coordinator, url, fields) == (404, ["kyllä", "ei", "Ei vastaa."])


def test_letter_after_the_practice_was_discarded_shows_the_letter(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    go(version, "retract", cast.author)
    go(version, "discard", cast.author)
    url = address("move", version.practice.public_id, name="return")
    assert post(client, cast.coordinator, url, {"note": "Pitkä kirje", "seen": "3"}) == (404, ["Pitkä kirje"])


def test_gate_of_one_who_is_no_longer_coordinator_shows_the_reasons(cast: Cast, client: Client) -> None:
    url = address("take_up", in_state(cast, State.SUBMITTED).practice.public_id)
    assert post(client, cast.reader, url, {"reason_used": "Syy"}) == (404, ["Syy"])


def test_answer_is_the_same_whether_the_thing_exists_or_not(cast: Cast, client: Client) -> None:
    version: Version = draft(cast)
    client.force_login(cast.stranger)
    pages = [
        client.post(address("edit", public_id, page="basics"), {"title": "Teksti"}).content.decode()
        for public_id in (version.practice.public_id, "AAAAAAAA")
    ]
    assert pages[0].replace(version.practice.public_id, "AAAAAAAA") == pages[1]


def test_nonsense_in_a_stale_form_is_no_error(cast: Cast, client: Client) -> None:
    fields = {"level": "x", "steps-0-title": "a", "steps-999-title": "b", "theme": "\0", "tags": "a" * 3000}
    for page in ("basics", "for-whom", "method", "no-such-page"):
        url = address("edit", "AAAAAAAA", page=page)
        assert post(client, cast.author, url, fields)[0] == 404


@pytest.mark.parametrize("name", ["take_up", "assign"])
def test_get_of_a_missing_thing_shows_no_form(name: str, cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)
    assert client.get(address(name, "AAAAAAAA")).context.get("typed") is None


def test_gate_names_the_question_of_each_fault(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)
    response = client.post(address("take_up", version.practice.public_id), {"contact": "no"})
    told = [message for message, _anchor in response.context["errors"]]
    named = [str(words).rstrip(".") for question, words in GATE]
    assert [any(message.startswith(name) for name in named) for message in told] == [True] * 5
    assert len(set(told)) == 5
