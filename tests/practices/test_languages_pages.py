"""The pages of the languages: each answer beside its original, calling ready, and what a coordinator decides."""

from typing import Any

import pytest
from django.test import Client

from polkka.upkeep.models import Parked
from practices import edits, renewing, translating
from practices.models import Rough, Text, Version
from practices.states import State

from ..factory import Cast, draft, in_state, read
from ..queues import queues
from .translations import SWEDISH, offered, save, translated


def url(version: Version, *rest: str) -> str:
    return "/".join(["/en/desk", version.practice.public_id, "languages", *rest, ""])


def _sent(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send back from a page untouched."""
    found = {}
    for pair in client.get(address).context["pairs"]:
        found |= {f"seen-{pair.told.code}": pair.asked.seen, f"{pair.told.code}-from": pair.told.made_from}
        for field in [*pair.asked.fields, *(field for _cells, fields in pair.rows for field in fields)]:
            found[field.html_name] = field.value() or ""
    return found


def _text(version: Version, language: str = "sv") -> Text:
    text = translating.text_in(read(version), language)
    assert text
    return text


def test_each_language_stands_with_its_state(cast: Cast, client: Client) -> None:
    version = translated(draft(cast), cast.author)
    client.force_login(cast.author)
    rows = client.get(url(version)).context["rows"]

    assert [(row.standing.language, row.standing.state, row.can_finish) for row in rows] == [
        ("sv", "draft", True),
        ("en", "missing", False),
    ]


def test_the_summary_is_asked_for_in_the_national_languages(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)
    asked = {}
    for language in ("fi", "sv", "en"):
        rows = client.get(url(draft(cast, language=language))).context["rows"]
        asked[language] = [row.standing.language for row in rows if row.is_asked]

    assert asked == {"fi": ["sv"], "sv": ["fi"], "en": ["fi", "sv"]}


def test_a_page_saves_each_answer_beside_its_original(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    address = url(version, "sv", "method")
    page = client.get(address)
    sent = _sent(client, address) | {"method": "Vi gick.", "steps-1-title": "Mät", "steps-1-text": ""}
    response = client.post(address, sent)

    assert 'lang="fi"' in page.content.decode()
    assert response.headers["Location"] == url(version, "sv", "result")
    assert _text(version).method == "Vi gick."
    assert _text(version).steps == [{"title": "", "text": ""}, {"title": "Mät", "text": ""}]


def test_the_lead_page_asks_two_answers_and_calls_them_ready(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.editor)
    address = url(version, "sv", "summary")
    sent = _sent(client, address)
    response = client.post(address, sent | SWEDISH, follow=True)

    assert sorted(sent) == ["seen-summary", "seen-title", "summary", "summary-from", "title", "title-from"]
    assert read(version).texts.get(language="sv").state == Text.State.SUMMARY
    assert response.redirect_chain[-1][0] == url(version)


def test_what_is_too_long_is_kept_and_shown_with_its_error(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    address = url(version, "sv", "basics")
    response = client.post(address, _sent(client, address) | {"title": "x" * 121, "summary": "Bra."})

    assert response.context["errors"]
    assert "x" * 121 in response.content.decode()
    assert _text(version).summary == "Bra."
    assert Rough.unscoped.filter(version=version, language="sv", question="title").count() == 1
    assert "x" * 121 in client.get(address).content.decode()


@pytest.mark.parametrize("bad", ["a\x00b", "a\u202eb"])
def test_what_no_text_may_hold_is_refused_at_the_field(cast: Cast, client: Client, bad: str) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.force_login(cast.author)
    address = url(version, "sv", "basics")
    response = client.post(address, _sent(client, address) | {"title": bad, "summary": "Bra."})

    assert "title" in response.context["form"].errors
    assert _text(version).summary == "Bra."


def test_two_people_in_one_answer_see_both_texts(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    address = url(version, "sv", "basics")
    sent = _sent(client, address)
    translating.save(version, "sv", {"title": "Första"}, by=cast.editor, seen={})
    response = client.post(address, sent | {"title": "Andra"})

    assert response.status_code == 409
    assert all(words in response.content.decode() for words in ("Första", "Andra"))


def test_autosave_answers_with_what_was_saved(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    address = url(version, "sv", "basics")
    response = client.post(address, _sent(client, address) | {"title": "Bäcken", "go": "auto"})

    assert (response.json()["state"], response.json()["conflicts"]) == ("saved", [])
    assert _text(version).title == "Bäcken"


def test_an_outdated_answer_shows_the_change_and_can_be_confirmed(cast: Cast, client: Client) -> None:
    version = translated(in_state(cast, State.PUBLISHED), cast.author)
    newer = edits.new_version(version, by=cast.author)
    save(newer, cast.author, challenge="Oppilaat tunsivat kaukaisten maiden eläimet paremmin kuin oman ojansa.")
    client.force_login(cast.author)
    address = url(newer, "sv", "challenge")
    pair = client.get(address).context["pairs"][0]
    client.post(address, _sent(client, address) | {"confirm": "challenge"})

    assert pair.is_outdated
    assert [piece.text for piece in pair.since[0].pieces if piece.kind == "added"] == ["ojansa."]
    assert translating.standing(read(newer), "sv").outdated == ()


@pytest.mark.parametrize(
    ("deed", "state"), [("finish", "current"), ("finish_lead", "summary"), ("reopen", "draft"), ("remove", "missing")]
)
def test_a_deed_is_done_once(cast: Cast, client: Client, deed: str, state: str) -> None:
    version = translated(draft(cast), cast.author)
    client.force_login(cast.author)
    for _time in range(2):
        assert client.post(url(version), {"language": "sv", "deed": deed}).status_code == 302
    assert translating.standing(read(version), "sv").state == state


def test_what_is_not_whole_is_refused_by_name(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    response = client.post(url(version), {"language": "sv", "deed": "finish"})

    assert response.status_code == 400
    assert any("Title" in message for message, _anchor in response.context["errors"])


@pytest.mark.parametrize("sent", [{}, {"language": "sv"}, {"language": "fi", "deed": "finish"}, {"language": "xx"}])
def test_a_deed_that_is_none_is_missing(cast: Cast, client: Client, sent: dict[str, str]) -> None:
    client.force_login(cast.author)
    assert client.post(url(draft(cast)), sent).status_code == 404


@pytest.mark.parametrize("rest", [("fi", "basics"), ("xx", "basics"), ("sv", "nowhere")])
def test_a_page_that_is_none_is_missing(cast: Cast, client: Client, rest: tuple[str, str]) -> None:
    client.force_login(cast.author)
    assert client.get(url(draft(cast), *rest)).status_code == 404


def test_a_page_of_others_is_missing(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.stranger)
    answers = [client.get(url(version)), client.post(url(version, "sv", "basics"), SWEDISH)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not version.texts.filter(language="sv").exists()


def test_what_comes_after_submitting_is_shown_to_be_copied(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.author)
    response = client.post(url(version, "sv", "basics"), SWEDISH)

    assert response.status_code == 409
    assert SWEDISH["summary"] in response.content.decode()


def test_the_preview_shows_a_draft_translation_to_its_authors(cast: Cast, client: Client) -> None:
    version = translated(draft(cast), cast.author)
    client.force_login(cast.author)
    page = client.get(f"/sv/skrivbord/{version.practice.public_id}/forhandsvisning/")

    assert page.context["practice"].card.title == "sv Puron tarina"
    assert page.context["is_draft_language"] is True


def test_the_preview_of_a_coordinator_shows_what_is_offered_only(cast: Cast, client: Client) -> None:
    version = offered(cast)
    client.force_login(cast.coordinator)
    address = f"/sv/skrivbord/{version.practice.public_id}/forhandsvisning/"
    before = client.get(address).context["practice"].card.title
    renewing.take_back(version, "sv", by=cast.author)

    assert [before, client.get(address).context["practice"].card.title] == ["sv Puron tarina", "Puron tarina"]


def _decision(version: Version) -> str:
    return f"/en/coordination/{version.practice.public_id}/languages/sv/"


def test_offering_and_publishing_through_the_pages(cast: Cast, client: Client) -> None:
    version = translated(in_state(cast, State.PUBLISHED), cast.author)
    client.force_login(cast.author)
    client.post(url(version), {"language": "sv", "deed": "finish"})
    client.force_login(cast.coordinator)
    waiting = queues(cast.coordinator)["translation"]
    page = client.get(_decision(version))
    sent = {"seen": page.context["seen"], "once": page.context["once"], "deed": "publish"}
    answers = [client.post(_decision(version), sent).status_code for _time in range(2)]

    assert [line.place for line in waiting.lines] == ["Svenska"]
    assert answers == [302, 302]
    assert read(version).texts.get(language="sv").state == Text.State.CURRENT


def test_sending_back_without_a_letter_is_refused_and_with_one_done(cast: Cast, client: Client) -> None:
    version = offered(cast)
    client.force_login(cast.coordinator)
    page = client.get(_decision(version))
    sent = {"seen": page.context["seen"], "once": page.context["once"], "deed": "return"}
    answers = [client.post(_decision(version), sent | {"note": note}).status_code for note in ("", "Se rubriken.")]

    client.force_login(cast.author)
    told = client.get(url(version)).content.decode()

    assert answers == [400, 302]
    assert "Se rubriken." in told
    assert translating.standing(read(version), "sv").is_offered is False


def test_a_letter_on_what_was_taken_back_is_kept_to_be_copied(cast: Cast, client: Client) -> None:
    version = offered(cast)
    client.force_login(cast.coordinator)
    page = client.get(_decision(version))
    renewing.take_back(version, "sv", by=cast.author)
    sent = {"seen": page.context["seen"], "once": page.context["once"], "deed": "return", "note": "Se rubriken."}
    response = client.post(_decision(version), sent)

    assert response.status_code == 409
    assert "Se rubriken." in response.content.decode()


def test_the_queue_asks_as_much_for_one_translation_as_for_many(cast: Cast, django_assert_num_queries: Any) -> None:
    found = [offered(cast)]
    assert cast.chief.has_perm("practices.coordinate_all")
    for _time in range(2):
        with django_assert_num_queries(2):
            assert len(renewing.waiting(cast.chief)) == len(found)
        found += [offered(cast), offered(cast)]


def test_what_comes_after_the_session_ended_is_kept_and_shown(cast: Cast, client: Client) -> None:
    version = draft(cast)
    response = client.post(url(version, "sv", "summary"), SWEDISH)
    kept = Parked.objects.get()
    client.force_login(cast.author)
    shown = client.get(f"/en/desk/kept/{kept.key}/").content.decode()

    assert response.status_code == 302
    assert all(words in shown for words in SWEDISH.values())


def test_names_are_copied_where_none_was_typed(cast: Cast, client: Client) -> None:
    partners = [{"name": "Mäntylän koulu", "role": "Kumppani"}, {"name": "Kunta", "role": ""}]
    version = draft(cast, partners=partners)
    client.force_login(cast.author)
    address = url(version, "sv", "school")
    sent = _sent(client, address) | {"partners-1-name": "Kommunen", "partners-0-role": "Partner"}
    response = client.post(address, sent | {"copy": "partners"})

    assert response.headers["Location"] == address
    assert _text(version).partners == [
        {"name": "Mäntylän koulu", "role": "Partner"},
        {"name": "Kommunen", "role": ""},
    ]


def test_an_empty_draft_has_nothing_to_translate_yet(cast: Cast, client: Client) -> None:
    empty = dict.fromkeys(("title", "summary", "challenge", "method", "result", "curriculum", "participation"), "")
    version = draft(cast, **empty, steps=[])
    client.force_login(cast.author)
    page = client.get(url(version))

    assert url(version, "sv", "basics") not in page.content.decode()
    assert client.get(url(version, "sv", "basics")).headers["Location"] == url(version)
