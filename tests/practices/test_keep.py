"""Nothing typed is lost: what cannot be an answer is kept, and a page saves by itself with the same endpoint."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from practices import completeness, edits, rough
from practices.models import Presence, Rough, Version
from practices.states import State
from projects.models import Project, ProjectMember

from ..factory import Cast, draft, go, in_state, read
from .pages import answers, as_sent, shown, url

LONG = "ä" * 401
BAD = [
    ("summary", {"summary": LONG}),
    ("summary", {"summary": "kaksi\x01osaa"}),
    ("title", {"title": "x" * 121}),
]


def auto(client: Client, version: Version, page: str, fields: dict[str, Any]) -> Any:
    """What a page that saves by itself sends, and its answer."""
    return client.post(url(version, page), fields | {"go": "auto"}, headers={"accept": "application/json"})


def field(response: Any, name: str) -> Any:
    return response.context["form"][name].value()


@pytest.mark.parametrize(("code", "typed"), BAD)
def test_what_cannot_be_an_answer_is_kept_and_shown_with_its_error(
    cast: Cast, client: Client, code: str, typed: dict[str, str]
) -> None:
    version = draft(cast)
    before = answers(version, [code])
    client.force_login(cast.author)
    refused = client.post(url(version, "basics"), shown(client, version, "basics") | typed)
    client.force_login(cast.editor)

    later = client.get(url(version, "basics"))

    assert (refused.status_code, later.status_code) == (200, 200)
    assert (field(later, code), list(later.context["form"].errors)) == (typed[code], [code])
    assert answers(version, [code]) == before
    assert f'name="saved-answer" value="{code}"' in later.content.decode()


@pytest.mark.parametrize(
    ("page", "fields", "code"),
    [
        ("method", {"steps-0-title": "x" * 121, "steps-0-text": "Näin", "steps-1-title": "Toinen"}, "steps"),
        ("for-whom", {"level": "nowhere", "level_also": ["home", "mobility"]}, "level"),
    ],
)
def test_rows_and_choices_that_cannot_be_an_answer_are_kept(
    cast: Cast, client: Client, page: str, fields: dict[str, Any], code: str
) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    before = answers(version, [code])
    client.post(url(version, page), shown(client, version, page) | fields)

    form = client.get(url(version, page)).context["form"]

    assert {name: form[name].value() for name in fields} == fields
    assert (form.refused(), answers(version, [code])) == ({code}, before)


def test_a_row_that_cannot_be_saved_is_removed_by_its_button(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "method") | {"steps-2-title": "x" * 121}
    client.post(url(version, "method"), sent)

    response = client.post(url(version, "method"), shown(client, version, "method") | {"drop": "steps-2"})

    assert (response.status_code, Rough.unscoped.count(), len(read(version).original.steps)) == (302, 0, 2)


def test_kept_text_is_missing_until_it_is_mended(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    client.post(url(version, "basics"), shown(client, version, "basics") | {"summary": LONG})
    missing = [fault.question for fault in completeness.missing(read(version))]
    mended = client.post(url(version, "basics"), shown(client, version, "basics") | {"summary": "Lyhyt"})

    assert (missing, mended.status_code) == (["summary"], 302)
    assert (completeness.missing(read(version)), Rough.unscoped.count()) == ([], 0)
    assert answers(version, ["summary"]) == {"summary": "Lyhyt"}


def test_kept_text_gives_way_to_the_saved_answer_by_a_button(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    client.post(url(version, "basics"), shown(client, version, "basics") | {"summary": LONG})
    before = answers(version, ["summary"])
    sent = shown(client, version, "basics") | {"title": "Uusi nimi", "saved-answer": "summary"}

    responses = [client.post(url(version, "basics"), sent) for _ in range(2)]

    assert {response.url for response in responses} == {f"{url(version, 'basics')}#id_summary"}
    assert (Rough.unscoped.count(), answers(version, ["summary"])) == (0, before)
    assert answers(version, ["title"]) == {"title": "Uusi nimi"}


def test_kept_text_of_two_people_is_a_conflict_of_both_texts(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "basics")
    client.post(url(version, "basics"), sent | {"summary": LONG})
    client.force_login(cast.editor)

    response = client.post(url(version, "basics"), sent | {"summary": "Toimittajan oma"})

    summary = response.context["form"].asked()[1]
    assert response.status_code == 409
    assert (summary.fields[0].value(), summary.theirs) == ("Toimittajan oma", LONG)
    assert Rough.unscoped.get().fields == [["summary", LONG]]


def test_kept_text_goes_on_to_the_next_draft(cast: Cast) -> None:
    version = draft(cast, depth="tip")
    edits.save(version, {"curriculum": edits.Raw((("curriculum", LONG),))}, by=cast.author, seen={})
    submitted = go(version, "submit", cast.author)
    following = go(submitted, "return", cast.coordinator, note="Lisää.")
    assert [(row.version, row.fields) for row in Rough.unscoped.order_by("pk")] == [
        (version, [["curriculum", LONG]]),
        (following, [["curriculum", LONG]]),
    ]


@pytest.mark.parametrize("typed", ["NUL \0 keskellä", "puolikas \ud800"])
def test_what_no_database_takes_is_replaced_visibly(cast: Cast, typed: str) -> None:
    version = draft(cast)
    edits.save(version, {"summary": rough.raw([("summary", typed)])}, by=cast.author, seen={})
    assert Rough.unscoped.get().fields == [
        ["summary", typed[:-1] + "\ufffd" if typed[-1] > "\ud7ff" else "NUL \ufffd keskellä"]
    ]


def test_a_page_saves_by_itself_only_what_was_sent(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    before = answers(version, ("title", "summary"))
    seen = shown(client, version, "basics")["seen-summary"]

    first = auto(client, version, "basics", {"summary": "Yksi", "seen-summary": seen}).json()
    second = auto(client, version, "basics", {"summary": "Kaksi", "seen-summary": first["seen"]["summary"]}).json()

    assert (first["state"], second["state"], second["conflicts"], second["errors"]) == ("saved", "saved", [], {})
    assert answers(version, ("title", "summary")) == before | {"summary": "Kaksi"}


def test_a_page_that_saves_by_itself_reads_its_draft_once(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    seen = auto(client, version, "challenge", {"challenge": "Yksi"}).json()["seen"]["challenge"]

    with django_assert_max_num_queries(24) as counted:
        told = auto(client, version, "challenge", {"challenge": "Kaksi", "seen-challenge": seen}).json()

    asked = [row["sql"] for row in counted.captured_queries if 'FROM "practices_text"' in row["sql"]]
    assert (told["state"], told["conflicts"], len(asked)) == ("saved", [], 2)  # for the form, and for the words


def test_a_page_that_saves_by_itself_hears_of_errors_and_conflicts(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "basics")
    edits.save(version, {"title": "Toimittajan"}, by=cast.editor, seen={})

    told = auto(client, version, "basics", sent | {"title": "Minun", "summary": LONG}).json()

    assert (told["conflicts"], list(told["errors"])) == (["title"], ["summary"])
    assert (answers(version, ["title"]), Rough.unscoped.get().fields) == (
        {"title": "Toimittajan"},
        [["summary", LONG]],
    )


def test_the_same_save_again_is_one_save(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "method") | {"steps-2-title": "Kolmas"}
    edit = read(version).edit

    for _ in range(3):
        assert auto(client, version, "method", sent).json()["conflicts"] == []

    assert (read(version).edit, len(read(version).original.steps)) == (edit + 1, 3)


def test_rows_that_two_people_add_are_both_kept(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "method")
    steps = read(version).original.steps
    edits.save(version, {"steps": [*steps, {"title": "Toimittajan", "text": ""}]}, by=cast.editor, seen={})

    told = auto(client, version, "method", sent | {"steps-2-title": "Minun"}).json()
    seen = {"seen-steps": told["seen"]["steps"]}
    auto(client, version, "method", sent | seen | {"steps-2-title": "Minun, jatkettu"})

    titles = [row["title"] for row in read(version).original.steps]
    assert titles == ["Valitkaa puro", "Mitatkaa", "Toimittajan", "Minun, jatkettu"]


@pytest.mark.parametrize(("part", "status"), [("stranger", 404), ("reader", 404), ("coordinator", 404)])
def test_a_page_of_others_is_missing(cast: Cast, client: Client, part: str, status: int) -> None:
    version = draft(cast)
    client.force_login(getattr(cast, part))
    assert auto(client, version, "basics", {"title": "Vieras"}).status_code == status
    assert read(version).original.title == "Puron tarina"


def test_a_page_whose_session_has_ended_is_told_so_and_nothing_is_parked(cast: Cast, client: Client) -> None:
    response = auto(client, draft(cast), "basics", {"title": "Myöhässä"})
    assert (response.status_code, response.json()) == (401, {"state": "signed_out"})


def test_a_page_of_somebody_who_has_signed_out_does_not_save_as_another(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    mine = client.get(url(version, "basics"), headers={"accept": "application/json"}).json()["person"]
    client.force_login(cast.editor)

    response = auto(client, version, "basics", {"title": "Kenen", "person": mine})

    assert (response.status_code, response.json()) == (403, {"state": "other_person"})
    assert read(version).original.title == "Puron tarina"


def test_a_page_that_is_no_draft_any_more_says_so(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.author)
    response = auto(client, version, "basics", {"title": "Myöhässä", "seen-title": "x"})
    assert (response.status_code, response.json()["state"]) == (409, "locked")


def test_a_page_of_a_project_that_has_ended_and_of_a_removed_editor_keeps_the_text(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.editor)
    sent = shown(client, version, "basics") | {"title": "Viime hetken nimi"}
    Project.objects.filter(pk=cast.project.pk).update(ended="2020-01-01")
    ended = client.post(url(version, "basics"), sent)
    ProjectMember.objects.filter(user=cast.editor).delete()
    removed = client.post(url(version, "basics"), sent)

    assert (ended.status_code, removed.status_code) == (409, 404)
    assert all("Viime hetken nimi" in answer.content.decode() for answer in (ended, removed))
    assert (auto(client, version, "basics", sent).status_code, read(version).original.title) == (404, "Puron tarina")


def test_a_page_that_comes_back_gets_its_digests_and_a_fresh_token(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    page = client.get(url(version, "basics"))

    told = client.get(url(version, "basics"), headers={"accept": "application/json"}).json()

    assert told["seen"] == {asked.input.code: asked.seen for asked in page.context["form"].asked()}
    assert len(told["csrf"]) > 30


@pytest.mark.parametrize(
    ("button", "title"), [({"theirs": "title"}, "Toimittajan nimi"), ({"go": "stay"}, "Minun nimeni")]
)
def test_a_conflict_is_settled_by_a_button(cast: Cast, client: Client, button: dict[str, str], title: str) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "basics")
    edits.save(version, {"title": "Toimittajan nimi"}, by=cast.editor, seen={})
    conflict = client.post(url(version, "basics"), sent | {"title": "Minun nimeni"})

    response = client.post(url(version, "basics"), as_sent(conflict.context["form"]) | button)

    change = conflict.context["form"].differences["title"][0]
    assert [(piece.kind, piece.text) for piece in change.pieces] == [
        ("removed", "Toimittajan nimi"),
        ("added", "Minun nimeni"),
    ]
    assert (response.status_code, read(version).original.title) == (302, title)


def test_who_is_writing_is_shown_for_a_minute(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.editor)
    client.get(url(version, "basics"))
    client.force_login(cast.author)

    here = client.get(url(version, "basics")).context["saving"]["others"]
    elsewhere = auto(client, version, "result", {}).json()["others"]
    Presence.unscoped.update(seen_at="2020-01-01T00:00:00Z")
    gone = client.get(url(version, "basics")).context["saving"]["others"]

    assert (here.here, here.elsewhere, elsewhere) == (("Editor",), (), {"here": [], "elsewhere": ["Editor"]})
    assert (gone.here, gone.elsewhere) == ((), ())


@pytest.mark.parametrize("character", ["ä", "\U0001f9ed"])
def test_a_hundred_thousand_characters_come_through_the_end_of_a_session(
    cast: Cast, client: Client, character: str
) -> None:
    version = draft(cast)
    text = ("Puro kertoo " + character * 13) * 4000
    ended = client.post(url(version, "result"), {"result": text}, headers={"accept": "text/html"})
    client.force_login(cast.author)
    kept = client.get(ended.url.partition("next=")[2].partition("&")[0].replace("%2F", "/")).context["kept"]

    client.post(kept.path, dict(kept.fields) | {"parked": kept.key})

    assert Rough.unscoped.get().fields == [["result", text]]


def test_signing_out_empties_what_the_browser_kept(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)
    response = client.post(reverse("account_logout"))
    assert response["Clear-Site-Data"] == '"storage"'
