"""503 while something is away or nothing can be written: said in three languages, with all that was typed."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils.translation import gettext, override

from network.models import User
from polkka.kit.last_words import KEPT, WHY
from polkka.portal import page_cache
from polkka.upkeep import counting, generation, read_only
from polkka.upkeep.away import RETRY_AFTER, Away, Cause
from polkka.upkeep.models import DayCount
from practices import presence
from practices.files import arriving
from practices.models import Presence, Text
from practices.states import State
from tests.factory import Cast, draft, in_state


def entered(user: User | None = None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    read_only.forget()
    yield
    read_only.forget()


@contextmanager
def closed() -> Iterator[None]:
    """The database itself takes no writes."""
    words = {"sqlite": "PRAGMA query_only = {}", "postgresql": "SET default_transaction_read_only = {}"}
    try:
        with connection.cursor() as cursor:
            cursor.execute(words[connection.vendor].format("ON"))
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(words[connection.vendor].format("OFF"))


def break_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*arguments: object) -> int:
        raise error

    monkeypatch.setattr(generation, "number", broken)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_page_without_database_is_503_in_the_readers_language(
    language: str, base: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_with(monkeypatch, Away("the server"))
    response = entered().get(f"/{language}/")
    content = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, str(RETRY_AFTER[Cause.AWAY]))
    assert f"<h1>{WHY['away'][language][0]}</h1>" in content
    assert (response["Cache-Control"], dict(response.cookies)) == ("no-store", {})
    assert [(line.levelname, line.exc_info) for line in caplog.records if "away" in line.message] == [("ERROR", None)]


def test_programs_and_scripts_are_told_in_json(base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    break_with(monkeypatch, Away())
    program = entered().get("/api/practices/")
    script = entered().get("/sv/", HTTP_ACCEPT="application/json")
    assert (program.status_code, program.json()["status"], program["Retry-After"]) == (503, 503, "10")
    assert script.json() == {"state": "away", "reason": " ".join(WHY["away"]["sv"])}


def test_fault_of_the_programme_stays_500(base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    break_with(monkeypatch, OperationalError("no such column: numbre"))
    response = entered().get("/fi/")
    assert (response.status_code, response.has_header("Retry-After")) == (500, False)


def test_form_without_database_shows_what_was_typed_and_can_be_sent_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = entered(cast.author)

    def away(*arguments: object, **options: object) -> None:
        raise Away

    monkeypatch.setattr("practices.edits.create", away)
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    fields = {"title": "Puro\n<b>", "depth": "tip", "once": "avain-12345", "csrfmiddlewaretoken": "x"}
    response = client.post("/sv/skrivbord/ny/", fields)
    content = response.content.decode()
    assert response.status_code == 503
    assert KEPT["sv"]["again"] in content
    assert "Puro\n&lt;b&gt;</textarea>" in content
    assert "<label" in content
    again = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', content))
    assert again == fields | {"title": "Puro\n&lt;b&gt;"}


def test_form_that_is_no_deed_of_its_own_is_shown_but_not_sent_again(settings: Any, client: Client, base: None) -> None:
    settings.READ_ONLY = True
    content = client.post("/en/practices/wish/", {"words": "A wish"}).content.decode()
    assert re.search(r"<label[^>]*>What[^<]*</label><textarea[^>]*>A wish</textarea>", content)
    assert KEPT["en"]["button"] not in content


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/en/sign-in/code/", {"code": "SECRET"}),
        ("/en/sign-in/second-step/", {"anything": "SECRET"}),
        ("/en/sign-in/", {"password": "SECRET"}),
        ("/en/nowhere/", {"new_password": "SECRET"}),
    ],
)
def test_code_or_password_is_never_shown_back(
    path: str, fields: dict[str, str], settings: Any, client: Client, base: None
) -> None:
    settings.READ_ONLY = True
    response = client.post(path, fields)
    assert (response.status_code, "SECRET" in response.content.decode()) == (503, False)


def test_portal_that_is_closed_to_writing_can_be_read_and_says_so(settings: Any, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    mine = draft(cast, challenge="Alku.")
    visitor, author = entered(), entered(cast.author)
    settings.READ_ONLY = True
    for client, path in (
        (visitor, "/fi/"),
        (visitor, "/fi/kirjaudu/"),
        (author, "/fi/tyopoyta/"),
        (author, f"/fi/tyopoyta/{mine.practice.public_id}/muokkaa/challenge/"),
        (entered(cast.chief), "/admin/"),
    ):
        response = client.get(path)
        assert (path, response.status_code) == (path, 200)
        assert read_only_words() in response.content.decode()
    assert visitor.get(f"/fi/kaytannot/{version.practice.public_id}-puron-tarina/").status_code in (200, 301)
    assert not Presence.unscoped.exists()
    saved = author.post(
        f"/fi/tyopoyta/{mine.practice.public_id}/muokkaa/challenge/", {"challenge": "Jatko.", "seen-challenge": "x"}
    )
    assert (saved.status_code, saved["Retry-After"]) == (503, "60")
    assert "Jatko.</textarea>" in saved.content.decode()
    assert KEPT["fi"]["button"] in saved.content.decode()
    assert Text.unscoped.get(version=mine, is_original=True).challenge == "Alku."


def read_only_words() -> str:
    with override("fi"):
        return gettext("The portal can only be read just now. Nothing can be saved.")


def test_who_signs_out_while_the_portal_is_closed_is_forgotten_by_the_browser(settings: Any, cast: Cast) -> None:
    author, stranger = entered(cast.author), Client(enforce_csrf_checks=True)
    stranger.force_login(cast.editor)
    settings.READ_ONLY = True
    with closed():
        assert stranger.post("/fi/kirjaudu-ulos/").status_code == 403
        told = author.post("/fi/kirjaudu-ulos/")
    cookie = told.cookies[settings.SESSION_COOKIE_NAME]
    assert (told.status_code, told.url, cookie.value, cookie["max-age"]) == (302, "/fi/", "", 0)
    assert told["Clear-Site-Data"] == '"storage"'
    assert author.get("/fi/tyopoyta/").url.startswith("/fi/kirjaudu/")


def test_chores_write_nothing_while_the_portal_is_closed(
    settings: Any, base: None, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.READ_ONLY = True
    counting.add(counting.VIEW, "AAAAAAAA")
    assert counting.flush() == 0
    call_command("tick")
    assert "READ_ONLY" in capsys.readouterr().out
    assert not DayCount.objects.exists()
    settings.READ_ONLY = False
    assert counting.flush() == 1


def test_page_from_memory_is_another_one_while_the_portal_is_closed(settings: Any, base: None) -> None:
    settings.PAGE_CACHE = True
    page_cache.kept.clear()
    before = entered().get("/fi/")
    settings.READ_ONLY = True
    after = entered().get("/fi/", HTTP_IF_NONE_MATCH=before["ETag"])
    assert (after.status_code, read_only_words() in after.content.decode()) == (200, True)


@pytest.mark.django_db(transaction=True)
def test_database_that_takes_no_writes_is_found_out_by_the_first_of_them(cast: Cast) -> None:
    mine, author, visitor = draft(cast), entered(cast.author), entered()
    session = author.session
    session["seen"] = 1
    session.save()
    with closed():
        assert read_only_words() not in visitor.get("/fi/").content.decode()
        read = author.get(f"/fi/tyopoyta/{mine.practice.public_id}/muokkaa/challenge/")
        assert (read.status_code, read_only.is_found()) == (200, True)
        read_only.forget()
        refused = visitor.post("/fi/kirjaudu/", {"email": "author@example.org"})
        assert (refused.status_code, read_only.is_found()) == (503, True)
        assert f"<h1>{WHY['read_only']['fi'][0]}</h1>" in refused.content.decode()
        assert read_only_words() in visitor.get("/fi/").content.decode()
        presence.mark(mine, cast.author, "challenge")
    assert not Presence.unscoped.exists()
    read_only.forget()
    presence.mark(mine, cast.author, "challenge")
    assert Presence.unscoped.count() == 1


def test_disk_of_files_that_takes_nothing_closes_no_other_form(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed_disk(self: object, *arguments: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(arriving.Arriving, "write", closed_disk, raising=False)
    path = f"/fi/tyopoyta/{draft(cast).practice.public_id}/tiedostot/"
    sent = {"files": SimpleUploadedFile("a.png", b"x"), "deed": "add", "whole": "1"}
    told = entered(cast.author).post(path, sent, HTTP_ACCEPT="application/json")
    assert (told.status_code, told.json()["state"], read_only.is_found()) == (503, "read_only", False)


def test_file_that_meets_a_full_disk_is_503_and_what_was_typed_beside_it_is_kept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = draft(cast)

    def no_room(self: object, *arguments: object) -> None:
        Path("/dev/full").write_bytes(b"x")

    monkeypatch.setattr(arriving.Arriving, "write", no_room, raising=False)
    path = f"/fi/tyopoyta/{mine.practice.public_id}/tiedostot/"
    sent = {"files": SimpleUploadedFile("kuva.png", b"x" * 100_000), "deed": "add", "caption": "Puro", "whole": "1"}
    response = entered(cast.author).post(path, sent)
    content = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "Puro</textarea>" in content
    assert KEPT["fi"]["files"] in content
    assert not list(arriving.storing.incoming().glob("*.upload"))
    small = {**sent, "files": SimpleUploadedFile("a.png", b"x")}
    assert entered(cast.author).post(path, small, HTTP_ACCEPT="application/json").json()["state"] == "full"
