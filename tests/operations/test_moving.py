"""Moving to another database: what differs is found, and nothing that is in use is overwritten."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections

from network.models import User
from polkka.operations import moving
from polkka.upkeep.models import Change

from ..factory import Cast


def move(address: str) -> None:
    call_command("move_database", address, stdout=StringIO())


def mark() -> tuple[int, str]:
    return moving.digest(Change, DEFAULT_DB_ALIAS)


@pytest.mark.django_db
def test_mark_of_a_table_tells_every_change_and_no_order() -> None:
    for number in (1, 2):
        Change.objects.create(pk=number, model="a.b", key="1", name="Puro", deed="add", fields={"b": 1, "a": [2, None]})
    before = mark()
    Change.objects.filter(pk=1).update(fields={"a": [2, None], "b": 1})
    assert mark() == before
    Change.objects.filter(pk=1).update(fields={"a": [None, 2], "b": 1})
    order = mark()
    Change.objects.filter(pk=1).update(name="Joki")
    assert len({before, order, mark()}) == 3
    Change.objects.filter(pk=1).delete()
    assert mark()[0] == 1


def test_every_kind_of_value_is_told_alike() -> None:
    assert moving._plain(memoryview(b"a")) == moving._plain(b"a")
    assert moving._plain({"b": 1, "a": 2}) == moving._plain({"a": 2, "b": 1}) != moving._plain({"a": 1, "b": 2})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "told"),
    [("nonsense", "no address of a database"), ("sqlite:///{}/none.sqlite3", "There is no database at")],
)
def test_source_that_cannot_be_moved_is_refused(tmp_path: Path, address: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        move(address.format(tmp_path))
    assert list(connections) == [DEFAULT_DB_ALIAS]


@pytest.mark.django_db
def test_database_in_use_is_not_overwritten(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Same:
        def __init__(self, side: Any) -> None:
            pass

        def applied_migrations(self) -> set[str]:
            return {"a.0001"}

    monkeypatch.setattr(moving, "MigrationRecorder", Same)
    number = User.objects.count()
    (tmp_path / "other.sqlite3").touch()
    with pytest.raises(CommandError, match="in use; it must be empty"):
        move(f"sqlite:///{tmp_path}/other.sqlite3")
    assert User.objects.count() == number


@pytest.mark.skipif(connection.vendor != "sqlite", reason="names a file")
@pytest.mark.django_db
def test_database_is_not_moved_onto_itself() -> None:
    with pytest.raises(CommandError, match="names that database already"):
        move(f"sqlite:///{connection.settings_dict['NAME']}")
