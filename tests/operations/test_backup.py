"""A backup is whole or not there, what is wrong with one is found, and on an empty machine all of it comes back."""

import fcntl
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from polkka.operations.backups import folders, making, postgres, restoring, sqlite
from polkka.operations.backups.engines import Table, Tables, Trouble

from ..factory import Cast, in_state
from ..practices.files_made import shown_file
from . import restored

ROOT = Path(__file__).resolve().parents[2]
ON_POSTGRES = pytest.mark.skipif(connection.vendor != "postgresql", reason="programs of PostgreSQL")


class Small:
    """A database of three bytes; `meanwhile` is done while it is written."""

    name, file = "sqlite", "database.sqlite3"

    def __init__(self) -> None:
        self.meanwhile: Any = lambda: None

    def version(self) -> str:
        return "1"

    def size(self) -> int:
        return 3

    def dump(self, path: Path) -> Tables:
        path.write_bytes(b"abc")
        self.meanwhile()
        return {"table": Table(1, "0" * 64)}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Small:
    """A portal with one file, whose database takes no time."""
    settings.MEDIA_ROOT = tmp_path / "media"
    place("one", b"first")
    made = Small()
    monkeypatch.setattr(making, "engine", lambda: made)
    monkeypatch.setattr(restoring, "engine", lambda: made)
    monkeypatch.setattr(making, "migrations", lambda: ["practices.0001_initial"])
    return made


def place(key: str, content: bytes) -> Path:
    path = making.storing.folder_of(key) / "full.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def made(home: Path) -> Path:
    return making.make(home, lambda line: None)


def rename(backup: Path, day: str) -> Path:
    return backup.rename(backup.with_name(f"polkka-{day}-000000"))


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


# --- making ----------------------------------------------------------------------------------------------------
def test_backup_holds_what_is_there_and_nobody_else_may_read_it(small: Small, tmp_path: Path) -> None:
    place("two", b"second")
    (making.storing.incoming() / "half").write_bytes(b"arriving")
    backup = made(tmp_path / "backups")
    names = {path.relative_to(backup).as_posix() for path in backup.rglob("*") if path.is_file()}
    media = {"media/on/one/full.pdf", "media/tw/two/full.pdf"}
    assert names == {"database.sqlite3", folders.MANIFEST, folders.SUMS, *media}
    assert {path.stat().st_mode & 0o077 for path in (backup, *backup.rglob("*"))} == {0}
    assert list(folders.faults(backup)) == []
    told = json.loads((backup / folders.MANIFEST).read_text())
    assert (told["files"], told["bytes"], told["tables"]) == (2, 11, {"table": {"rows": 1, "sha256": "0" * 64}})


def test_sums_are_those_of_the_usual_program(small: Small, tmp_path: Path) -> None:
    backup = made(tmp_path / "backups")
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", folders.SUMS], cwd=backup, check=True)


def test_files_that_come_and_go_meanwhile_are_in_it(small: Small, tmp_path: Path) -> None:
    going = place("going", b"seen by the database")

    def meanwhile() -> None:
        place("coming", b"new")
        going.unlink()

    small.meanwhile = meanwhile
    sums = folders.read_sums(made(tmp_path / "backups"))
    assert {name for name in sums if name.startswith("media/")} == {
        f"media/{key[:2]}/{key}/full.pdf" for key in ("one", "going", "coming")
    }


def test_second_backup_shares_good_files_with_the_first_and_not_with_the_portal(small: Small, tmp_path: Path) -> None:
    home, name = tmp_path / "backups", "media/on/one/full.pdf"
    first = rename(made(home), "20200101")
    second = rename(made(home), "20200102")
    assert (second / name).samefile(first / name)
    assert not (second / name).samefile(making.storing.folder_of("one") / "full.pdf")
    (second / name).chmod(0o600)
    (second / name).write_bytes(b"rotten"[:5])
    third = made(home)
    assert (third / name).read_bytes() == b"first" and list(folders.faults(third)) == []


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), sqlite3.OperationalError("No space left"), DatabaseError("No space left")],
)
def test_broken_off_backup_leaves_nothing_and_removes_none(small: Small, tmp_path: Path, error: Exception) -> None:
    home = tmp_path / "backups"
    first = rename(made(home), "20200101")
    (home / "polkka-20200102-000000.part").mkdir()
    small.meanwhile = lambda: (_ for _ in ()).throw(error)
    with pytest.raises(CommandError, match="No space left") as told:
        run("backup", str(home), "--keep", "1")
    assert told.value.returncode == 1
    assert folders.finished(home) == [first] and folders.unfinished(home) == []


def test_keep_leaves_the_newest(small: Small, tmp_path: Path) -> None:
    home = tmp_path / "backups"
    for day in ("20200101", "20200102"):
        rename(made(home), day)
    (home / "polkka-own-notes").mkdir()
    assert "removed" in run("backup", str(home), "--keep", "2")
    assert [path.name[:13] for path in folders.finished(home)] == ["polkka-202001", f"polkka-{timezone.now():%Y%m}"]
    assert (home / "polkka-own-notes").is_dir()


def test_a_backup_that_a_wrong_clock_named_later_does_not_cost_the_one_just_made(small: Small, tmp_path: Path) -> None:
    home = tmp_path / "backups"
    later = [rename(made(home), day) for day in ("20991231", "21001231")]
    run("backup", str(home), "--keep", "2")
    assert [path.name[:11] for path in folders.finished(home)] == [f"polkka-{timezone.now():%Y}", "polkka-2100"]
    assert not later[0].exists()


def test_full_disk_is_told_before_anything_is_written(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "SPARE", 10**18)
    with pytest.raises(CommandError, match=r"are needed and .* are free\. Nothing was written"):
        run("backup", str(tmp_path / "backups"))
    assert list((tmp_path / "backups").glob("polkka-*")) == []


def test_two_at_once_are_one(small: Small, tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match="under way") as told:
            run("backup", str(tmp_path))
    assert told.value.returncode == 3


# --- proving ---------------------------------------------------------------------------------------------------
def spoil(backup: Path, how: str) -> None:
    name = backup / "media/on/one/full.pdf"
    match how:
        case "changed":
            name.write_bytes(b"First")
        case "missing":
            (backup / "database.sqlite3").unlink()
        case "unknown":
            (backup / "media" / "more").write_bytes(b"?")
        case "not in":
            lines = (backup / folders.SUMS).read_text().splitlines(keepends=True)
            (backup / folders.SUMS).write_text("".join(line for line in lines if "manifest" not in line))
        case "speaks of":
            folders.write_sums(backup, {k: v for k, v in folders.read_sums(backup).items() if "media" not in k})


@pytest.mark.parametrize("how", ["changed", "missing", "unknown", "not in", "speaks of"])
def test_every_fault_of_a_backup_is_found(small: Small, tmp_path: Path, how: str) -> None:
    backup = made(tmp_path / "backups")
    assert "is whole: 1 files" in run("backup", "--verify", str(backup))
    spoil(backup, how)
    assert how in "\n".join(folders.faults(backup))
    with pytest.raises(CommandError, match="faults"):
        run("backup", "--verify", str(backup))
    with pytest.raises(Trouble, match="not whole"):
        restoring.proved(backup)


@pytest.mark.parametrize(
    "line", ["0" * 64 + "  ../outside", "0" * 64 + "  /etc/passwd", "0" * 64 + "  media//etc/passwd", "nonsense"]
)
def test_sums_that_lead_out_of_the_backup_are_refused(small: Small, tmp_path: Path, line: str) -> None:
    backup = made(tmp_path / "backups")
    with (backup / folders.SUMS).open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(CommandError, match="cannot be read"):
        run("restore", str(backup))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("engine", "oracle", "The backup is of oracle"),
        ("migrations", ["practices.9999_later"], "of a newer POLKKA"),
        ("format", 99, "made by a newer POLKKA"),
        ("tables", None, "cannot be read"),
    ],
)
def test_backup_that_does_not_fit_is_refused(small: Small, tmp_path: Path, name: str, value: Any, told: str) -> None:
    backup = made(tmp_path / "backups")
    path = backup / folders.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    with pytest.raises(CommandError, match=told):
        run("restore", str(backup))


def test_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no backup"):
        run("restore", str(tmp_path))


@pytest.mark.django_db
def test_database_in_use_is_not_replaced_by_mistake(small: Small, cast: Cast, tmp_path: Path) -> None:
    backup = made(tmp_path / "backups")
    with pytest.raises(CommandError, match="in use; nothing was changed"):
        run("restore", str(backup))
    with pytest.raises(CommandError, match="Nobody can be asked"):
        run("restore", str(backup), "--replace")


def test_a_database_that_somebody_holds_is_told_instead_of_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(tmp_path / "backup")) as source:
        source.execute("CREATE TABLE a (b)")
    monkeypatch.setattr(sqlite, "PATIENCE", 0.3)
    monkeypatch.setattr(sqlite, "_path", lambda: tmp_path / "held")
    with closing(sqlite3.connect(tmp_path / "held", isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode=WAL")
        holder.execute("CREATE TABLE a (b)")
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(Trouble, match="Stop the web processes"):
            sqlite.Sqlite().load(tmp_path / "backup")


# --- PostgreSQL ------------------------------------------------------------------------------------------------
@pytest.mark.postgres
@ON_POSTGRES
def test_password_is_not_in_the_list_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "hush")
    command, environment = postgres._command("pg_dump", "--file=x")
    assert "hush" not in " ".join(command) and environment["PGPASSWORD"] == "hush"


@pytest.mark.postgres
@ON_POSTGRES
def test_older_program_is_refused() -> None:
    with pytest.raises(Trouble, match=r"and the server 99\.1: install postgresql-client"):
        postgres._refuse_older("pg_dump", "99.1")


# --- the drill -------------------------------------------------------------------------------------------------
@contextmanager
def empty_machine(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a machine with nothing on it: an empty database of the same kind, an empty folder."""
    kept = {**os.environ, "MEDIA_ROOT": str(folder / "media")}
    if connection.vendor == "sqlite":
        yield {**kept, "DATABASE_URL": f"sqlite:///{folder}/restored.sqlite3"}
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield {**kept, "DATABASE_URL": f"{kept['DATABASE_URL'].rpartition('/')[0]}/{name}"}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.django_db(transaction=True)
def test_drill_on_an_empty_machine(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "here"
    practices = {state: in_state(cast, state).practice for state in ("published", "draft", "withdrawn")}
    kept = shown_file(in_state(cast, "submitted"), "Puron kartta").attachment
    SessionStore().create()
    run("reindex", "--missing")  # a restore does
    run("backup", str(tmp_path / "backups"))
    (backup,) = folders.finished(tmp_path / "backups")
    pages = {f"/p/{practices[state].public_id}": code for state, code in (("published", 200), ("draft", 404))}
    with empty_machine(tmp_path) as environment:
        command = [sys.executable, "-m", "tests.operations.restored", str(backup), *pages]
        told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr[-4000:]
    found = json.loads(told.stdout)
    assert "no file is missing" in told.stderr and kept.key in "".join(found["files"])
    here = restored.rows()
    assert {model for model in here if here[model] != found["rows"].get(model)} == set()
    assert (found["rows"], found["files"], found["pages"]) == (here, restored.files(), pages)
