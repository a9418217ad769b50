"""Spreadsheets of organisations, projects and practices: looked at, loaded as they were shown, and taken back."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.models import Organisation, User
from polkka.operations import pruning, retention
from polkka.upkeep.models import Change
from practices.models import Author, Sheet, Version
from practices.permissions import SEE, WRITE
from practices.states import State
from practices.tabular import checking, reading, running, taking_back
from practices.tabular.rowing import Checked
from projects.models import Coordinator, Project
from search.models import Entry

from ..factory import Cast, answers, in_state, make_cast
from ..sharing import shared_database, taken_back

pytestmark = pytest.mark.django_db
ADD = "admin:practices_sheet_add"
SCHOOLS = "Nimi;Kunta;Maakunta;Sähköpostiosoite\nUusi koulu;Kemi;Lappi;uusi@example.org\n"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with shared_database(django_db_blocker):
        yield make_cast()


@pytest.fixture
def cast(world: Cast) -> Iterator[Cast]:
    with taken_back():
        yield world


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def send(
    client: Client, text: str | bytes, kind: str = "organisations", once: str = "once-and-only", name: str = "a.csv"
) -> Any:
    content = text.encode() if isinstance(text, str) else text
    return client.post(reverse(ADD), {"kind": kind, "once": once, "file": SimpleUploadedFile(name, content)})


def page(client: Client, sheet: Sheet, name: str = "change") -> Any:
    return client.get(reverse(f"admin:practices_sheet_{name}", args=[sheet.pk]))


def do(client: Client, sheet: Sheet, name: str, **sent: Any) -> Any:
    return client.post(reverse(f"admin:practices_sheet_{name}", args=[sheet.pk]), sent)


def load(client: Client, text: str | bytes, kind: str = "organisations") -> Sheet:
    """Send a file and load its good rows."""
    assert send(client, text, kind, once=str(timezone.now())).status_code == 302
    sheet = Sheet.unscoped.latest("pk")
    do(client, sheet, "load", seen=page(client, sheet).context["seen"])
    sheet.refresh_from_db()
    return sheet


def rows_of(text: str, by: User, kind: str = "organisations") -> list[Checked]:
    grid = reading.read_csv(text.encode())
    sheet = checking.prepared(grid, kind, name="a.csv", by=by)
    return checking.check(sheet, checking.reader(kind, by))


# --- sending and looking -------------------------------------------------------------------------------------------
def test_nothing_is_changed_before_one_has_looked(coordinator: Client, cast: Cast) -> None:
    response = send(coordinator, f"{SCHOOLS}Koivulan koulu;Koivula;Lappi;\n;Kemi;;\n")
    sheet = Sheet.unscoped.get()
    assert response.url == reverse("admin:practices_sheet_change", args=[sheet.pk])
    shown = page(coordinator, sheet)
    assert [(status, n) for status, _words, n in shown.context["counts"]] == [
        ("wrong", 1), ("new", 1), ("changed", 1), ("same", 0),
    ]  # fmt: skip
    assert shown.context["shown"][0][0].number == 4
    changed = coordinator.get(f"{response.url}?show=changed").content.decode()
    assert re.search(r"<dt>Maakunta</dt><dd><del>–</del> → <ins>Lappi</ins>", changed)
    assert not Organisation.objects.filter(name="Uusi koulu").exists()


def test_the_same_form_sent_twice_is_one_sheet(coordinator: Client) -> None:
    assert send(coordinator, SCHOOLS).url == send(coordinator, SCHOOLS).url
    assert send(coordinator, f"{SCHOOLS}Toinen;Kemi;;\n").url != send(coordinator, SCHOOLS).url


@pytest.mark.parametrize(
    "text", ["Kunta;Maakunta\nKemi;Lappi\n", "Nimi;name;Kunta\nA;B;C\n", "", "Nimi;Kunta\n", "Nimi;Kunta\n;\n"]
)
def test_a_file_that_cannot_be_loaded_is_refused_at_its_field(coordinator: Client, text: str) -> None:
    response = send(coordinator, text)
    assert (response.status_code, Sheet.unscoped.count()) == (400, 0)
    assert list(response.context["form"].errors) == ["file"]
    assert 'href="#id_file"' in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"Nimi;Kunta\nA;B\n"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600),
        ("a.ods", b"PK\x03\x04x"),
        ("a.xlsm", b"PK\x03\x04x"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.csv", b"\x00\x01\x02"),
        ("a.csv", b"Nimi\n" + b"x" * 5_000_001),
    ],
)
def test_other_files_are_refused_in_words(coordinator: Client, name: str, content: bytes) -> None:
    response = send(coordinator, content, name=name)
    assert (response.status_code, Sheet.unscoped.count()) == (400, 0)
    assert len(response.context["form"].errors["file"]) == 1


def test_a_workbook_is_read_by_a_process_of_its_own(coordinator: Client) -> None:
    book = openpyxl.Workbook()
    book.active.append(["NAME", "municipality", "Vocabulary"])
    book.active.append(["Uusi koulu", "Kemi", "x"])
    file = BytesIO()
    book.save(file)
    send(coordinator, file.getvalue(), name="a.xlsx")
    sheet = Sheet.unscoped.get()
    assert sheet.rows == [[2, {"name": "Uusi koulu", "municipality": "Kemi"}]]
    assert sheet.about["notes"] == [["unknown", "Vocabulary"]]


@pytest.mark.parametrize("kind", ["organisations", "projects", "practices"])
def test_a_template_filled_in_any_language_is_read(coordinator: Client, cast: Cast, kind: str) -> None:
    User.objects.filter(pk=cast.coordinator.pk).update(language="sv")
    cast.coordinator.refresh_from_db()
    file = b"".join(coordinator.get(reverse("admin:practices_sheet_template", args=[kind])).streaming_content)
    book = openpyxl.load_workbook(BytesIO(file))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    columns = checking.columns(kind, cast.coordinator)
    for column, place in ((column, n) for n, column in enumerate(columns, start=1) if column.code != "public_id"):
        sheet.cell(3, place, column.example if column.code not in ("project", "owner", "organisations") else None)
    filled = BytesIO()
    book.save(filled)
    response = send(coordinator, filled.getvalue(), kind, name="a.xlsx")
    assert response.status_code == 302, response.context["form"].errors
    stored = Sheet.unscoped.get()
    assert len(heads) == len(columns) == len(stored.about["headings"])
    assert [number for number, _cells in stored.rows] == [3]


def test_wrong_rows_come_back_with_their_errors_and_can_be_sent_again(coordinator: Client) -> None:
    send(coordinator, f"{SCHOOLS}Toinen;Kemi;Lapinmaa;=1\n")
    sheet = Sheet.unscoped.get()
    file = b"".join(page(coordinator, sheet, "errors").streaming_content)
    rows = list(openpyxl.load_workbook(BytesIO(file)).active.iter_rows(values_only=True))
    assert rows[0][:4] == ("Nimi", "Kunta", "Maakunta", "Sähköpostiosoite")
    assert rows[1][:4] + rows[1][5:] == ("Toinen", "Kemi", "Lapinmaa", "=1", 3)
    assert "Maakunta: " in rows[1][4] and "Sähköpostiosoite: " in rows[1][4]
    send(coordinator, file, once="another-key", name="b.xlsx")
    assert Sheet.unscoped.latest("pk").about["notes"] == []


# --- what a row means ----------------------------------------------------------------------------------------------
def test_an_empty_cell_changes_nothing_and_a_dash_empties(coordinator: Client, cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.school.pk).update(email="a@example.org", name_sv="Björklunda")
    load(coordinator, "code;name;name_sv;email\nkoivula;;;–\n")
    cast.school.refresh_from_db()
    assert (cast.school.name, cast.school.name_sv, cast.school.email) == ("Koivulan koulu", "Björklunda", "")


def test_a_coordinator_loads_projects_of_the_own_coordination_only(coordinator: Client, cast: Cast) -> None:
    text = (
        "code;name;coordination;organisations;started;ended\npuro;;;koivula;2024;5/2026\npelto;Oma;;;;\n;Uusi;sveko;;;\n"
        "puro-2;Toinen puro;CLUE;Koivulan koulu;31.5.2024;1.1.2024\n;Kolmas;clue;ei mitään;eilen;\n;Neljäs;;;2024-01-31"
    )
    sheet = load(coordinator, text, "projects")
    changed = Project.objects.get(code="puro")
    assert (str(changed.started), str(changed.ended), changed.precision) == ("2024-01-01", "2026-05-31", "year")
    assert Project.objects.get(code="pelto").name == "Project pelto"
    assert [one["name"] for one in sheet.made] == ["Project puro", "Neljäs"]
    rows = rows_of(text, cast.coordinator, "projects")
    assert [[code for code, _message in row.faults] for row in rows] == [
        [], ["code"], ["coordination"], ["ended"], ["organisations", "started"], [],
    ]  # fmt: skip


def test_practices_become_drafts_of_their_project(coordinator: Client, cast: Cast) -> None:
    given = answers()
    heads = ["project", "title", "summary", "steps", "level", "stage", "theme", "tags", "contact_email", "travel"]
    cells = {**given, "project": "puro", "steps": "Valitkaa puro | Kävelymatkan päästä.\nMitatkaa"}
    line = [";".join(f'"{cells[head] if isinstance(cells[head], str) else "; ".join(cells[head])}"' for head in heads)]
    sheet = load(coordinator, "\n".join([";".join(heads), *line]), "practices")
    version = Version.unscoped.get()
    assert sheet.made[0]["mark"] == version.edit
    assert (version.state, version.title, version.practice.owner, version.practice.project) == (
        State.DRAFT, given["title"], cast.school, cast.project,
    )  # fmt: skip
    assert version.original.steps == [
        {"title": "Valitkaa puro", "text": "Kävelymatkan päästä."}, {"title": "Mitatkaa", "text": ""},
    ]  # fmt: skip
    assert [row.concept.code for row in version.chosen.filter(is_main=True)] == ["home"]
    seen = Version.unscoped
    assert seen.for_user(cast.author, WRITE).exists() and seen.for_user(cast.coordinator, SEE).exists()
    assert not seen.for_user(cast.coordinator, WRITE).exists() and not Author.unscoped.exists()
    shown = reverse("admin:practices_practice_change", args=[version.practice_id])
    assert f'href="{shown}"' in page(coordinator, sheet).content.decode()


# --- loading -------------------------------------------------------------------------------------------------------
def test_loading_writes_a_history_and_happens_once(coordinator: Client, cast: Cast) -> None:
    sheet = load(coordinator, f"{SCHOOLS}Koivulan koulu;Koivula;Lappi;\n")
    made = Organisation.objects.get(name="Uusi koulu")
    assert (made.code, made.municipality, made.region and made.region.code) == ("uusi-koulu", "Kemi", "lappi")
    deeds = Change.objects.order_by("pk").values_list("deed", "name", "by")
    assert list(deeds) == [
        ("add", "Uusi koulu", cast.coordinator.pk),
        ("change", "Koivulan koulu", cast.coordinator.pk),
    ]
    again = do(coordinator, sheet, "load", seen="x")
    assert (again.status_code, running.run(sheet.pk, 1)) == (302, True)
    assert (Organisation.objects.filter(name="Uusi koulu").count(), Change.objects.count()) == (1, 2)


def test_what_has_changed_since_it_was_shown_is_told_and_not_loaded(coordinator: Client, cast: Cast) -> None:
    send(coordinator, f"{SCHOOLS}Koivulan koulu;Koivula;Lappi;\n")
    sheet = Sheet.unscoped.get()
    seen = page(coordinator, sheet).context["seen"]
    Organisation.objects.filter(pk=cast.school.pk).update(region=None, email="x@example.org", code="koivula-uusi")
    Organisation.objects.create(code="uusi-koulu", name="Uusi koulu", municipality="Kemi")
    response = do(coordinator, sheet, "load", seen=seen)
    sheet.refresh_from_db()
    assert (response.status_code, sheet.begun_at) == (409, None)
    assert 'role="alert"' in response.content.decode()


def test_a_row_that_changes_while_others_are_loaded_is_left(coordinator: Client, cast: Cast) -> None:
    send(coordinator, f"{SCHOOLS}Koivulan koulu;Koivula;Lappi;\n")
    sheet = Sheet.unscoped.get()
    rows = checking.check(sheet, checking.reader(sheet.kind, cast.coordinator))
    running.begin(sheet, rows, running.token(rows))
    uusimaa = Organisation._meta.get_field("region").related_model.objects.get(code="uusimaa")  # type: ignore[union-attr]
    Organisation.objects.filter(pk=cast.school.pk).update(region=uusimaa)
    assert running.run(sheet.pk, 5)
    sheet.refresh_from_db()
    assert [("why" in one, one["name"]) for one in sheet.made] == [(False, "Uusi koulu"), (True, "Koivulan koulu")]
    cast.school.refresh_from_db()
    assert cast.school.region == uusimaa
    assert "Koivulan koulu" in page(coordinator, sheet).content.decode()


def test_who_may_no_longer_load_loads_nothing_more(coordinator: Client, cast: Cast) -> None:
    send(coordinator, SCHOOLS)
    sheet = Sheet.unscoped.get()
    rows = checking.check(sheet, checking.reader(sheet.kind, cast.coordinator))
    running.begin(sheet, rows, running.token(rows))
    Coordinator.objects.filter(user=cast.coordinator).delete()
    running.each_minute()
    sheet.refresh_from_db()
    assert sheet.done_at and "why" in sheet.made[0] and not Organisation.objects.filter(name="Uusi koulu").exists()


def test_a_long_sheet_goes_on_behind_its_page(coordinator: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", -1)
    monkeypatch.setitem(running.AT_ONCE, "organisations", 1)
    sheet = load(coordinator, f"{SCHOOLS}Toinen;Kemi;;\n")
    shown = page(coordinator, sheet)
    assert (sheet.cursor, sheet.done_at, shown["Refresh"]) == (1, None, "3")
    assert "<progress" in shown.content.decode()
    running.each_minute()
    assert not page(coordinator, sheet).has_header("Refresh")
    assert Organisation.objects.filter(municipality="Kemi").count() == 2


def test_two_workers_at_the_same_rows_load_them_once(coordinator: Client, cast: Cast) -> None:
    send(coordinator, SCHOOLS)
    sheet = Sheet.unscoped.get()
    rows = checking.check(sheet, checking.reader(sheet.kind, cast.coordinator))
    running.begin(sheet, rows, running.token(rows))
    first, second = Sheet.unscoped.get(), Sheet.unscoped.get()
    assert [running._load(one, cast.coordinator) for one in (first, second)] == [True, True]
    assert running.run(sheet.pk, 5)
    sheet.refresh_from_db()
    assert (len(sheet.made), Change.objects.count(), sheet.done_at is not None) == (1, 1, True)


def test_published_practices_of_a_changed_project_are_found_by_it(coordinator: Client, cast: Cast) -> None:
    in_state(cast, State.PUBLISHED)
    load(coordinator, "code;name;coordination\npuro;Purojen puro;–\n", "projects")
    facets = Entry.objects.get(live=True).facets
    assert facets.get("coordination", []) == []


def test_nothing_is_kept_of_what_is_dropped_or_old(coordinator: Client) -> None:
    send(coordinator, SCHOOLS)
    sheet = Sheet.unscoped.get()
    assert do(coordinator, sheet, "drop").status_code == 302
    assert not Sheet.unscoped.exists()
    sheet = load(coordinator, SCHOOLS)
    send(coordinator, SCHOOLS, once="a-third-key")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        pruning.prune([retention.BY_CODE["sheets_unloaded"], retention.BY_CODE["sheets"]])
    assert [(row.pk, row.rows, len(row.made)) for row in Sheet.unscoped.all()] == [(sheet.pk, [], 1)]


# --- taking back ---------------------------------------------------------------------------------------------------
def test_a_sheet_is_taken_back_but_for_what_was_used_or_changed(coordinator: Client, cast: Cast) -> None:
    text = f"{SCHOOLS}Käytetty;Kemi;;\nMuutettu;Kemi;;\nKoivulan koulu;Koivula;Lappi;\nMäntylän koulu;Mäntylä;Lappi;\n"
    sheet = load(coordinator, text)
    cast.project.organisations.add(Organisation.objects.get(name="Käytetty"))
    Organisation.objects.filter(name="Muutettu").update(email="m@example.org", municipality="Kemijärvi")
    Organisation.objects.filter(code="mantyla").update(region=None)
    shown = page(coordinator, sheet, "take_back")
    outlook = shown.context["outlook"]
    assert (outlook.removed, outlook.restored) == (1, 1)
    assert [name for name, _why in outlook.left] == ["Käytetty", "Muutettu", "Mäntylän koulu"]
    for _twice in range(2):
        assert do(coordinator, sheet, "take_back").status_code == 302
    sheet.refresh_from_db()
    assert sheet.undone_at
    names = set(Organisation.objects.filter(municipality__startswith="Kemi").values_list("name", flat=True))
    assert names == {"Käytetty", "Muutettu"}
    cast.school.refresh_from_db()
    assert cast.school.region is None
    assert "Käytetty" in page(coordinator, sheet).content.decode()


def test_drafts_are_taken_back_until_somebody_goes_on_with_them(coordinator: Client, cast: Cast) -> None:
    sheet = load(coordinator, "project;title\npuro;Yksi\npuro;Kaksi\n", "practices")
    Version.unscoped.filter(texts__title="Kaksi").update(edit=7)
    do(coordinator, sheet, "take_back")
    assert [version.title for version in Version.unscoped.all()] == ["Kaksi"]
    assert list(Change.objects.filter(deed="delete").values_list("model", flat=True)) == ["practices.practice"]


def test_after_a_day_it_stays(coordinator: Client) -> None:
    sheet = load(coordinator, SCHOOLS)
    Sheet.unscoped.update(done_at=timezone.now() - taking_back.LASTS - timedelta(minutes=1))
    assert do(coordinator, sheet, "take_back").status_code == 409
    assert Organisation.objects.filter(name="Uusi koulu").exists()


# --- who may -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", ["author", "peer", "counsellor", "administrator", "other_coordinator", "chief"])
def test_a_sheet_is_there_for_who_sent_it(client: Client, cast: Cast, part: str) -> None:
    client.force_login(cast.coordinator)
    send(client, SCHOOLS)
    sheet = Sheet.unscoped.get()
    client.force_login(getattr(cast, part))
    may_send = part in ("other_coordinator", "chief")
    assert client.get(reverse(ADD)).status_code == (200 if may_send else 404)
    assert {page(client, sheet, name).status_code for name in ("change", "errors", "take_back")} == {404}
    assert {do(client, sheet, name, seen="x").status_code for name in ("load", "drop", "take_back")} == {404}


def test_deeds_are_not_done_by_looking(coordinator: Client) -> None:
    send(coordinator, SCHOOLS)
    sheet = Sheet.unscoped.get()
    assert [page(coordinator, sheet, name).status_code for name in ("load", "drop")] == [405, 405]


# --- from the command line -----------------------------------------------------------------------------------------
def test_the_command_tries_and_loads(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "koulut.csv"
    file.write_text(f"{SCHOOLS}Toinen;Kemi;Lapinmaa;\n", encoding="utf-8")
    told_by: list[str] = []
    for options in ({"dry_run": True}, {}):
        out = StringIO()
        call_command("import_sheet", file, kind="organisations", by=cast.coordinator.email, stdout=out, **options)
        told_by.append(out.getvalue())
    assert told_by[0].splitlines()[-1] == "new: 1, changed: 0, wrong: 1"
    assert told_by[1].splitlines()[-1] == "loaded: 1, left: 0"
    with pytest.raises(CommandError):
        call_command("import_sheet", file, kind="organisations", by=cast.author.email)
