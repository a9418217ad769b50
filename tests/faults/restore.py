"""`python -m tests.faults.restore`: backups and restores are killed at any moment, and nothing half done counts.

DATABASE_URL names an empty database, or a SQLite file is made. A fault is a backup that has its name and is not whole,
a database that is neither the old nor the restored one, or a restore that cannot be finished afterwards.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from .__main__ import ROOT, called

FILES, SIZE, ROWS = 40, 500_000, 150_000
"""Enough that a kill meets the copying, not only the start of the program."""
LOOK = """
from polkka.operations.backups.engines import engine
tables = engine().tables()
names = ("network_user", "portal_banner", "upkeep_daycount")
print(*(f"{name}:{tables[name].sha256 if name in tables else 'not there'}" for name in names))
"""
FILL = f"""
import datetime, os
from django.conf import settings
from network.models import User
from polkka.upkeep.models import DayCount
User.objects.create_user("first@example.org", name="First")
day = datetime.date(2020, 1, 1)
rows = (DayCount(day=day, kind="drill", key=str(n), times=n) for n in range({ROWS}))
DayCount.objects.bulk_create(rows, batch_size=5000)
for n in range({FILES}):
    folder = settings.MEDIA_ROOT / f"{{n:02}}" / f"{{n:032}}"
    folder.mkdir(parents=True)
    (folder / "full.pdf").write_bytes(os.urandom({SIZE}))
"""
SPOIL = """
from network.models import User
from polkka.upkeep.models import DayCount
User.objects.get_or_create(email="second@example.org", defaults={"name": "Second"})
DayCount.objects.filter(kind="drill", times__lt=1000).delete()
"""


class Killer:
    """Kills a command of manage.py: at any moment of the time it usually takes, and every other time in its deed.

    The deed, the writing of the database, is what lies between two words of its output.
    """

    def __init__(self, environment: Mapping[str, str], deed: tuple[str, str], *command: str) -> None:
        self.environment, self.command, self.deed = {**environment, "PYTHONUNBUFFERED": "1"}, command, deed
        self.died = self._tries = 0
        began = time.monotonic()
        process = self._start()
        self._lasts = -self._until(process, deed[0])
        self._lasts += self._until(process, deed[1])
        if process.wait():
            raise SystemExit(f"{' '.join(command)} failed.")
        self.whole = self._usual = time.monotonic() - began

    def strike(self) -> bool:
        """Once; whether it was in time. One that was too late makes the next one earlier."""
        process, self._tries = self._start(), self._tries + 1
        after = random.uniform(0.4, 0.95) * self._usual
        if self._tries % 2:
            self._until(process, self.deed[0])
            after = random.random() ** 3 * self._lasts  # mostly early: comparing the rows takes most of the time
        try:
            process.wait(after)
            self._usual *= 0.8
            return False
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # its pg_dump, pg_restore and psql too, as a power cut would
            process.wait()
            self.died += 1
            return True
        finally:
            if process.stdout:
                process.stdout.close()

    def _start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "manage.py", *self.command], cwd=ROOT, env=self.environment, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    @staticmethod
    def _until(process: "subprocess.Popen[str]", word: str) -> float:
        """Read what is said up to a line with this word; when that was."""
        assert process.stdout is not None
        for line in process.stdout:
            if word in line:
                break
        return time.monotonic()


def shell(environment: Mapping[str, str], code: str) -> str:
    return called(environment, "manage.py", "shell", "--no-imports", "--verbosity", "0", "-c", code).strip()


def killed(environment: Mapping[str, str], after: float, *command: str) -> bool:
    """Run a command of manage.py and kill it after so many seconds; whether it was still running."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(after)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its pg_dump, pg_restore and psql too, as a power cut would
        process.wait()
        return True


def backups(killer: Killer, home: Path, kills: int) -> list[str]:
    """Kill backups, and make one more; what is wrong with those that have their name."""
    sys.path.insert(0, str(ROOT))
    from polkka.operations.backups import folders

    for _ in range(kills):
        for done in folders.finished(home):
            shutil.rmtree(done)  # nothing to link to: all is copied
        killer.strike()
    called(killer.environment, "manage.py", "backup", str(home))
    faults = [fault for folder in folders.finished(home) for fault in faults_of(folder)]
    return faults + [f"left behind: {path.name}" for path in folders.unfinished(home)]


def faults_of(backup: Path) -> list[str]:
    from polkka.operations.backups import engines, folders

    try:
        return list(folders.faults(backup))
    except engines.Trouble as trouble:
        return [str(trouble)]


def restores(environment: Mapping[str, str], killer: Killer, kills: int) -> tuple[int, list[str]]:
    """Kill restores, and let one finish; how often the database was new already, and what was neither old nor new."""
    new = shell(environment, LOOK)
    done, faults = 0, []
    for _ in range(kills):
        old = shell(environment, SPOIL + LOOK)
        shutil.rmtree(environment["MEDIA_ROOT"], ignore_errors=True)
        died = killer.strike()
        state = shell(environment, LOOK)
        done += died and state == new
        if state not in (old, new):
            return done, [*faults, f"neither old nor new: {state}"]
    shell(environment, SPOIL)
    for command in (killer.command, ("check_files",), ("reindex", "--check")):
        called(environment, "manage.py", *command)
    if shell(environment, LOOK) != new:
        faults.append("the last restore was not finished")
    if sum(path.stat().st_size == SIZE for path in Path(environment["MEDIA_ROOT"]).rglob("full.pdf")) != FILES:
        faults.append("files are missing after the last restore")
    return done, faults


def run(folder: Path, kills: int) -> tuple[dict[str, object], list[str]]:
    environment = {"DATABASE_URL": f"sqlite:///{folder}/restored.sqlite3", **os.environ, "LOG_LEVEL": "ERROR"}
    environment |= {"MODE": "demo", "DEBUG": "false", "EMAIL_URL": "memory:", "MEDIA_ROOT": f"{folder}/media"}
    for command in (("migrate", "-v0"), ("createcachetable",), ("seed", "--base"), ("reindex", "--missing")):
        called(environment, "manage.py", *command)
    shell(environment, FILL)
    first, home = folder / "first", folder / "killed"
    called(environment, "manage.py", "backup", str(first))
    maker = Killer(environment, ("database …", "database:"), "backup", str(home))
    faults = backups(maker, home, kills)
    command = ("restore", str(next(first.glob("polkka-*"))), "--replace", "--yes")
    bringer = Killer(environment, ("brought back", "rows, all"), *command)
    done, more = restores(environment, bringer, kills)
    faults += more
    database = "SQLite" if environment["DATABASE_URL"].startswith("sqlite") else "PostgreSQL"
    return {
        "database": database, "backups killed": maker.died, "restores killed": bringer.died,
        "of these the database was new": done,
        "faults": len(faults), "backup (s)": round(maker.whole, 1), "restore (s)": round(bringer.whole, 1),
    }, faults  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.restore", description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="polkka-faults-") as name:
        figures, faults = run(Path(name), given.kills)
    print("\n".join(faults), file=sys.stderr)
    print(f"| {' | '.join(figures)} |\n|{'---|' * len(figures)}\n| {' | '.join(map(str, figures.values()))} |")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
