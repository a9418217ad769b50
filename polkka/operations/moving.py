"""From one database to another, SQLite or PostgreSQL either way: every row with its key, proved on both sides."""

import hashlib
import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import dj_database_url
from django.apps import apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from .backups.engines import Trouble

SOURCE = "moved_from"
VALUES = 20_000
"""Values of one INSERT; SQLite takes 32,766 and PostgreSQL 65,535."""
Say = Callable[[str], None]


def move(address: str, say: Say) -> None:
    """Copy everything from the database at `address` in one transaction. Raises Trouble, and changes nothing then."""
    _open(address)
    try:
        _refuse_unlike()
        with transaction.atomic():
            for model in tables():
                model._base_manager.using(DEFAULT_DB_ALIAS).all()._raw_delete(DEFAULT_DB_ALIAS)
            for model in tables():
                _fill(model)
            _count_on()
            _compare(say)
    finally:
        connections[SOURCE].close()
        del connections[SOURCE], connections.settings[SOURCE]


def tables() -> list[type[Model]]:
    """The model of every table, those between two others too."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def digest(model: type[Model], alias: str) -> tuple[int, str]:
    """Rows of a table and one mark of them all, whatever their order: equal on both databases if the rows are."""
    names = [field.attname for field in model._meta.concrete_fields]
    total = rows = 0
    for row in model._base_manager.using(alias).order_by().values_list(*names).iterator(2_000):
        mark = hashlib.sha256(repr([_plain(value) for value in row]).encode()).digest()
        total = (total + int.from_bytes(mark)) % 2**256
        rows += 1
    return rows, f"{total:064x}"


def _plain(value: Any) -> Any:
    """A value as both databases give it: PostgreSQL sorts the keys of JSON and gives bytes in another wrapping."""
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


def _open(address: str) -> None:
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(address))
    except Exception as error:
        raise Trouble("That is no address of a database; it is written as in DATABASE_URL.") from error
    if found["ENGINE"].endswith("sqlite3") and not Path(found["NAME"]).is_file():
        raise Trouble(f"There is no database at {found['NAME']}.")
    connections.settings[SOURCE] = found
    connections.configure_settings(connections.settings)


def _refuse_unlike() -> None:
    """Both must have the tables of this release, and nobody may have used the target."""
    here, there = (connections[alias] for alias in (DEFAULT_DB_ALIAS, SOURCE))
    if all(here.settings_dict[name] == there.settings_dict[name] for name in ("ENGINE", "NAME", "HOST", "PORT")):
        raise Trouble("DATABASE_URL names that database already.")
    applied = [set(MigrationRecorder(side).applied_migrations()) for side in (here, there)]
    if applied[0] != applied[1] or not applied[0]:
        raise Trouble("Both databases need the tables of this release: run `migrate` on each first.")
    for label in ("network.User", "practices.Practice"):
        if apps.get_model(label)._base_manager.using(DEFAULT_DB_ALIAS).exists():
            raise Trouble("The database that DATABASE_URL names is in use; it must be empty. Nothing was changed.")


def _fill(model: type[Model]) -> None:
    """Every row with its own key and times: as fixtures are loaded, without what saving would set anew."""
    fields = model._meta.concrete_fields
    rows = model._base_manager.using(SOURCE).order_by().iterator(2_000)
    while some := list(islice(rows, VALUES // len(fields))):
        model._base_manager._insert(some, fields=fields, using=DEFAULT_DB_ALIAS, raw=True)  # type: ignore[attr-defined]  # bulk_create sets times anew


def _count_on() -> None:
    """New rows get keys after those that have come."""
    target = connections[DEFAULT_DB_ALIAS]
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def _compare(say: Say) -> None:
    total = 0
    for model in tables():
        rows, mark = digest(model, SOURCE)
        if (rows, mark) != digest(model, DEFAULT_DB_ALIAS):
            raise Trouble(f"{model._meta.db_table} is not equal on both sides. Nothing was changed.")
        total += rows
    say(f"{total} rows in {len(tables())} tables, equal on both sides")
