"""Starting from a document: the draft it makes, what waits beside the pages, and moving that to its question."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from practices import edits, setting_aside
from practices.models import Practice, Version

from ..factory import Cast, draft, read
from .documents import docx, hostile, practice
from .pages import as_sent

URL = "/en/desk/new/from-file/"
ASIDE = "## Rahoitus\n\nKolme tuhatta.\n\nJa sata.\n\n## Lopuksi\n\nKiitos."


def sent(cast: Cast, **changed: Any) -> dict[str, Any]:
    return {
        "place": f"project-{cast.project.pk}",
        "depth": "practice",
        "language": "fi",
        "once": "a-key-of-one-form",
        "end": "1",
        **changed,
    }


def word(name: str = "piiri.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, docx(practice))


def waiting(cast: Cast, **changed: Any) -> Version:
    version = draft(cast, **changed)
    Version.unscoped.filter(pk=version.pk).update(aside=ASIDE)
    return read(version)


def aside_url(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/set-aside/"


def test_from_file_makes_a_draft_and_tells_what_was_placed(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    response = client.post(URL, sent(cast, file=word()))

    version = Version.unscoped.get()
    assert response.url == f"/en/desk/{version.practice.public_id}/from-file/"
    assert (version.practice.project, version.depth, version.original.language) == (cast.project, "practice", "fi")
    assert (version.title, version.original.method) == ("Lukupiiri videolla", "Kokoonnuttiin neljästi.")
    assert version.aside.startswith("## Rahoitus\n\nKolme tuhatta euroa.\n\n| solu 0 |")
    page = client.get(response.url)
    assert [(heading, str(label)) for heading, label, _url in page.context["matches"]][2] == (
        "1. Tausta ja tarve",
        "Challenge",
    )
    assert (page.context["headings"], page.context["pictures"]) == (["Rahoitus"], 1)


def test_from_file_takes_pasted_text(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    client.post(URL, sent(cast, paste="# Piiri\r\n\r\n## Haaste\r\n\r\nEi\u202e puhuta.\x07"))

    assert (Version.unscoped.get().title, Version.unscoped.get().original.challenge) == ("Piiri", "Ei puhuta.")


def test_from_file_twice_makes_one_draft_and_another_document_another(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    first = client.post(URL, sent(cast, file=word()))
    second = client.post(URL, sent(cast, file=word()))
    client.post(URL, sent(cast, file=SimpleUploadedFile("b.md", b"# Toinen")))

    assert first.url == second.url
    assert Practice.unscoped.count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, "file"),
        ({"paste": " \u200b"}, "file"),
        ({"file": SimpleUploadedFile("b.md", b"")}, "file"),
        ({"paste": "Teksti", "place": "school-999999"}, "place"),
        ({"paste": "Teksti", "depth": ""}, "depth"),
        ({"paste": "Teksti", "language": "de"}, "language"),
        ({"paste": "Teksti", "file": SimpleUploadedFile("b.md", b"Teksti")}, "file"),
        ({"paste": "x" * 400_001}, "paste"),
    ],
)
def test_from_file_refuses_bad_input_at_its_field(
    cast: Cast, client: Client, changed: dict[str, Any], field: str
) -> None:
    client.force_login(cast.author)

    response = client.post(URL, sent(cast, **changed))

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert response.context["errors"][0][1] == f"id_{field}"
    assert response.context["form"]["paste"].value() == changed.get("paste")
    assert Practice.unscoped.count() == 0


@pytest.mark.parametrize("case", ["inflating", "outer entity", "cut at half"])
def test_from_file_stores_nothing_of_a_hostile_document(cast: Cast, client: Client, case: str) -> None:
    name, data, _reason = hostile()[case]
    client.force_login(cast.author)

    response = client.post(URL, sent(cast, file=SimpleUploadedFile(name, data)))

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["file"])
    assert Practice.unscoped.count() == 0


def test_from_file_refuses_an_upload_that_was_cut_short(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)
    fields = sent(cast, file=SimpleUploadedFile("b.md", b"# Puoli"))
    del fields["end"]

    response = client.post(URL, fields)

    assert list(response.context["form"].errors) == ["file"]
    assert Practice.unscoped.count() == 0


def test_from_file_leads_a_reader_to_a_school_first(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)

    assert client.get(URL).url == "/en/desk/welcome/?for=new"
    assert client.delete(URL).status_code == 405


@pytest.mark.parametrize("depth", ["tip", "practice"])
def test_from_file_keeps_what_its_depth_does_not_ask(cast: Cast, client: Client, depth: str) -> None:
    client.force_login(cast.author)

    response = client.post(URL, sent(cast, depth=depth, paste="# Piiri\n\n## Resurssit\n\nAikaa."), follow=True)

    assert Version.unscoped.get().original.resources == "Aikaa."
    assert [bool(url) for _heading, _label, url in response.context["matches"]] == [True, depth == "practice"]


def test_aside_moves_to_the_end_of_the_answer_and_goes(cast: Cast, client: Client) -> None:
    version = waiting(cast, challenge="Alku.")
    client.force_login(cast.editor)
    mark = setting_aside.waiting(version)[1].mark

    response = client.post(aside_url(version), {"mark": mark, "code": "challenge", "page": "challenge"})
    again = client.post(aside_url(version), {"mark": mark, "code": "challenge", "page": "challenge"})

    assert response.url == f"/en/desk/{version.practice.public_id}/edit/challenge/#id_challenge"
    assert again.status_code == 302
    assert read(version).original.challenge == "Alku.\n\nKolme tuhatta."
    assert read(version).aside == "## Rahoitus\n\nJa sata.\n\n## Lopuksi\n\nKiitos."


def test_aside_heading_goes_with_its_last_paragraph(cast: Cast, client: Client) -> None:
    version = waiting(cast)
    client.force_login(cast.author)

    for mark in [one.mark for one in setting_aside.waiting(version) if not one.is_heading]:
        client.post(aside_url(version), {"mark": mark, "code": "result", "page": "result"})

    assert read(version).aside == ""
    assert read(version).original.result.endswith("puron tilasta.\n\nKolme tuhatta.\n\nJa sata.\n\nKiitos.")


def test_aside_in_place_tells_the_page_what_was_added(cast: Cast, client: Client) -> None:
    version = waiting(cast, challenge="Alku.")
    client.force_login(cast.author)
    seen = as_sent(client.get(f"/en/desk/{version.practice.public_id}/edit/challenge/").context["form"])
    fields = {"mark": setting_aside.waiting(version)[1].mark, "code": "challenge", "page": "challenge"}

    answer = client.post(aside_url(version), fields, headers={"X-Part": "1"}).json()

    assert (answer["fault"], answer["moved"]["text"]) == ("", "Kolme tuhatta.")
    assert answer["moved"]["before"] == seen["seen-challenge"]
    assert answer["moved"]["after"] == edits.digest("Alku.\n\nKolme tuhatta.")
    assert "Kolme tuhatta." not in answer["html"]


def test_aside_leaves_a_paragraph_out(cast: Cast, client: Client) -> None:
    version = waiting(cast)
    client.force_login(cast.author)

    client.post(aside_url(version), {"mark": setting_aside.waiting(version)[4].mark, "deed": "leave", "page": "result"})

    assert read(version).aside == "## Rahoitus\n\nKolme tuhatta.\n\nJa sata."


@pytest.mark.parametrize("code", ["summary", "steps", "level", "nonsense", ""])
def test_aside_stays_where_it_cannot_be_moved(cast: Cast, client: Client, code: str) -> None:
    version = waiting(cast, summary="x" * 400)
    client.force_login(cast.author)

    answer = client.post(
        aside_url(version), {"mark": setting_aside.waiting(version)[1].mark, "code": code}, headers={"X-Part": "1"}
    ).json()

    assert answer["fault"]
    assert (read(version).aside, read(version).original.summary) == (ASIDE, "x" * 400)


def test_aside_is_shown_beside_every_page(cast: Cast, client: Client) -> None:
    version = waiting(cast)
    client.force_login(cast.author)

    page = client.get(f"/en/desk/{version.practice.public_id}/edit/challenge/").content.decode()

    assert page.count('value="challenge"') >= 3
    assert "Ja sata." in page
