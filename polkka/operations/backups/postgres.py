"""Backups of PostgreSQL, by its own programs: pg_dump of one snapshot, and everything back in one transaction."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from .engines import Table, Tables, Trouble

FOLDERS = "usr/lib/postgresql/*/bin"
"""Where Debian keeps the programs that are not on the path."""
PLAIN = (
    "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; "
    "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; "
    "SET bytea_output = 'hex'"
)
"""A session in which equal rows are written alike on every server."""
NOBODYS = ("--no-owner", "--no-privileges")
"""Everything belongs to whoever brings it back."""
QUIET = "SET client_min_messages = warning; SET lock_timeout = '30s';"
"""Before the first word of a restore: a web process that is still running must not make it wait for ever."""


class Postgres:
    name = "postgresql"
    file = "database.dump"

    def version(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return str(cursor.fetchone()[0]).split()[0]

    def size(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def dump(self, path: Path) -> Tables:
        """pg_dump and the hashes of the rows read the same snapshot, so they agree while others write."""
        _refuse_older("pg_dump", self.version())
        with _session() as (held, cursor):
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            _call(
                "pg_dump",
                "--format=custom",
                *NOBODYS,
                f"--snapshot={snapshot}",
                f"--file={path}",
            )
            return _tables(held, cursor)

    def load(self, path: Path) -> None:
        """Whatever ends this before the last word, even a kill, leaves the old database."""
        _refuse_older("pg_restore", self.version())
        with _session() as (held, cursor):
            old = [held.ops.quote_name(name) for name in held.introspection.table_names(cursor)]
        connection.close()
        reading = [_program("pg_restore"), *NOBODYS, "--file=-", str(path)]
        writing, secrets = _command("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--file=-")
        with _running(reading, stdout=subprocess.PIPE) as reader:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
            with _running(writing, env=secrets, **pipes) as writer:
                _pour(reader, writer, [f"DROP TABLE {name} CASCADE;" for name in old])

    def tables(self) -> Tables:
        with _session() as (held, cursor):
            return _tables(held, cursor)


def _pour(reader: "subprocess.Popen[bytes]", writer: "subprocess.Popen[bytes]", first: list[str]) -> None:
    """Give the script of `reader` to `writer` between BEGIN and COMMIT; COMMIT only if all of it came."""
    source, target = _pipe(reader.stdout), _pipe(writer.stdin)
    try:
        target.write("\n".join([QUIET, "BEGIN;", *first, ""]).encode())
        shutil.copyfileobj(source, target, 1 << 20)
        if reader.wait():
            raise Trouble(f"pg_restore failed: {_last_words(reader)}")
        target.write(b"\nCOMMIT;\n")
        target.close()
    except BrokenPipeError:
        writer.wait()
        raise Trouble(f"psql failed: {_last_words(writer)}") from None
    if writer.wait():
        raise Trouble(f"psql failed: {_last_words(writer)}")


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # opened as one
    return pipe


def _last_words(process: "subprocess.Popen[bytes]") -> str:
    return _pipe(process.stderr).read().decode(errors="replace").strip()[-2000:]


@contextmanager
def _running(command: list[str], **options: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """A program with pipes, ended at the end whatever it is doing."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, **options)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with suppress(BrokenPipeError):
                pipe and pipe.close()


@contextmanager
def _session() -> Iterator[tuple[BaseDatabaseWrapper, Any]]:
    """A connection of its own, so that what the process is doing otherwise is neither seen nor disturbed."""
    held = connection.copy()
    with closing(held), held.cursor() as cursor:
        cursor.execute(PLAIN)
        yield held, cursor


def _tables(held: BaseDatabaseWrapper, cursor: Any) -> Tables:
    return {name: _table(held, cursor, name) for name in sorted(held.introspection.table_names(cursor))}


def _table(held: BaseDatabaseWrapper, cursor: Any, name: str) -> Table:
    """The rows as the server copies them out: one line each, ordered alike whatever its language."""
    quote = held.ops.quote_name
    keys = held.introspection.get_primary_key_columns(cursor, name) or []
    order = ", ".join(f'{quote(key)}::text COLLATE "C"' for key in keys)
    mark, rows = hashlib.sha256(), 0
    with cursor.copy(f"COPY (SELECT * FROM {quote(name)}{order and f' ORDER BY {order}'}) TO STDOUT") as lines:
        for block in lines:
            mark.update(block)
            rows += bytes(block).count(b"\n")
    return Table(rows, mark.hexdigest())


def _program(name: str) -> str:
    """Where a program of PostgreSQL is, the newest if it is not on the path. Raises Trouble."""
    inside = sorted(Path("/").glob(f"{FOLDERS}/{name}"), key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0))
    found = shutil.which(name) or (str(inside[-1]) if inside else "")
    if not found:
        raise Trouble(f"{name} is not on this machine: install the package postgresql-client.")
    return found


def _refuse_older(program: str, server: str) -> None:
    """An older program cannot read a newer server."""
    told = subprocess.run([_program(program), "--version"], capture_output=True, text=True, check=True).stdout
    own = re.search(r"(\d+)(\.\d+)*", told)
    if own and int(own[1]) < int(server.split(".")[0]):
        raise Trouble(f"{program} is {own[0]} and the server {server}: install postgresql-client of its release.")


def _command(program: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command with where the database is, and the environment with the password: no list of processes shows it."""
    told, secrets = connection.client.settings_to_cmd_args_env(connection.settings_dict, list(arguments))
    return [_program(program), *told[1:]], {**os.environ, **(secrets or {})}


def _call(program: str, *arguments: str) -> None:
    command, environment = _command(program, *arguments)
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if told.returncode:
        raise Trouble(f"{program} failed: {told.stderr.strip()[-2000:]}")
