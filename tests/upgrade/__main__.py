"""`python -m tests.upgrade`: a database of POLKKA 0.1.0 with work in every state is brought to this release.

DATABASE_URL names an empty database, or a SQLite file is made. Exit code 1, with a line for each fault, if something
was lost or does not work.
"""

import gzip
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

HERE = Path(__file__).parent
RENEWED = ("auth_permission", "django_", "network_organisation", "portal_sitetext", "projects_coordinationproject")
RENEWED += ("projects_project", "search_", "taxonomy_", "upkeep_generation")
"""Beginnings of tables whose rows may change, but never go: base content and what is counted from it."""
DROPPED = {"practices_text": {"source_digest"}}
"""Table → columns that a later release has taken away, their content kept elsewhere or without use."""
EDITED = "Toimittajan oma teksti, jota päivitys ei saa muuttaa."
NAMED = "Redaktörens eget namn"
Rows = dict[Any, dict[str, Any]]


def load() -> None:
    """Put the old database into the empty one."""
    from django.db import connection

    if connection.introspection.table_names():
        raise SystemExit("The database is not empty; nothing was done.")
    kind = "sqlite" if connection.vendor == "sqlite" else "postgresql"
    script = gzip.decompress((HERE / f"polkka-0.1.0.{kind}.sql.gz").read_bytes()).decode()
    if kind == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as plain:  # tables refer to later ones
            plain.executescript(script)
        return
    with connection.cursor() as cursor:
        cursor.execute(script)
    connection.close()  # the script has set the path of the session


def held() -> dict[str, Rows]:
    """Table → key of a row → column → value."""
    from django.db import connection

    found: dict[str, Rows] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            key = (connection.introspection.get_primary_key_columns(cursor, table) or [])[0]
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            found[table] = {row[key]: row for row in rows}
    return found


def differences(before: dict[str, Rows], after: dict[str, Rows]) -> Iterator[str]:
    for table, rows in before.items():
        kept = after.get(table, {})
        if lost := set(rows) - set(kept):
            yield f"{table}: {len(lost)} rows of {len(rows)} are lost"
        if not table.startswith(RENEWED):
            yield from _changed(table, rows, kept)


def _changed(table: str, rows: Rows, kept: Rows) -> Iterator[str]:
    for key in set(rows) & set(kept):
        gone = set(rows[key]) - set(kept[key]) - DROPPED.get(table, set())
        other = {name for name, value in rows[key].items() if name in kept[key] and kept[key][name] != value}
        if gone or other:
            yield f"{table} {key}: lost {sorted(gone)}, changed {sorted(other)}"


def renew() -> None:
    """What docs/operators/upgrade.md says, but for the files of the programme."""
    from django.core.management import call_command

    for command in (["migrate", "-v0"], ["createcachetable", "-v0"], ["seed", "--base"], ["reindex", "--missing"]):
        call_command(*command, stdout=StringIO())
    call_command("reindex", "--check", stdout=StringIO())


def pages() -> Iterator[str]:
    """Every published practice opens and shows its title; what is not published does not."""
    from django.test import Client
    from django.utils.html import escape

    from practices.models import Text

    for text in Text.unscoped.filter(is_original=True).select_related("version__practice"):
        version = text.version
        answer = Client().get(f"/p/{version.practice.public_id}", follow=True)
        is_shown = answer.status_code == 200 and escape(text.title) in answer.content.decode()
        if version.state == "published" and not is_shown:
            yield f"published {version}: {answer.status_code}, or without its title"
        elif version.state in ("draft", "submitted", "in_assessment", "returned", "declined") and is_shown:
            yield f"{version.state} {version} is public"


def work() -> Iterator[str]:
    """The old draft is written on, sent, taken up and published by the people who were there before."""
    from network.models import User
    from polkka.upkeep import outbox
    from practices import assessing, edits
    from practices.models import Version
    from tests.factory import answers, go, read, yes_to_all

    author, coordinator = (User.objects.get(email=f"{part}@example.org") for part in ("author", "coordinator"))
    draft = Version.unscoped.get(state="draft", texts__title__startswith="Käytäntö: draft")
    with outbox.muted():
        edits.save(draft, answers(title="Päivityksen jälkeen"), by=author, seen={})
        version = go(read(draft), "submit", author)
        assessing.save_gate(version, yes_to_all(), by=coordinator)
        version = go(version, "take_up", coordinator)
    if version.state != "in_assessment":
        yield f"the old draft is {version.state}"


def edited() -> Iterator[str]:
    from polkka.portal.models import SiteText
    from taxonomy.models import Concept

    if SiteText.objects.get(key="about").body_fi != EDITED:
        yield "an editor’s site text was overwritten"
    if Concept.objects.get(vocabulary__code="theme", code="clue").name_sv != NAMED:
        yield "an editor’s name of a concept was overwritten"


def faults() -> Iterator[str]:
    load()
    before = held()
    if not before.get("practices_version"):
        yield "nothing was loaded"
    renew()
    yield from differences(before, held())
    yield from edited()
    yield from pages()
    yield from work()


def run() -> int:
    """One drill, said in lines; the number of faults."""
    django.setup()
    began = time.monotonic()
    found = list(faults())
    print("\n".join([*found, f"from 0.1.0 in {time.monotonic() - began:.1f} s, faults: {len(found)}"]))
    return len(found)


def main() -> int:
    os.environ |= {"MODE": "test", "DJANGO_SETTINGS_MODULE": "polkka.settings", "EMAIL_URL": "memory:"}
    os.environ |= {"LOG_LEVEL": "ERROR"}
    with TemporaryDirectory(prefix="polkka-upgrade-") as folder:
        os.environ["MEDIA_ROOT"] = f"{folder}/media"
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/upgraded.sqlite3")
        return 1 if run() else 0


if __name__ == "__main__":
    sys.exit(main())
