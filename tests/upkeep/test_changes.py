"""Who changed what in the admin: written with the save, told with its differences, forgotten after two years."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.models import Duty
from polkka.operations import pruning, retention
from polkka.upkeep import changes
from polkka.upkeep.models import Change
from practices.models import Version
from practices.removing import remove_person
from practices.states import State
from projects.models import ProjectMember

from ..factory import Cast, in_state
from ..test_admin import change, url

pytestmark = pytest.mark.django_db


def rows() -> list[tuple[str, str, dict[str, Any], str]]:
    return list(Change.objects.order_by("pk").values_list("model", "deed", "fields", "by_name"))


def history(client: Client, model: str, pk: int) -> str:
    return client.get(url(model, "history", pk)).content.decode()


def test_a_change_is_written_field_by_field(client: Client, cast: Cast) -> None:
    client.force_login(cast.chief)
    assert change(client, "projects_project", cast.project, name="Puro uudelleen", funder="OPH").status_code == 302
    fields = {"name": [cast.project.name, "Puro uudelleen"], "funder": ["", "OPH"]}
    assert rows() == [("projects.project", "change", fields, cast.chief.name)]
    page = history(client, "projects_project", cast.project.pk)
    assert "Puro uudelleen" in page
    assert "<del>" in page


def test_a_save_that_changes_nothing_leaves_no_row(client: Client, cast: Cast) -> None:
    client.force_login(cast.chief)
    change(client, "projects_project", cast.project)
    assert rows() == []


def test_what_is_added_and_deleted_is_written(client: Client, cast: Cast) -> None:
    client.force_login(cast.chief)
    client.post(url("projects_projectmember", "add"), {
        "user": "reader@example.org", "project": cast.project.pk, "role": "editor",
    })  # fmt: skip
    member = ProjectMember.objects.get(user=cast.reader)
    client.post(url("projects_projectmember", "delete", member.pk), {"post": "yes"})
    assert [(model, deed) for model, deed, *_ in rows()] == [
        ("projects.projectmember", "add"), ("projects.projectmember", "delete"),
    ]  # fmt: skip
    assert rows()[0][2]["role"] == [None, "editor"]
    assert rows()[1][2]["role"] == ["editor", None]


def test_rows_edited_with_another_are_told_in_its_history(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    page = client.get(url("network_user", "change", cast.reader.pk))
    formset = page.context["inline_admin_formsets"][0].formset.prefix
    changed = {f"{formset}-TOTAL_FORMS": "1", f"{formset}-0-kind": Duty.Kind.PEER, f"{formset}-0-user": cast.reader.pk}
    assert change(client, "network_user", cast.reader, **changed).status_code == 302
    ((model, deed, fields, _by),) = rows()
    assert (model, deed) == ("network.user", "change")
    assert {name.rsplit("|", 2)[0] for name in fields} == {"network.duty|user", "network.duty|kind"}
    told = changes.told(Change.objects.get())
    assert [line.heading.rpartition(": ")[2] for line in told] == [
        str(Duty._meta.get_field(name).verbose_name)
        for name in ("user", "kind")  # type: ignore[union-attr]  # fields
    ]
    assert "@" not in str(fields)


def test_an_address_of_a_person_is_never_kept(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    change(client, "network_user", cast.reader, email="uusi@koulu.example")
    ((_model, _deed, fields, _by),) = rows()
    assert fields == {"email": []}
    assert "koulu.example" not in history(client, "network_user", cast.reader.pk)


def test_a_refused_save_writes_nothing(client: Client, cast: Cast) -> None:
    client.force_login(cast.chief)
    assert change(client, "projects_project", cast.project, name="").status_code == 200
    assert rows() == []


@pytest.mark.parametrize("part", ["author", "reader", "counsellor"])
def test_the_history_is_for_those_who_see_the_row(client: Client, cast: Cast, part: str) -> None:
    client.force_login(getattr(cast, part))
    status = client.get(url("network_user", "history", cast.reader.pk)).status_code
    assert status == (403 if part == "counsellor" else 404)


def test_a_row_that_is_not_there_has_no_history(client: Client, cast: Cast) -> None:
    client.force_login(cast.chief)
    assert client.get(url("projects_project", "history", 987654)).status_code == 404


def test_the_history_of_a_version_is_its_moves(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.DECLINED)
    client.force_login(cast.coordinator)
    response = client.get(url("practices_version", "history", version.pk))
    assert len(response.context["deeds"]) == Version.unscoped.get(pk=version.pk).history.count()
    assert response.context["deeds"][0]["by"] == cast.coordinator.name


def test_a_long_history_has_pages(client: Client, cast: Cast) -> None:
    for number in range(45):
        changes.note(cast.project, Change.Deed.CHANGE, by=cast.chief, fields={"funder": ["", str(number)]})
    client.force_login(cast.chief)
    address = url("projects_project", "history", cast.project.pk)
    assert [len(client.get(address, {"p": p}).context["deeds"]) for p in ("1", "3", "x", "9")] == [20, 5, 20, 5]


def test_what_is_older_than_two_years_is_forgotten(cast: Cast) -> None:
    note = changes.note(cast.project, Change.Deed.CHANGE, by=cast.chief, fields={"funder": ["", "OPH"]})
    rule = [retention.BY_CODE["changes"]]
    pruning.prune(rule)
    assert Change.objects.filter(pk=note.pk if note else 0).exists()
    with time_machine.travel(timezone.now() + changes.KEPT + timedelta(days=2)):
        pruning.prune(rule)
    assert not Change.objects.exists()


def test_who_leaves_is_named_no_more(cast: Cast) -> None:
    fields = {"summary": ["", f"Kysy: {cast.chief.name}"]}
    changes.note(cast.project, Change.Deed.CHANGE, by=cast.chief, fields=fields)
    remove_person(cast.chief, by=cast.administrator)
    row = Change.objects.get()
    assert row.by is None
    assert cast.chief.name not in f"{row.by_name} {row.fields}"


def test_words_are_told_in_the_language_of_the_reader(cast: Cast) -> None:
    fields = {"is_demo": [False, True], "started": ["2026-01-02", None], "kind": ["school", "x"], "odd": [1, 2]}
    Change.objects.create(model="network.organisation", key="1", name="K", deed="change", fields=fields, by_name="A")
    told = {line.heading: [piece.text for piece in line.pieces] for line in changes.told(Change.objects.get())}
    assert told["Odd"] == ["1", "2"]
    assert len(told) == 4
    gone = Change.objects.create(model="no.such", key="1", name="K", deed="add", fields={"a": [None, "b"]}, by_name="A")
    assert [piece.text for piece in changes.told(gone)[0].pieces] == ["b"]


def test_the_list_of_changes_is_for_chiefs(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    assert client.get(reverse("admin:upkeep_change_changelist")).status_code == 403
