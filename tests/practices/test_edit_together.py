"""Several people write one draft, or it moves on under the writer: nobody’s text is lost."""

import pytest
from django.test import Client

from practices import edits
from practices.states import State

from ..factory import Cast, draft, go, in_state, read
from .pages import answers, as_sent, shown, url


def test_edit_merges_what_two_people_wrote_in_different_answers(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "basics")
    edits.save(version, {"title": "Toimittajan nimi"}, by=cast.editor, seen={})

    response = client.post(url(version, "basics"), sent | {"summary": "Minun tiivistelmäni"})

    assert response.status_code == 302
    assert answers(version, ("title", "summary")) == {"title": "Toimittajan nimi", "summary": "Minun tiivistelmäni"}


def test_edit_shows_both_texts_of_a_conflict_and_loses_neither(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "basics")
    edits.save(version, {"title": "Toimittajan nimi", "summary": "Toimittajan"}, by=cast.editor, seen={})

    response = client.post(url(version, "basics"), sent | {"title": "Minun nimeni"})

    title, summary = response.context["form"].asked()
    assert response.status_code == 409
    assert (title.fields[0].value(), title.theirs) == ("Minun nimeni", "Toimittajan nimi")
    assert (summary.fields[0].value(), summary.theirs) == ("Toimittajan", "")
    assert answers(version, ("title", "summary")) == {"title": "Toimittajan nimi", "summary": "Toimittajan"}


def test_edit_after_a_conflict_the_next_save_decides(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "basics")
    edits.save(version, {"title": "Toimittajan nimi", "summary": "Toimittajan"}, by=cast.editor, seen={})
    conflict = client.post(url(version, "basics"), sent | {"title": "Minun nimeni"})

    response = client.post(url(version, "basics"), as_sent(conflict.context["form"]))

    assert response.status_code == 302
    assert answers(version, ("title", "summary")) == {"title": "Minun nimeni", "summary": "Toimittajan"}


def test_edit_shows_conflicts_of_choices_and_rows_in_words(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    choices, rows = shown(client, version, "for-whom"), shown(client, version, "method")
    changed = {"level": ["mobility"], "cost": ["grant"], "tags": ["lumi"], "steps": [{"title": "Uusi", "text": "Näin"}]}
    edits.save(version, changed, by=cast.editor, seen={})

    first = client.post(url(version, "for-whom"), choices | {"level": "national", "cost": "small", "tags": "jää"})
    second = client.post(url(version, "method"), rows | {"steps-0-title": "Minun"})

    theirs = {asked.input.code: asked.theirs for asked in first.context["form"].asked() if asked.theirs}
    assert (first.status_code, second.status_code) == (409, 409)
    assert theirs == {"level": "Mobility", "cost": "Needs a grant", "tags": "lumi"}
    assert second.context["form"].asked()[1].theirs == "Uusi\nNäin"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PUBLISHED])
def test_edit_of_what_is_no_longer_a_draft_gives_the_typed_text_back(cast: Cast, client: Client, state: str) -> None:
    version = in_state(cast, state)
    client.force_login(cast.author)

    response = client.post(url(version, "challenge"), {"challenge": "Tämä ei saa kadota", "seen-challenge": "x"})

    assert response.status_code == 409
    assert response.context["typed"] == [("Challenge", "Tämä ei saa kadota")]
    assert "Tämä ei saa kadota" in response.content.decode()


def test_edit_of_what_is_no_longer_a_draft_shows_its_status(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.author)

    assert client.get(url(version, "basics")).url == f"/en/desk/{version.practice.public_id}/"


def test_edit_saves_in_the_next_draft_after_a_return(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    following = go(version, "return", cast.coordinator, note="Lisää tuloksia.")
    client.force_login(cast.editor)

    client.post(url(version, "result"), shown(client, version, "result") | {"result": "Laskimme uudestaan."})

    assert read(following).original.result == "Laskimme uudestaan."
