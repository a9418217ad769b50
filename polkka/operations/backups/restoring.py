"""Bringing a backup back: everything is proved first, the files come next, and the database changes at one stroke."""

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from polkka.upkeep import generation
from polkka.upkeep.models import Generation, Mail
from practices.files import storing

from . import folders
from .engines import Trouble, engine
from .folders import MEDIA, Manifest
from .making import SPARE, copied, migrations

Say = Callable[[str], None]
PEOPLES = ("network_user", "practices_practice")
"""Tables that hold nothing before anybody has used the portal."""


def proved(folder: Path) -> Manifest:
    """The manifest of a backup that is whole and fits this programme and database. Raises Trouble."""
    manifest = Manifest.read(folder)
    if manifest.engine != engine().name:
        raise Trouble(
            f"The backup is of {manifest.engine} and DATABASE_URL names {engine().name}. Restore it to "
            f"{manifest.engine} first, then use: manage.py move_database"
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    if newer := sorted(set(manifest.migrations) - known):
        raise Trouble(f"The backup is of a newer POLKKA: this one does not know {newer[0]}. Install that one first.")
    if faults := list(folders.faults(folder)):
        raise Trouble("\n".join(["The backup is not whole:", *faults[:20]]))
    return manifest


def in_use() -> bool:
    """Whether the database holds what people have made."""
    with closing(connection.cursor()) as cursor:
        names = set(connection.introspection.table_names(cursor))
        for name in names.intersection(PEOPLES):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")
            if cursor.fetchone():
                return True
    return False


def restore(folder: Path, manifest: Manifest, say: Say, *, park_mail: bool) -> None:
    """Put a proved backup in the place of what is here. Raises Trouble.

    Whoever ends it before the database has changed leaves the old one, and perhaps files that nothing shows and that
    the clock removes; who ends it later leaves the new one, and running it again does the rest.
    """
    _refuse_full(manifest)
    new = _files(folder)
    say(f"files: {new} of {manifest.files} brought back, the others were there")
    base = engine()
    base.load(folder / manifest.database)
    if base.tables() != manifest.tables:
        different = [name for name, table in base.tables().items() if manifest.tables.get(name) != table]
        raise Trouble(
            "The database has been replaced and is not as it was in the backup: "
            f"{', '.join(different) or 'tables are missing'}. Is a web process or `tick` still running?"
        )
    say(f"database: {sum(table.rows for table in manifest.tables.values())} rows, all as they were")
    _renew(manifest, say)
    _begin_again(say, park_mail=park_mail)
    say(_lost())


def _files(folder: Path) -> int:
    """Bring back the files that are not here; their number."""
    new = 0
    workshop = Path(mkdtemp(prefix="restore-", dir=storing.incoming()))
    try:
        for name, mark in folders.read_sums(folder).items():
            place = name.removeprefix(f"{MEDIA}/")
            if place == name or storing.store().has(place, mark):
                continue
            if copied((folder / name).open("rb"), workshop / "file") != mark:
                raise Trouble(f"changed while it was read: {name}")
            storing.store().take(workshop / "file", place, mark)
            new += 1
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return new


def _refuse_full(manifest: Manifest) -> None:
    root = storing.incoming()
    if not storing.store().is_near:  # one file at a time passes through
        return
    needed = manifest.bytes - sum(held.size for held in storing.store().files()) + SPARE
    free = shutil.disk_usage(root).free
    if free < needed:
        raise Trouble(f"{root}: {needed // 10**6} MB are needed and {free // 10**6} MB are free. Nothing was changed.")


def _renew(manifest: Manifest, say: Say) -> None:
    """Bring the database of an older release to this one."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if steps := sorted(set(migrations()) - set(manifest.migrations)):
        say(f"migrations of this release: {len(steps)}")
        call_command("seed", "--base", stdout=StringIO())
    call_command("reindex", "--missing", stdout=StringIO())


def _begin_again(say: Say, *, park_mail: bool) -> None:
    """What must not go on from where it was: sessions, limits, and the number that caches know a page by.

    The number jumps to the seconds since 1970, beyond any that was in use after the backup was made, so no cache holds
    a page of another content under it.
    """
    ended = Session.objects.all().delete()[0]
    cache.clear()
    Generation.objects.update_or_create(
        pk=generation.ROW, defaults={"number": max(generation.number() + 1, int(time.time()))}
    )
    waiting = Mail.objects.filter(state=Mail.State.QUEUED)
    say(f"sessions ended: {ended}")
    if park_mail:
        say(f"messages parked: {waiting.update(state=Mail.State.PARKED)}")
    elif number := waiting.count():
        say(f"messages that wait: {number}; `tick` sends them")


def _lost() -> str:
    lost = storing.lost()
    return f"files that the database knows and the backup does not have: {len(lost)}" if lost else "no file is missing"
