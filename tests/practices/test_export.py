"""Taking along what is kept about oneself: everything that is one's own, nothing of others, piece by piece."""

import hashlib
import io
import json
import tracemalloc
import zipfile
from typing import Any

import pytest
from django.test import Client

from network.models import MailChoice, User
from polkka.upkeep import changes
from polkka.upkeep.models import Change
from practices import comments, exporting, invitations
from practices.files import storing
from practices.models import Attachment, Author, Rough, Sheet, Version, VersionAttachment
from practices.states import State

from ..factory import Cast, draft, in_state

URL = "/en/account/data/"


def archive(client: Client) -> zipfile.ZipFile:
    answer = client.get(URL)
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def data(user: User) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    found: dict[str, Any] = json.loads(archive(client).read("data.json"))
    return found


def test_everything_of_oneself_is_in_it(cast: Cast) -> None:
    version = draft(cast, title="Öljyä & puroa")
    Rough.unscoped.create(version=version, language="fi", question="result", fields=[["result", "liian pitkä"]])
    comments.add(version, by=cast.author, text="Oma kommentti.")
    invitations.make(version.practice, by=cast.author, once="one-time-key", address="uusi@example.org")
    MailChoice.objects.create(user=cast.author, kind="comments")

    told = data(cast.author)

    assert told["person"]["email"] == "author@example.org"
    assert [row["code"] for row in told["schools"]] == ["koivula"]
    assert [(row["code"], row["role"]) for row in told["projects"]] == [("puro", "manager")]
    assert (told["mail_not_wanted"], told["invitations"][0]["address"]) == (["comments"], "uusi@example.org")
    assert [row["text"] for row in told["comments"]] == ["Oma kommentti."]
    assert [row["move"] for row in told["history"]] == ["create"]
    [practice] = told["practices"]
    [written] = practice["versions"]
    assert (practice["public_id"], written["texts"][0]["title"]) == (version.practice.public_id, "Öljyä & puroa")
    assert (written["concepts"]["level"], written["tags"]) == (["home", "attitudes"], ["puro", "vesi"])
    assert written["unsaved"][0]["fields"] == [["result", "liian pitkä"]]


def test_what_one_has_done_in_the_admin_is_in_it(cast: Cast) -> None:
    changes.note(cast.school, Change.Deed.DELETE, by=cast.coordinator, fields={})
    Sheet.unscoped.create(kind="projects", name="hankkeet.csv", by=cast.coordinator, by_name="Coordinator")

    told = data(cast.coordinator)

    assert [(row["model"], row["deed"]) for row in told["changes"]] == [("network.organisation", "delete")]
    assert ([row["name"] for row in told["spreadsheets"]], told["planned"]) == (["hankkeet.csv"], [])


def test_times_are_iso_and_letters_are_letters(cast: Cast) -> None:
    draft(cast, title="Ääni")
    raw = "".join(exporting.data(cast.author))

    assert '"Ääni"' in raw
    assert json.loads(raw)["practices"][0]["created_at"][10:11] == "T"


def test_every_version_and_letter_of_a_practice_is_in_it(cast: Cast) -> None:
    in_state(cast, State.RETURNED)

    [practice] = data(cast.editor)["practices"]

    assert [(row["number"], row["state"]) for row in practice["versions"]] == [(1, "returned"), (2, "draft")]
    assert [row["note"] for row in practice["letters"]] == ["Perustelut."]


def test_an_assessor_gets_the_own_assessments_only(cast: Cast) -> None:
    in_state(cast, State.PUBLISHED)

    told = data(cast.peer)

    assert [row["verdict"] for row in told["assessments"]] == ["publish"]
    assert len(told["assessments"][0]["answers"]) == 7
    assert told["practices"] == []


@pytest.mark.parametrize("part", ["author", "editor"])
def test_authors_get_no_scores_and_no_assessors(cast: Cast, part: str) -> None:
    in_state(cast, State.PUBLISHED)

    raw = json.dumps(data(getattr(cast, part)))

    assert [word for word in ("Selkeä", "peer@example.org", "Second Peer", "CUR: 3") if word in raw] == []


def test_nothing_of_others_is_in_it(cast: Cast) -> None:
    draft(cast)

    assert data(cast.stranger)["practices"] == []
    assert "Puron tarina" not in json.dumps(data(cast.coordinator))


def attach(version: Version, name: str, content: bytes) -> Attachment:
    row = Attachment.unscoped.create(
        practice=version.practice,
        name=name,
        kind="pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by_name="Author",
    )
    VersionAttachment.unscoped.create(version=version, attachment=row)
    folder = storing.folder_of(row.key)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "full.pdf").write_bytes(content)
    return row


def test_files_come_along_for_coauthors_too(cast: Cast) -> None:
    version = draft(cast)
    rows = [attach(version, "../ohje.pdf", content) for content in (b"yksi", b"kaksi")]
    Author.unscoped.create(practice=version.practice, user=cast.reader)
    client = Client()
    client.force_login(cast.reader)

    found = archive(client)

    names = [f"files/{version.practice.public_id}/{row.key[:8]}-_ohje.pdf" for row in rows]
    assert sorted(found.namelist()) == sorted(["data.json", *names])
    assert [found.read(name) for name in names] == [b"yksi", b"kaksi"]
    listed = json.loads(found.read("data.json"))["practices"][0]["versions"][0]["files"]
    assert [row["file"] for row in listed] == names


def test_memory_stays_small(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    version = draft(cast)
    big = tmp_path / "big"
    with big.open("wb") as out:
        out.truncate(40_000_000)
    attach(version, "iso.pdf", b"x")
    monkeypatch.setattr(exporting, "open_original", lambda row: big.open("rb"))
    tracemalloc.start()

    n = sum(len(piece) for piece in exporting.zipped(cast.author))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n > 1_000
    assert peak < 8_000_000


def test_the_answer_is_a_file_that_nobody_keeps(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)

    answer = client.get(URL)

    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="polkka-')
    assert "no-store" in answer["Cache-Control"]
    assert (client.head(URL).status_code, client.post(URL).status_code) == (200, 405)
