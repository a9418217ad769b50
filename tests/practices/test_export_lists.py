"""Lists of the admin to take along: what the page shows, for who sees the page, as CSV, Excel and JSON."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.models import Organisation
from polkka.upkeep import listing
from practices.models import Version
from practices.permissions import SEE
from practices.states import State
from practices.tabular import checking, reading
from taxonomy.models import Concept

from ..factory import Cast, draft, in_state, make_cast
from ..sharing import shared_database, taken_back

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with shared_database(django_db_blocker):
        cast = make_cast()
        draft(cast, title="Luonnoskanaria")
        in_state(cast, State.PUBLISHED, title='=HYPERLINK("x")')
        in_state(cast, State.IN_ASSESSMENT, title="Arvioitava")
        yield cast


@pytest.fixture
def cast(world: Cast) -> Iterator[Cast]:
    with taken_back():
        yield world


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def export(client: Client, model: str, kind: str, **query: Any) -> Any:
    app, name = model.split(".")
    return client.get(reverse("admin:export_list", args=[app, name, kind]), query)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def as_csv(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig")), delimiter=";"))


def test_the_list_comes_as_it_is_filtered_searched_and_ordered(coordinator: Client, cast: Cast) -> None:
    cast.school.region = Concept.objects.get(vocabulary__code="region", code="lappi")
    cast.school.save()
    Organisation.objects.create(code="kunta", name="Kunta", kind="municipality", municipality="Koivula")
    response = export(coordinator, "network.organisation", "csv", q="koivula", kind__exact="school", p="3")
    rows = as_csv(response)
    assert rows[0][:11] == [
        "Tunnus", "Nimi", "Nimi ruotsiksi", "Nimi englanniksi", "Tyyppi", "Kunta", "Kunta ruotsiksi", "Maakunta",
        "Sähköpostiosoite", "Ehdotettu", "Esimerkkisisältöä",
    ]  # fmt: skip
    assert [row[:11] for row in rows[1:]] == [
        ["koivula", "Koivulan koulu", "", "", "peruskoulu", "Koivula", "", "Lappi", "", "ei", "ei"]
    ]
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"].startswith('attachment; filename="organisaatiot-20')


def test_a_boss_gets_the_published_practices_of_a_state_in_excel(coordinator: Client) -> None:
    file = body(export(coordinator, "practices.version", "xlsx", state__exact="published"))
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "inlineStr", "n", "d"}
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, [cell.value for cell in sheet[2]], strict=True))
    assert (sheet.max_row, row["Otsikko"], row["Omistaja"]) == (2, '=HYPERLINK("x")', "Koivulan koulu")
    assert row["Versio"] == 1 and row["Julkaistu"].year >= 2026


def test_json_has_codes_for_names_and_every_kind_of_value(coordinator: Client) -> None:
    rows = json.loads(body(export(coordinator, "practices.version", "json", state__exact="published")))
    assert [(row["title"], row["number"], row["language"], row["tags"]) for row in rows] == [
        ('=HYPERLINK("x")', 1, "fi", "puro, vesi")
    ]
    assert rows[0]["published_at"][10] == "T"


@pytest.mark.parametrize("part", ["other_coordinator", "counsellor", "author"])
def test_nobody_gets_a_row_that_the_page_does_not_show(client: Client, cast: Cast, part: str) -> None:
    user = getattr(cast, part)
    client.force_login(user)
    asked = RequestFactory().get("/")
    asked.user = user
    for model, model_admin in admin.site._registry.items():
        may = user.has_perm("polkka.admin") and user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        response = export(client, model._meta.label_lower, "json")
        assert (model, response.status_code) == (model, 200 if may else 404)
        if may and model._meta.app_label in ("practices", "projects", "network"):
            shown = model_admin.get_queryset(asked).count()
            assert (model, len(json.loads(body(response)))) == (model, shown)


def test_drafts_that_nobody_was_shown_are_not_in_the_list(coordinator: Client, cast: Cast) -> None:
    titles = {row["title"] for row in json.loads(body(export(coordinator, "practices.version", "json")))}
    assert titles == {version.title for version in Version.unscoped.for_user(cast.coordinator, SEE)}
    assert "Luonnoskanaria" not in titles and "Arvioitava" in titles


MANY = ("network.organisation", "projects.project", "practices.version", "practices.assessment", "practices.text")


@pytest.mark.parametrize("label", MANY)
def test_a_list_asks_no_more_of_the_database_for_more_rows(client: Client, cast: Cast, label: str) -> None:
    client.force_login(cast.chief)
    body(export(client, label, "json"))
    counted = []
    for _more in range(2):
        in_state(cast, State.PUBLISHED, title=str(_more))
        cast.project.organisations.add(Organisation.objects.create(code=f"k-{_more}", name=f"K {_more}"))
        with CaptureQueriesContext(connection) as queries:
            n = len(json.loads(body(export(client, label, "json"))))
        counted.append((len(queries), n))
    assert counted[0][0] == counted[1][0] <= 25
    assert counted[1][1] >= counted[0][1] >= 2


def test_too_many_rows_are_refused_in_words(coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST", 1)
    response = export(coordinator, "network.organisation", "csv", kind__exact="school")
    assert response.url == f"{reverse('admin:network_organisation_changelist')}?kind__exact=school"
    assert b"1" in coordinator.get(response.url).content
    assert not LogEntry.objects.exists()


def test_the_chosen_rows_are_exported_and_noted(coordinator: Client, cast: Cast) -> None:
    sent = {"action": "export_chosen", "_selected_action": [cast.school.pk]}
    response = coordinator.post(reverse("admin:network_organisation_changelist"), sent)
    sheet = openpyxl.load_workbook(io.BytesIO(body(response))).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["koivula"]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (cast.coordinator, None)
    assert "1" in entry.change_message and "XLSX" in entry.change_message


@pytest.mark.parametrize(
    ("model", "kind", "status"),
    [("network.organisation", "pdf", 404), ("network.nothing", "csv", 404), ("auth.user", "csv", 404)],
)
def test_other_lists_and_formats_are_missing(coordinator: Client, model: str, kind: str, status: int) -> None:
    assert export(coordinator, model, kind).status_code == status


def test_a_bad_filter_leads_back_to_the_list_and_posting_is_not_so(coordinator: Client) -> None:
    assert export(coordinator, "network.organisation", "csv", id__exact="x").status_code in (302, 400)
    assert coordinator.post(reverse("admin:export_list", args=["network", "organisation", "csv"])).status_code == 405


def test_what_was_exported_can_be_loaded_again(coordinator: Client, cast: Cast) -> None:
    for model, kind in (("network.organisation", "organisations"), ("projects.project", "projects")):
        grid = reading.read_csv(body(export(coordinator, model, "csv")))
        sheet = checking.prepared(grid, kind, name="a.csv", by=cast.chief)
        rows = checking.check(sheet, checking.reader(kind, cast.chief))
        assert [row.changes + row.faults for row in rows if row.status != "same"] == []
