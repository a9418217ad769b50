"""The files of a draft: adding, describing, ordering, taking away; who may have them; what readers see."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from polkka.kit import headers
from practices import edits, files, materials, showing, workflow
from practices.files import checking, storing
from practices.models import Attachment, Version, VersionAttachment
from practices.states import State

from ..factory import Cast, draft, go, in_state, read
from .files_made import mp3, pdf, picture
from .test_hostile_files import look_here, send

WELL = {"alt": "Puro talvella", "consent": "nobody"}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(checking, "inspect", look_here)
    yield tmp_path / "media"


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.author)
    return client


def url_of(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/files/"


def add(
    cast: Cast, version: Version, name: str = "kuva.jpg", content: bytes | None = None, **told: Any
) -> VersionAttachment:
    row = files.add(version, SimpleUploadedFile(name, content or picture()), by=cast.author)
    VersionAttachment.unscoped.filter(pk=row.pk).update(**told)
    return VersionAttachment.unscoped.select_related("attachment", "version").get(pk=row.pk)


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back of the page as it is."""
    sent: dict[str, Any] = {"once": client.get(url).context["once"], "whole": "1"}
    for row in client.get(url).context["rows"]:
        for name in row.form.fields:
            value = row.form[name].value()
            if value not in (None, False, ""):
                sent[row.form[name].html_name] = value
        for name in ("caption", "alt"):
            if name in row.form.fields:
                sent.setdefault(row.form[name].html_name, "")
    return sent


def names(version: Version) -> list[str]:
    return [row.attachment.name for row in showing.shown(read(version))]


def test_file_is_added_and_shown(author: Client, cast: Cast) -> None:
    version = draft(cast)
    assert send(author, url_of(version), ("ohje.pdf", pdf()), ("kuva.jpg", picture())).status_code == 302
    assert names(version) == ["ohje.pdf", "kuva.jpg"]
    page = author.get(url_of(version)).content.decode()
    assert "ohje.pdf" in page
    assert "The PDF has no tags" in page


def test_same_form_twice_stores_once(author: Client, cast: Cast, media: Path) -> None:
    version = draft(cast)
    for _time in range(2):
        send(author, url_of(version), ("ohje.pdf", pdf()))
    assert (Attachment.unscoped.count(), len(list(media.rglob("full.pdf")))) == (1, 1)


def test_wrong_method_and_strangers(client: Client, cast: Cast) -> None:
    version = draft(cast)
    for person in (cast.stranger, cast.reader, cast.coordinator):
        client.force_login(person)
        assert client.get(url_of(version)).status_code == 404
        assert send(client, url_of(version), ("ohje.pdf", pdf())).status_code == 404
    client.force_login(cast.author)
    assert client.delete(url_of(version)).status_code == 405
    assert Attachment.unscoped.count() == 0


def test_choosing_nothing_is_said(author: Client, cast: Cast) -> None:
    response = author.post(url_of(draft(cast)), {"deed": "add", "whole": "1"})
    assert "Choose a file first." in response.content.decode()


def test_what_is_told_of_a_file_is_saved_with_every_deed(author: Client, cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version)
    sent = form_of(author, url_of(version)) | {
        f"f{row.pk}-caption": "Puro",
        f"f{row.pk}-alt": "Puro talvella",
        "deed": "add",
    }
    send(author, url_of(version), ("kuva.svg", b"<svg/>"), **sent)
    row.refresh_from_db()
    assert (row.caption, row.alt) == ("Puro", "Puro talvella")


def test_bad_input_stays_as_typed_and_the_rest_is_saved(author: Client, cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version)
    told = {"caption": "a" * 201, "alt": "Puro", "is_decorative": "on", "licence": "none", "consent": "given"}
    sent = form_of(author, url_of(version)) | {f"f{row.pk}-{name}": value for name, value in told.items()}
    response = author.post(url_of(version), sent | {"deed": "save"})
    page = response.content.decode()
    assert len(response.context["errors"]) == 3
    assert "Either describe the picture or say that it is decorative." in page
    assert "a" * 201 in page
    row.refresh_from_db()
    assert (row.caption, row.alt, row.is_decorative, row.licence, row.consent) == ("", "", False, "cc-by-4.0", "given")


def test_two_people_do_not_undo_each_other(author: Client, cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version)
    mine = form_of(author, url_of(version)) | {f"f{row.pk}-caption": "Oma", "deed": "save"}
    files.describe(row, {"caption": "Toisen", "alt": "Puro"}, {}, by=cast.editor)
    response = author.post(url_of(version), mine)
    row.refresh_from_db()
    assert (row.caption, row.alt) == ("Toisen", "Puro"), "only what I changed is in question"
    assert "Somebody else has written “Toisen”" in response.content.decode()
    again = {f"f{row.pk}-was": response.context["rows"][0].form["was"].value()}
    author.post(url_of(version), mine | again)
    row.refresh_from_db()
    assert row.caption == "Oma"


def test_decorative_and_a_description_that_came_meanwhile_are_both_shown(author: Client, cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version, consent="nobody")
    sent = form_of(author, url_of(version))
    files.describe(row, {"alt": "Puro"}, {}, by=cast.editor)
    answer = author.post(url_of(version), sent | {f"f{row.pk}-is_decorative": "on", "deed": "save"})
    assert answer.status_code == 200
    assert "Somebody else has written “Puro”." in answer.content.decode()
    row.refresh_from_db()
    assert (row.alt, row.is_decorative) == ("Puro", False)


def test_description_of_a_moment_ago_is_not_written_over(cast: Cast) -> None:
    row = add(cast, draft(cast), caption="Ennen")
    seen_too_early = VersionAttachment.unscoped.select_related("version").get(pk=row.pk)
    files.describe(row, {"caption": "Toisen"}, {"caption": "Ennen"}, by=cast.editor)
    theirs = files.describe(seen_too_early, {"caption": "Oma"}, {"caption": "Ennen"}, by=cast.author)
    row.refresh_from_db()
    assert (theirs, row.caption) == ({"caption": "Toisen"}, "Toisen")


def test_order_changes_by_one_place_once_for_a_double_click(author: Client, cast: Cast) -> None:
    version = draft(cast)
    rows = [add(cast, version, f"{name}.mp3", mp3() + name.encode()) for name in "abc"]
    sent = form_of(author, url_of(version)) | {"deed": f"up-{rows[2].pk}"}
    for _time in range(2):
        author.post(url_of(version), sent)
    assert names(version) == ["a.mp3", "c.mp3", "b.mp3"]
    author.post(url_of(version), form_of(author, url_of(version)) | {"deed": f"down-{rows[1].pk}"})
    assert names(version) == ["a.mp3", "c.mp3", "b.mp3"], "the last one stays last"


def test_taken_away_and_put_back_with_its_words(author: Client, cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version, caption="Puro")
    author.post(url_of(version), form_of(author, url_of(version)) | {"deed": f"away-{row.pk}"})
    assert names(version) == []
    assert author.get(materials.address(row.attachment)).status_code == 404
    author.post(url_of(version), form_of(author, url_of(version)) | {"deed": f"back-{row.pk}"})
    assert (names(version), showing.shown(read(version))[0].caption) == (["kuva.jpg"], "Puro")


def test_replacing_keeps_words_and_place(author: Client, cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version, caption="Puro", **WELL)
    add(cast, version, "ohje.pdf", pdf())
    upload = SimpleUploadedFile("uusi.jpg", picture(size=(500, 300)))
    sent = form_of(author, url_of(version)) | {"deed": f"replace-{row.pk}", f"replace-{row.pk}": upload}
    author.post(url_of(version), sent)
    assert names(version) == ["uusi.jpg", "ohje.pdf"]
    assert showing.shown(read(version))[0].caption == "Puro"


def test_file_of_another_draft_cannot_be_named(author: Client, cast: Cast) -> None:
    other = add(cast, draft(cast, title="Toinen"))
    version = draft(cast)
    author.post(url_of(version), {"deed": f"away-{other.pk}", "whole": "1"})
    other.refresh_from_db()
    assert other.removed_at is None


def test_no_more_than_ten_files_and_what_was_taken_away_makes_room(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practices.files.words.MOST_FILES", 2)
    version = draft(cast)
    rows = [add(cast, version, f"{name}.mp3", mp3() + name.encode()) for name in "ab"]
    with pytest.raises(files.Refusal, match="room"):
        add(cast, version, "c.mp3", mp3() + b"c")
    files.take_away(rows[0], by=cast.author)
    add(cast, version, "c.mp3", mp3() + b"c")
    with pytest.raises(files.Refusal, match="room"):
        files.put_back(rows[0], by=cast.author)
    assert names(version) == ["b.mp3", "c.mp3"]


def test_script_is_answered_with_rows_and_reasons(author: Client, cast: Cast) -> None:
    version = draft(cast)
    uploads = [SimpleUploadedFile("kuva.jpg", picture()), SimpleUploadedFile("kuva.svg", b"<svg/>")]
    sent = {"deed": "add", "files": uploads, "whole": "1"}
    told = author.post(url_of(version), sent, headers={"accept": "application/json"}).json()
    assert ([one["name"] for one in told["refused"]], len(told["rows"])) == (["kuva.svg"], 1)
    assert "kuva.jpg" in told["rows"][0]["html"]
    assert told["room"].startswith("1 of 10 files")


def test_closed_version_shows_what_was_typed(author: Client, cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version, **WELL)
    sent = form_of(author, url_of(version)) | {f"f{row.pk}-caption": "Ei hukkaan", "deed": "save"}
    go(version, "submit", cast.author)
    response = author.post(url_of(version), sent)
    assert (response.status_code, "Ei hukkaan" in response.content.decode()) == (409, True)


def test_picture_without_words_or_consent_cannot_be_submitted(author: Client, cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version)
    with pytest.raises(workflow.Incomplete) as refusal:
        go(version, "submit", cast.author)
    assert [fault.page for fault in refusal.value.missing] == ["files"]
    page = author.get(url_of(version).replace("files", "check")).content.decode()
    assert re.search(r'href="[^"]*/files/"[^>]*>Files and pictures</a> <span class="muted">kuva.jpg: ', page)
    files.describe(row, {"is_decorative": True, "consent": "given"}, {}, by=cast.author)
    assert go(version, "submit", cast.author).state == State.SUBMITTED


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.IN_ASSESSMENT, State.PUBLISHED, State.WITHDRAWN])
def test_file_is_had_by_those_who_see_the_version(cast: Cast, state: str) -> None:
    version = in_state(cast, state)
    VersionAttachment.unscoped.create(version=version, attachment=_stored(version), **WELL)
    where = materials.address(Attachment.unscoped.get(), "480")
    found = {part: _status(person, where) for part, person in cast.everybody().items()}
    seen_by = {
        State.DRAFT: {"author", "editor"},
        State.PUBLISHED: set(found),
        State.IN_ASSESSMENT: {"author", "editor", "coordinator", "other_coordinator", "chief", "peer", "second_peer"},
    }.get(State(state), {"author", "editor", "coordinator", "other_coordinator", "chief"})
    assert {part for part, status in found.items() if status == 200} == seen_by
    assert set(found.values()) <= {200, 404}


def _stored(version: Version) -> Attachment:
    with storing.workshop() as folder:
        (folder / "out").mkdir()
        for name in ("full.jpg", "480.webp"):
            (folder / "out" / name).write_bytes(picture("webp" if name.endswith("webp") else "jpg"))
        storing.keep(folder / "out", "a" * 32)
    return Attachment.unscoped.create(
        practice=version.practice, key="a" * 32, name="Puro.jpg", kind="jpg", size=9, sha256="0", width=640, height=400,
        uploaded_by_name="Author",
    )  # fmt: skip


def _status(person: Any, where: str) -> int:
    client = Client()
    if person:
        client.force_login(person)
    response = client.get(where)
    b"".join(response)  # to its end: only then the file is closed
    return response.status_code


def test_file_comes_with_headers_that_let_nothing_run(client: Client, author: Client, cast: Cast) -> None:
    version = draft(cast)
    private = author.get(materials.address(add(cast, version, "ohje.pdf", pdf(), caption="Ohje").attachment))
    shown = author.get(materials.address(add(cast, version, **WELL).attachment))
    assert private["Content-Disposition"] == 'attachment; filename="ohje.pdf"'
    assert shown["Content-Disposition"] == 'inline; filename="kuva.jpg"'
    for response in (private, shown):
        assert response["Content-Security-Policy"] == headers.FILE
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "no-store"
        b"".join(response.streaming_content)
    go(version, "submit", cast.author)
    Version.unscoped.filter(pk=version.pk).update(state=State.PUBLISHED)
    public = Client().get(materials.address(showing.shown(read(version))[1].attachment))
    assert (public["Content-Type"], public["Cache-Control"]) == ("image/jpeg", "public, max-age=86400, immutable")
    assert b"".join(public.streaming_content).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "change",
    [
        "/media/{key}/full.jpg",
        "/files/{key}/full/other.jpg",
        "/files/{key}/9/kuva.webp",
        "/files/{key}/..%2f..%2ffull/kuva.jpg",
        "/static/../var/media/{key}",
    ],
)
def test_no_other_address_leads_to_a_file(author: Client, cast: Cast, change: str) -> None:
    key = add(cast, draft(cast)).attachment.key
    assert author.get(change.format(key=key)).status_code == 404


def test_lost_bytes_are_missing_reported_and_healed_by_sending_again(author: Client, cast: Cast, capsys: Any) -> None:
    version = draft(cast)
    row = add(cast, version, "ohje.pdf", pdf())
    storing.drop(row.attachment.key)
    assert author.get(materials.address(row.attachment)).status_code == 404
    assert [attachment.name for attachment in storing.lost()] == ["ohje.pdf"]
    send(author, url_of(version), ("ohje.pdf", pdf()))
    assert (storing.lost(), Attachment.unscoped.count()) == ([], 1)


def test_readers_see_pictures_and_files(client: Client, cast: Cast) -> None:
    version = draft(cast)
    add(cast, version, caption="Puro", content=picture(size=(1700, 1000)), **WELL)
    add(cast, version, "ohje.pdf", pdf(), language="sv", licence="cc0-1.0")
    Version.unscoped.filter(pk=version.pk).update(state=State.PUBLISHED, published_at=timezone.now(), label="described")
    page = client.get(f"/en/practices/{version.practice.public_id}-puron-tarina/").content.decode()
    image = re.search(r"<img src=\"[^\"]+/960/kuva.webp\"[^>]*>", page)
    assert image and 'width="1700" height="1000" alt="Puro talvella" loading="lazy"' in image[0]
    assert [width for width in ("480w", "960w", "1600w", "1700w") if width not in image[0]] == []
    assert "<span>PDF</span>" in page
    assert "<span>Swedish</span>" in page
    assert "<span>CC0 1.0</span>" in page


def test_page_asks_as_much_with_one_file_as_with_many(
    author: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    version = draft(cast)
    add(cast, version, "a.mp3", mp3())
    with django_assert_max_num_queries(40) as one:
        author.get(url_of(version))
    for name in "bcdef":
        add(cast, version, f"{name}.mp3", mp3() + name.encode())
    with django_assert_max_num_queries(len(one.captured_queries)):
        author.get(url_of(version))


def test_next_version_shows_the_same_files_and_changes_them_apart(cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    VersionAttachment.unscoped.create(version=version, attachment=_stored(version), caption="Puro", **WELL)
    newer = edits.new_version(version, by=cast.author)
    row = showing.shown(newer)[0]
    files.take_away(row, by=cast.author)
    assert (names(version), names(newer), row.caption) == (["Puro.jpg"], [], "Puro")


def test_unseen_files_go_a_day_later_and_seen_ones_stay(cast: Cast, media: Path, time_machine: Any) -> None:
    version = draft(cast)
    kept, away = add(cast, version, "ohje.pdf", pdf()), add(cast, version, "a.mp3", mp3())
    files.take_away(away, by=cast.author)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert storing.prune() == 0, "while the draft lives it can be put back"
    Version.unscoped.filter(pk=version.pk).update(state=State.SUBMITTED)
    assert storing.prune() == 1
    assert [path.name for path in media.rglob("full.*")] == ["full.pdf"]
    assert list(files.of_practice(version.practice)) == [kept.attachment]


def test_original_is_opened_for_the_export(cast: Cast) -> None:
    row = add(cast, draft(cast), "ohje.pdf", pdf())
    with files.open_original(row.attachment) as file:
        assert file.read() == pdf()


def test_form_that_came_too_late_is_kept_in_words(cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version)
    told = {"caption": "Puro", "licence": "cc0-1.0", "was": "{}"}
    sent = {f"f{row.pk}-{name}": value for name, value in told.items()} | {"whole": "1", "deed": "save"}
    client = Client()
    away = client.post(url_of(version), sent)
    assert "kept" in away["Location"]
    client.force_login(cast.author)
    kept = client.get(parse_qs(urlsplit(away["Location"]).query)["next"][0])
    assert [(str(label), words) for label, words in kept.context["typed"]] == [
        ("Caption", "Puro"),
        ("Licence", "CC0 1.0"),
    ]
