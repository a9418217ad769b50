"""A throw-away PostgreSQL and one that follows it, over sockets of their own: started, stopped and killed by name."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.dev import Stop, find_postgres

PATIENCE = 30.0
"""Seconds a server may take to answer or to end."""
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
ALWAYS = "-c listen_addresses='' -c max_connections=200 -c wal_level=replica -c max_wal_senders=4 -c hot_standby=on"


class Postgres:
    """One server with its data and its socket in `folder`; `url` is what DATABASE_URL takes.

    `durable` waits for the disk as a production does. Raises Stop where PostgreSQL is not installed.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self.options = ALWAYS if durable else f"{ALWAYS} {QUICK}"
        self.url = f"postgres://postgres@{str(folder).replace('/', '%2F')}/postgres"
        found = find_postgres()
        if found is None:
            raise Stop("There is no PostgreSQL on this machine: install the package postgresql and try again.")
        self._programs = (found / "initdb").resolve().parent  # pg_basebackup and others may stand only there
        folder.mkdir(mode=0o755)
        if person():
            shutil.chown(folder, "postgres", "postgres")

    def make(self) -> None:
        """An empty cluster, started."""
        arguments = ["-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self.call("initdb", *arguments)
        self.start()

    def follow(self, primary: "Postgres") -> None:
        """A copy of `primary` that follows it by streaming replication, started."""
        self.call("pg_basebackup", "-h", str(primary.folder), "-U", "postgres", "-R", "-X", "stream", "-c", "fast")
        self.start()

    @property
    def pid(self) -> int:
        """The first process of the server; 0 if it does not run."""
        path = self.folder / "data" / "postmaster.pid"
        try:
            return int(path.read_text(encoding="ascii").splitlines()[0])
        except (OSError, IndexError, ValueError):
            return 0

    def start(self) -> None:
        self.call("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", f"-k {self.folder} {self.options}", "start")

    def stop(self, how: str = "fast") -> None:
        """`how`: smart, fast, or immediate, which is as if the machine had lost its power."""
        if self.pid:
            self.call("pg_ctl", "-m", how, "stop")

    def kill(self) -> None:
        """`kill -9` of its first process; the others end when they see it, and the socket is free again."""
        if pid := self.pid:
            os.kill(pid, signal.SIGKILL)
            until(lambda: not _alive(pid), "PostgreSQL did not end")
            (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
            time.sleep(0.5)  # its children end by themselves; only then may another start on the same data

    def pause_replay(self, paused: bool = True) -> None:
        """Let a follower stand still (or go on), as one that hangs behind would."""
        self.ask(f"SELECT pg_wal_replay_{'pause' if paused else 'resume'}()")

    def ask(self, question: str) -> str:
        """What the server says to one statement."""
        command = [str(self._programs / "psql"), "-h", str(self.folder), "-U", "postgres", "-Atqc", question]
        return subprocess.run(command, cwd="/", text=True, capture_output=True, check=True, **person()).stdout.strip()

    def dump(self, path: Path) -> None:
        """Everything in it, to a file of pg_dump’s own format."""
        self._client("pg_dump", "-Fc", "-f", str(path), "postgres")

    def load(self, path: Path) -> None:
        """What `dump` has written, into an empty cluster."""
        self._client("pg_restore", "--no-owner", "-d", "postgres", str(path))
        self.ask("ANALYZE")

    def _client(self, program: str, *arguments: str) -> None:
        where = ["-h", str(self.folder), "-U", "postgres"]
        subprocess.run([str(self._programs / program), *where, *arguments], cwd="/", stdout=sys.stderr, check=True)

    def call(self, program: str, *arguments: str) -> None:
        """One of PostgreSQL’s programs on this data; raises Stop with the end of its log."""
        command = [str(self._programs / program), "-D", str(self.folder / "data"), *arguments]
        log = self.folder / "called"
        with log.open("ab") as output:
            if subprocess.run(command, cwd="/", stdout=output, stderr=output, **person()).returncode:
                sys.stderr.write(log.read_text(encoding="utf-8", errors="replace")[-2000:])
                raise Stop(f"PostgreSQL’s {program} failed; the lines above say why.")


def person() -> dict[str, Any]:
    """Whom PostgreSQL runs as: it refuses root, and then becomes the user that its package has made."""
    if os.name != "posix" or os.getuid():
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def until(is_so: Callable[[], bool], otherwise: str, seconds: float = PATIENCE) -> float:
    """Wait; the seconds it took. Raises Stop with `otherwise` after `seconds`."""
    begun = time.monotonic()
    while not is_so():
        if time.monotonic() - begun > seconds:
            raise Stop(f"{otherwise} within {seconds:.0f} seconds.")
        time.sleep(0.02)
    return time.monotonic() - begun


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
