"""Where the bytes lie: a place in the store for each file, made whole in MEDIA_ROOT/incoming and put there then."""

import hashlib
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from polkka.upkeep import clock

from ..models import Attachment, VersionAttachment
from ..states import State
from ..stores import store as store
from ..stores.folder import INCOMING
from ..whereabouts import folder_of as folder_of
from ..whereabouts import is_lost as is_lost
from ..whereabouts import name_of as name_of
from ..whereabouts import place_of as place_of
from ..whereabouts import root as root
from ..whereabouts import size_of as size_of

Upload: TypeAlias = "UploadedFile[bytes]"
logger = logging.getLogger(__name__)
KEPT = timedelta(days=1)
"""How long a file stays that nothing shows."""
MOST_LONELY = 10
"""So many files of which the database knows none are swept away; with more of them it is rather the wrong database."""
PRUNES_AT = 25
"""The minute of the hour."""


def incoming() -> Path:
    """Where files are while they arrive and are looked at; on the same disk as those that stay in a folder."""
    folder = root() / INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def workshop() -> Iterator[Path]:
    """An empty folder beside the stored ones, gone at the end unless it was moved into place."""
    folder = Path(mkdtemp(dir=incoming()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def receive(upload: Upload, path: Path) -> str:
    """Write what was sent to `path`; its SHA-256."""
    mark = hashlib.sha256()
    with path.open("wb") as file:
        for chunk in upload.chunks():
            mark.update(chunk)
            file.write(chunk)
    return mark.hexdigest()


def keep(folder: Path, key: str) -> None:
    """Put a folder of finished files into the store, all or none; when it returns they are safe."""
    store().keep(folder, place_of(key))


def drop(key: str) -> None:
    """Remove the bytes of a file."""
    store().remove(place_of(key))


def prune() -> int:
    """Remove what nobody can see any more, a day later: taken away, left behind, or broken off; the number of files."""
    limit = timezone.now() - KEPT
    away = VersionAttachment.unscoped.filter(removed_at__lt=limit)
    away.exclude(version__state=State.DRAFT).delete()
    removed = 0
    for attachment in list(Attachment.unscoped.filter(shown=None, created_at__lt=limit)):
        if Attachment.unscoped.filter(pk=attachment.pk, shown=None).delete()[0]:
            drop(attachment.key)
            removed += 1
    return removed + _sweep(limit.timestamp())


def prune_hourly() -> None:
    """`prune` as a chore of the clock, called every minute; nothing while the time of this machine may be wrong."""
    if timezone.localtime().minute == PRUNES_AT and clock.ran_lately():
        prune()


def lost() -> list[Attachment]:
    """The files of which the bytes are not in the store."""
    held = {one.name for one in store().files()}
    rows = Attachment.unscoped.select_related("practice").order_by("pk")
    return [one for one in rows if name_of(one, "full") not in held]


def _sweep(limit: float) -> int:
    """What broke off while it was arriving, and places without a row."""
    limit = min(limit, time.time())
    half = [path for path in (root() / INCOMING).glob("*") if path.stat().st_mtime < limit]
    for path in half:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    stored = {place.rpartition("/")[2]: place for place in store().old(limit)}
    known = set(Attachment.unscoped.filter(key__in=list(stored)).values_list("key", flat=True))
    lonely = [place for key, place in stored.items() if key not in known]
    if len(lonely) > MOST_LONELY and not known:
        logger.error("%s files are there and the database knows none of them: nothing is removed.", len(lonely))
        lonely = []
    for place in lonely:
        store().remove(place)
    return len(half) + len(lonely)
