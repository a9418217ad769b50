"""Where the bytes lie: one folder for each file under MEDIA_ROOT, made whole elsewhere and then moved into place."""

import hashlib
import os
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

from ..models import Attachment, VersionAttachment
from ..states import State
from ..whereabouts import folder_of as folder_of
from ..whereabouts import is_lost as is_lost
from ..whereabouts import path_of as path_of
from ..whereabouts import root as root

Upload: TypeAlias = "UploadedFile[bytes]"
KEPT = timedelta(days=1)
"""How long a file stays that nothing shows."""
PRUNES_AT = 25
"""The minute of the hour."""


def incoming() -> Path:
    """Where files are while they arrive and are looked at; on the same disk as the others."""
    folder = root() / "incoming"
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
    """Move a folder of finished files into place, all at once, once they are safe on the disk."""
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)
    home = folder_of(key)
    home.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(home)
    _sync(home.parent)


def drop(key: str) -> None:
    """Remove the bytes of a file."""
    shutil.rmtree(folder_of(key), ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
    """`prune` as a chore of the clock, which calls every minute."""
    if timezone.localtime().minute == PRUNES_AT:
        prune()


def lost() -> list[Attachment]:
    """The files of which the bytes are not on the disk."""
    rows = Attachment.unscoped.select_related("practice").order_by("pk")
    return [one for one in rows if is_lost(one)]


def _sweep(limit: float) -> int:
    """Folders without a row, and what broke off while it was arriving."""
    if not root().is_dir():
        return 0
    old = [path for path in root().glob("*/*") if path.stat().st_mtime < min(limit, time.time())]
    stored = [path for path in old if path.parent.name != "incoming"]
    known = set(Attachment.unscoped.filter(key__in=[path.name for path in stored]).values_list("key", flat=True))
    lost = [path for path in old if path.name not in known]
    for path in lost:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return len(lost)
