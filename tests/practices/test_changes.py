"""What a version changed of the one before: word by word, in every language, for authors and coordinators."""

from django.test import Client

from polkka.kit.differences import ADDED, REMOVED
from practices import edits
from practices.models import Text, Version
from practices.states import State

from ..factory import Cast, draft, go, in_state, read


def url(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/changes/"


def rewritten(cast: Cast) -> Version:
    """The next draft after a return, with changed words, rows, choices, contact and a new language."""
    version = go(in_state(cast, State.SUBMITTED), "return", cast.coordinator, note="Lisää.")
    steps = [{"title": "Valitkaa oja", "text": "Kävelymatkan päästä."}, {"title": "Mitatkaa", "text": "Lämpötila."}]
    changed = {"result": "Jokainen oppilas osasi keväällä kertoa viisi asiaa puron tilasta.", "steps": steps}
    edits.save(version, {**changed, "theme": ["clue"], "contact_name": "Rehtori"}, by=cast.author, seen={})
    Text.unscoped.create(version=version, language="sv", title="Bäckens berättelse", summary="En klass.")
    return read(version)


def test_changes_are_told_word_by_word_in_every_language(cast: Cast, client: Client) -> None:
    version = rewritten(cast)
    client.force_login(cast.author)

    found = client.get(url(version)).context["differences"]

    assert (found.before, found.after) == (1, 2)
    first, second = found.texts
    told = {
        change.heading: [(p.kind, p.text) for p in change.pieces if p.kind in (ADDED, REMOVED)]
        for change in first.changes
    }
    assert told["Result"] == [(REMOVED, "kolme"), (ADDED, "viisi")]
    assert (REMOVED, "puro.") in told["The steps"]
    assert (first.code, second.code, second.is_new) == ("fi", "sv", True)
    assert [change.heading for change in second.changes] == ["Title", "Summary"]
    assert [change.heading for change in found.others] == ["Theme", "Contact’s name or role"]


def test_changes_of_a_first_version_say_so(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.get(url(version))

    assert (response.status_code, response.context["differences"]) == (200, None)
    assert "This is the first version" in response.content.decode()


def test_changes_of_an_untouched_redraft_are_none(cast: Cast, client: Client) -> None:
    version = go(in_state(cast, State.SUBMITTED), "return", cast.coordinator, note="Lisää.")
    client.force_login(cast.author)

    assert client.get(url(version)).context["differences"].is_empty


def test_coordinators_see_the_changes_once_it_is_sent_again(cast: Cast, client: Client) -> None:
    version = rewritten(cast)
    client.force_login(cast.coordinator)
    before = client.get(url(version)).context["differences"]
    go(version, "submit", cast.author)

    after = client.get(url(version)).context["differences"]
    page = client.get(f"/en/coordination/{version.practice.public_id}/").content.decode()

    assert (before, after.after) == (None, 2)
    assert "What has changed since version 1" in page


def test_changes_of_a_version_asked_for(cast: Cast, client: Client) -> None:
    version = rewritten(cast)
    client.force_login(cast.author)

    for number, status in {"2": 200, "1": 404, "9": 404, "x": 404, "\x00": 400}.items():
        assert client.get(url(version), {"version": number}).status_code == status, number


def test_changes_are_missing_for_others(cast: Cast, client: Client) -> None:
    version = rewritten(cast)
    go(version, "submit", cast.author)

    for part in ("stranger", "reader", "peer", "counsellor", "administrator"):
        client.force_login(getattr(cast, part))
        assert client.get(url(version)).status_code == 404, part


def test_changes_are_only_read(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    assert client.post(url(version)).status_code == 405
