"""What is away, told from the real errors of the databases, the disk and the network; a fault stays a fault."""

import errno
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.db.utils import DatabaseErrorWrapper
from redis.backoff import NoBackoff
from redis.connection import Connection
from redis.retry import Retry

from polkka.upkeep.away import RETRY_AFTER, Away, Cause, cause_of

ON_POSTGRES = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only on PostgreSQL")


class _Wrapped:
    """What Django's wrapper of errors asks of a database."""

    errors_occurred = False
    Database = sqlite3


@contextmanager
def sqlite(path: Path | str, **options: Any) -> Iterator[sqlite3.Connection]:
    """A file of SQLite whose errors come as Django gives them."""
    with DatabaseErrorWrapper(_Wrapped()):
        line = sqlite3.connect(path, **options)
        try:
            yield line
        finally:
            line.close()


def read_only(folder: Path) -> None:
    with sqlite(folder / "a") as line:
        line.execute("CREATE TABLE t (x)")
        line.execute("PRAGMA query_only = ON")
        line.execute("INSERT INTO t VALUES (1)")


def opened_to_read(folder: Path) -> None:
    sqlite3.connect(folder / "a").execute("CREATE TABLE t (x)").connection.close()
    with sqlite(f"file:{folder}/a?mode=ro", uri=True) as line:
        line.execute("INSERT INTO t VALUES (1)")


def full(folder: Path) -> None:
    with sqlite(folder / "a") as line:
        line.execute("CREATE TABLE t (x)")
        line.execute("PRAGMA max_page_count = 3")
        line.execute("INSERT INTO t VALUES (zeroblob(100000))")


def locked(folder: Path) -> None:
    with sqlite(folder / "a") as first, sqlite(folder / "a", timeout=0) as second:
        first.execute("BEGIN IMMEDIATE")
        second.execute("BEGIN IMMEDIATE")


def missing(folder: Path) -> None:
    with sqlite(folder / "nowhere" / "a") as line:
        line.execute("SELECT 1")


def broken_statement(folder: Path) -> None:
    with sqlite(":memory:") as line:
        line.execute("SELECT x FROM nowhere")


def no_room(folder: Path) -> None:
    Path("/dev/full").write_bytes(b"x")


def no_redis(folder: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # nobody listens
        Connection(port=held.getsockname()[1], retry=Retry(NoBackoff(), 0)).connect()


def said(error: Exception) -> Callable[[Path], None]:
    def raising(folder: Path) -> None:
        raise error

    return raising


@pytest.mark.parametrize(
    ("deed", "cause"),
    [
        (read_only, Cause.READ_ONLY),
        (opened_to_read, Cause.READ_ONLY),
        (full, Cause.FULL),
        (locked, Cause.BUSY),
        (missing, Cause.AWAY),
        (no_room, Cause.FULL),
        (no_redis, Cause.AWAY),
        (said(OSError(errno.EDQUOT, "quota")), Cause.FULL),
        (said(OSError(errno.EROFS, "closed")), Cause.READ_ONLY),
        (said(OSError(errno.EMFILE, "files")), Cause.BUSY),
        (said(Away("a store")), Cause.AWAY),
        (broken_statement, None),
        (said(OSError(errno.EACCES, "not ours")), None),
        (said(DatabaseError("Forced update did not affect any rows.")), None),
        (said(KeyError("a fault")), None),
    ],
)
def test_cause_of_an_error_that_really_happened(
    deed: Callable[[Path], None], cause: Cause | None, tmp_path: Path
) -> None:
    with pytest.raises(Exception) as caught:  # which one is the question
        deed(tmp_path)
    assert cause_of(caught.value) is cause


def test_cause_is_found_behind_the_errors_that_it_led_to(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="after") as caught:
        try:
            no_room(tmp_path)
        except OSError:
            raise ValueError("after")  # noqa: B904
    assert (cause_of(caught.value), cause_of(None)) == (Cause.FULL, None)
    assert set(RETRY_AFTER) == set(Cause)


@pytest.mark.postgres
@ON_POSTGRES
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statements", "cause"),
    [
        (["SET default_transaction_read_only = on", "CREATE TABLE t (x int)"], Cause.READ_ONLY),
        (["SET statement_timeout = 20", "SELECT pg_sleep(5)"], Cause.BUSY),
        (["SELECT pg_terminate_backend(pg_backend_pid())"], Cause.AWAY),
        (["SELECT x FROM nowhere"], None),
    ],
)
def test_cause_of_what_postgresql_says(statements: list[str], cause: Cause | None) -> None:
    line = connection.copy()
    try:
        with pytest.raises(DatabaseError) as caught, line.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        line.close()
    assert cause_of(caught.value) is cause


@pytest.mark.postgres
@ON_POSTGRES
@pytest.mark.django_db
def test_cause_of_a_lock_that_took_too_long_and_of_a_server_that_is_not_there() -> None:
    first, second = connection.copy(), connection.copy()
    try:
        for line in (first, second):
            line.set_autocommit(False)
        first.cursor().execute("LOCK TABLE upkeep_generation")
        with pytest.raises(DatabaseError) as caught, second.cursor() as cursor:
            cursor.execute("SET lock_timeout = 20")
            cursor.execute("LOCK TABLE upkeep_generation")
    finally:
        first.close()
        second.close()
    assert cause_of(caught.value) is Cause.BUSY
    away = connection.copy()
    away.settings_dict = {**away.settings_dict, "HOST": "/nowhere"}
    with pytest.raises(DatabaseError) as caught:
        away.ensure_connection()
    assert cause_of(caught.value) is Cause.AWAY


def test_cause_of_a_server_that_never_greets() -> None:
    """psycopg has an error of its own for it."""
    assert cause_of(psycopg.errors.ConnectionTimeout("connection timeout expired")) is Cause.AWAY
