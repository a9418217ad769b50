"""Loading a sheet, step by step: what was shown is done, and nothing else; each row stands or falls alone.

Every step claims its place by one conditional UPDATE, so two tabs, two workers and a restart do everything once.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from network.models import User
from polkka.kit.refusing import Refused
from polkka.upkeep import generation

from .. import searching
from ..indexing import catch_up
from ..models import Sheet
from . import checking, taking_back
from .columns import Wrong
from .rowing import GOOD, Checked, Reader

logger = logging.getLogger(__name__)
AT_ONCE: Final[dict[str, int]] = {"organisations": 100, "projects": 50, "practices": 20}
"""Rows in one transaction."""
PATIENCE: Final = 4
"""Seconds that a person waits for a page; what is left then is done behind it."""
MINUTE: Final = 25
"""Seconds that one run of the clock works on sheets."""
KEPT: Final = timedelta(days=30)
"""How long the rows of a sheet are kept."""
BLANK: Final[dict[str, Any]] = {"rows": [], "plan": [], "about": {}}


def token(rows: Iterable[Checked]) -> str:
    """What a page shows of all rows, in short: another one when any row would do something else."""
    told = hashlib.sha256("".join(row.digest() for row in rows).encode())
    return told.hexdigest()[:32]


def begin(sheet: Sheet, rows: list[Checked], seen: str) -> None:
    """Decide to load the good rows of a sheet, as they were shown. Raises Refused."""
    if token(rows) != seen:
        raise Refused(_("Something has changed since this page was made. Nothing was loaded. Look at the rows again."))
    plan = [[place, row.digest()] for place, row in enumerate(rows) if row.status in GOOD]
    if not plan:
        raise Refused(_("There is nothing to load: no row is new or changes anything."))
    Sheet.unscoped.filter(pk=sheet.pk, begun_at=None).update(begun_at=timezone.now(), plan=plan, cursor=0)


def run(pk: int, seconds: float) -> bool:
    """Work on a sheet for at most so long; true when it is done."""
    until = time.monotonic() + seconds
    while step(pk):
        if time.monotonic() > until:
            return False
    catch_up(max(0, until - time.monotonic()))
    return True


def step(pk: int) -> bool:
    """Do the next rows of what was begun; false when there is nothing more."""
    sheet = Sheet.unscoped.filter(pk=pk).select_related("by").first()
    if sheet is None or sheet.by is None or not (loads(sheet) or unloads(sheet)):
        return False
    with translation.override(sheet.by.language):
        return _load(sheet, sheet.by) if loads(sheet) else taking_back.step(sheet)


def loads(sheet: Sheet) -> bool:
    """Whether the sheet is being loaded."""
    return sheet.begun_at is not None and sheet.done_at is None


def unloads(sheet: Sheet) -> bool:
    """Whether the sheet is being taken back."""
    return sheet.undoing_at is not None and sheet.undone_at is None


def _load(sheet: Sheet, by: User) -> bool:
    some = sheet.plan[sheet.cursor : sheet.cursor + AT_ONCE[sheet.kind]]
    end = sheet.cursor + len(some)
    mine = Sheet.unscoped.filter(pk=sheet.pk, cursor=sheet.cursor, done_at=None)
    if not some:
        mine.update(done_at=timezone.now())
        return False
    with transaction.atomic():
        if not mine.update(cursor=end):
            return True  # somebody else does these
        made = list(_written(sheet, some, by))
        Sheet.unscoped.filter(pk=sheet.pk).update(made=[*sheet.made, *made])
        taking_back.mark_old(made)
        generation.bump()
    if sheet.kind == Sheet.Kind.PRACTICES:
        searching.catch_up(len(some))
    return True


def _written(sheet: Sheet, some: list[Any], by: User) -> Iterator[dict[str, Any]]:
    """Write rows, each in a savepoint of its own; what was made of it, or why it was left."""
    try:
        reader = checking.reader(sheet.kind, by)
    except Refused as refused:
        yield from ({"row": sheet.rows[place][0], "why": str(refused)} for place, _seen in some)
        return
    rows = checking.check(sheet, reader, (place for place, _seen in some))
    for row, (_place, seen) in zip(rows, some, strict=True):
        yield {"row": row.number, **_one(reader, row, seen)}


def _one(reader: Reader, row: Checked, seen: str) -> dict[str, Any]:
    if row.digest() != seen:
        faults = [str(message) for _code, message in row.faults]
        return {"why": " ".join(faults) or _("Somebody has changed this meanwhile."), "name": row.name}
    try:
        with transaction.atomic():
            return asdict(reader.write(row))
    except (Refused, Wrong) as refused:
        return {"why": str(refused), "name": row.name}
    except DatabaseError:
        logger.exception("A row of a spreadsheet could not be written.")
        return {"why": _("This row could not be stored. Try it again alone."), "name": row.name}


# --- behind the page -------------------------------------------------------------------------------------------
def go_on(pk: int) -> None:
    """Do what a page did not wait for; the clock does it if this process ends before."""
    if settings.OUTBOX_AT_ONCE:
        threading.Thread(target=_in_thread, args=(pk,), daemon=True).start()


def _in_thread(pk: int) -> None:
    try:
        run(pk, MINUTE * 10)
    except Exception:
        logger.exception("A spreadsheet was not loaded to its end; the clock goes on with it.")
    finally:
        connection.close()


def waiting() -> list[int]:
    """The sheets that are being loaded or taken back."""
    going = Q(begun_at__isnull=False, done_at=None) | Q(undoing_at__isnull=False, undone_at=None)
    return list(Sheet.unscoped.filter(going).order_by("pk").values_list("pk", flat=True))


def each_minute() -> None:
    """Go on with what was begun."""
    until = time.monotonic() + MINUTE
    for pk in waiting():
        run(pk, max(0, until - time.monotonic()))


def unloaded(now: datetime) -> "QuerySet[Sheet]":
    """Old sheets of which nothing has come, and those of people who have left."""
    return Sheet.unscoped.filter(created_at__lt=now - KEPT).filter(Q(begun_at=None) | Q(by=None))


def loaded(now: datetime) -> "QuerySet[Sheet]":
    """Old sheets that are loaded or taken back and forget their rows (`BLANK`)."""
    old = Sheet.unscoped.filter(created_at__lt=now - KEPT).filter(Q(undoing_at=None) | Q(undone_at__isnull=False))
    return old.exclude(by=None).exclude(done_at=None).exclude(rows=[])
