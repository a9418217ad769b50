"""A backup while the portal is read, and all of it brought back to an empty machine: how long, and what readers see."""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.dev import Stop

from . import portal
from .kept import ROOT
from .load import addresses
from .postgres import Postgres
from .server import Server, serving
from .tables import table

LARGE = 5_000
"""MB of the portal that the times are counted up to."""
LONGEST = 30.0
"""Minutes that a backup, and a restore, of so much may take."""
PAUSE = 0.02
"""Seconds between two requests of the reader."""
CALM = 5.0
"""Seconds of reading before the backup, to compare with."""
PATIENCE = 2.0
"""Seconds within which an answer must come."""
RENEWED = ("django_session", "upkeep_generation", "upkeep_daycount", "cache")
"""Tables that a restore, or the reading in the meantime, changes."""
LOOK = """
import json
from polkka.operations.backups.engines import engine
print(json.dumps({name: [one.rows, one.sha256] for name, one in engine().tables().items()}))
"""
HEADS = (
    "MB", "backup s", "again s", "restore s",
    f"backup of {LARGE // 1000} GB, min", f"restore of {LARGE // 1000} GB, min",
    "asked", "errors", "p95 before, ms", "p95 meanwhile, ms", "slowest, ms", "unequal tables", "unequal files",
)  # fmt: skip
"""The second backup links what the first has; what is asked is asked while both are made."""


@dataclass
class Reader:
    """Asks for pages one after another, all different ones, until it is told to stop."""

    server: Server
    paths: list[str]
    waits: list[float] = field(default_factory=list)
    errors: int = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self._read, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _read(self, stop: threading.Event) -> None:
        while not stop.wait(PAUSE):
            began = time.perf_counter()
            try:
                is_good = self.server.get(random.choice(self.paths)).status == 200
            except OSError:
                is_good = False
            self.waits.append((time.perf_counter() - began) * 1000)
            self.errors += not is_good

    def p95(self) -> float:
        return sorted(self.waits)[int(len(self.waits) * 0.95)] if self.waits else 0.0


def measure(*, mb: int, number: int) -> bool:
    """Both databases, with `number` practices and files up to `mb` together; whether every bar was kept."""
    lines, good = [], True
    for kind in ("SQLite", "PostgreSQL"):
        try:
            cells, is_good = _measure(kind, mb, number)
        except Stop as left_out:
            print(f"{kind}: {left_out}")
            continue
        lines.append((kind, *cells))
        good = good and is_good
    print(table("backup while the portal is read", HEADS, lines))
    print(f"\nBars: errors 0, no answer after more than {PATIENCE:.0f} s, {LONGEST:.0f} min, nothing unequal.")
    return good


def _measure(kind: str, mb: int, number: int) -> tuple[list[str], bool]:
    with TemporaryDirectory(prefix="polkka-bench-") as name, ExitStack() as stack:
        place = Path(name)
        place.chmod(0o755)  # PostgreSQL is another user
        here, there = (_machine(kind, place / side, stack) for side in ("here", "there"))
        there["STATIC_ROOT"] = here["STATIC_ROOT"]
        _fill(here, mb, number)
        return _drill(here, there, place / "backups", mb)


def _machine(kind: str, place: Path, stack: ExitStack) -> dict[str, str]:
    """The environment of a machine with an empty database and nothing else on it."""
    place.mkdir()
    place.chmod(0o755)
    url = f"sqlite:///{place}/polkka.sqlite3"
    if kind == "PostgreSQL":
        server = Postgres(place / "postgres", durable=True)
        server.make()
        stack.callback(server.stop)
        url = server.url
    return {**portal.environment(place, url), "MEDIA_ROOT": str(place / "media"), "LOG_LEVEL": "ERROR"}


def _fill(here: Mapping[str, str], mb: int, number: int) -> None:
    """The practices, and files for them until both together are `mb` large."""
    portal.fill(number, Path(here["STATIC_ROOT"]).parent, here["DATABASE_URL"])
    portal.run(["manage.py", "reindex", "--missing"], here)  # a restore writes what is missing
    portal.run(["-m", "bench.files", str(mb)], here)


def _drill(here: Mapping[str, str], there: Mapping[str, str], home: Path, mb: int) -> tuple[list[str], bool]:
    with serving(here) as server:
        paths = addresses.practices(server, 500)
        calm, busy = Reader(server, paths), Reader(server, paths)
        with calm.reading():
            time.sleep(CALM)
        with busy.reading():
            made = _timed(here, "backup", str(home))
            again = _timed(here, "backup", str(home))
    newest = max(home.glob("polkka-*"))
    back = _timed(there, "restore", str(newest))
    tables, files = _unequal(here, there)
    with serving(there) as server:
        busy.errors += server.get(paths[0]).status != 200
    large = [seconds / mb * LARGE / 60 for seconds in (made, back)]
    slowest = max(busy.waits, default=0)
    numbers = [made, again, back, *large]
    cells = [str(mb), *(f"{value:.1f}" for value in numbers), str(len(busy.waits)), str(busy.errors)]
    cells += [*(f"{value:.0f}" for value in (calm.p95(), busy.p95(), slowest)), str(tables), str(files)]
    is_good = not (busy.errors or tables or files) and max(large) <= LONGEST and slowest <= PATIENCE * 1000
    return cells, is_good and bool(busy.waits)


def _timed(variables: Mapping[str, str], *command: str) -> float:
    began = time.perf_counter()
    portal.run(["manage.py", *command], variables)
    return time.perf_counter() - began


def _unequal(here: Mapping[str, str], there: Mapping[str, str]) -> tuple[int, int]:
    """How many tables, and how many files, are not the same on both machines."""
    old, new = (_tables(side) for side in (here, there))
    tables = [name for name in {*old, *new}.difference(RENEWED) if old.get(name) != new.get(name)]
    command = ["diff", "--recursive", "--brief", here["MEDIA_ROOT"], there["MEDIA_ROOT"]]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if tables:
        print(f"not equal: {', '.join(sorted(tables))}", file=sys.stderr)
    return len(tables), len([line for line in told.stdout.splitlines() if not line.endswith("incoming")])


def _tables(variables: Mapping[str, str]) -> dict[str, list[object]]:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", LOOK]
    told = subprocess.run(command, cwd=ROOT, env=dict(variables), capture_output=True, text=True, check=True)
    return dict(json.loads(told.stdout))
