"""Figures of several workers are added up through small files in one folder; this is what gunicorn does with them.

Used by deploy/gunicorn.conf.py before Django is there: nothing of Django may be imported here.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from polkka.variables import Reader

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client finds the folder."""
ADDED_UP = ("counter", "histogram")
GONE = "0"
"""Stands in the place of a process number in the files of all workers that are no more."""


def share() -> None:
    """Let the workers share their figures, if anybody can read them; before prometheus-client is imported."""
    read = Reader(Path(__file__).resolve().parents[2])
    if read("METRICS_TOKEN"):
        folder = Path(read(FOLDER))
        folder.mkdir(parents=True, exist_ok=True)
        os.environ[FOLDER] = str(folder)


def folder() -> Path | None:
    """The folder that is shared, if one is."""
    return Path(os.environ[FOLDER]) if os.environ.get(FOLDER) else None


@contextmanager
def held(at: Path, kind: int) -> Iterator[None]:
    """Nobody reads the files while they are being moved."""
    with (at / "lock").open("a") as lock:
        fcntl.flock(lock, kind)
        yield


def on_starting(server: Any) -> None:
    """Begin with nothing: what an earlier server left would be counted again."""
    if at := folder():
        for path in at.glob("*.db"):
            path.unlink(missing_ok=True)


def child_exit(server: Any, worker: Any) -> None:
    """Keep what a worker counted, without its file, and forget what it was at; never in the way of the server."""
    if at := folder():
        try:
            forget(at, worker.pid)
        except Exception:
            server.log.exception("The figures of worker %s could not be kept.", worker.pid)


def forget(at: Path, pid: int) -> None:
    """Add the counts of one process to those of all that are gone; its gauges end with it."""
    from prometheus_client.mmap_dict import MmapedDict  # the variable has to be set before

    with held(at, fcntl.LOCK_EX):
        for kind in ADDED_UP:
            path = at / f"{kind}_{pid}.db"
            if path.exists():
                _add(MmapedDict, path, at / f"{kind}_{GONE}.db")
                path.unlink()
        for path in at.glob(f"gauge_*_{pid}.db"):
            path.unlink(missing_ok=True)


def _add(files: Any, source: Path, target: Path) -> None:
    kept = files(str(target))
    try:
        for key, value, when, _at in files.read_all_values_from_file(str(source)):
            if value:
                kept.write_value(key, kept.read_value(key)[0] + value, when)
    finally:
        kept.close()
