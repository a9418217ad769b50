"""A portal to break: its commands, its ports, gunicorn with its workers, and the cast of writers."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.serving import ROOT, answers, called, end, free_port

from .writers import Writer

__all__ = ["ROOT", "answers", "called", "free_port"]
PATIENCE = 60.0  # seconds a start may take
HOST = "polkka.example"
BEHIND = {"Host": HOST, "Origin": f"https://{HOST}", "X-Forwarded-Proto": "https"}
"""What a request says behind the server in front."""
DEMO = {"MODE": "demo", "DEBUG": "false", "EMAIL_URL": "memory:", "SIGN_IN_LIMITS": "false", "SEARCH_LIMITS": "false"}


def end_in_order() -> None:
    """Asked to end, take away what was started, as on any other way out."""
    signal.signal(signal.SIGTERM, lambda *_told: sys.exit(143))


@contextmanager
def gunicorn(
    port: int, environment: Mapping[str, str], log: Path, *, number: int = 2, person: Mapping[str, Any] | None = None
) -> Iterator[int]:
    """The portal with so many workers of four threads; the process that starts the workers.

    `person`: user and group to run as, as subprocess takes them.
    """
    command = [sys.executable, "-m", "gunicorn", "polkka.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(number)]
    command += ["--threads", "4", "--preload", "--no-control-socket", "--log-level", "critical"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdout=output, stderr=output, **(person or {})
        )
    try:
        latest = time.monotonic() + PATIENCE
        while not answers(port):
            if process.poll() is not None or time.monotonic() > latest:
                raise SystemExit(f"The portal did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield process.pid
    finally:
        end(process)


def workers(master: int) -> list[int]:
    told = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii")
    return [int(pid) for pid in told.split()]


def made(environment: Mapping[str, str], people: int, waiting: int = 0) -> dict[str, Any]:
    """Tables and the cast of tests/faults/cast.py in an empty database."""
    called(environment, "manage.py", "migrate", "-v0")
    called(environment, "manage.py", "createcachetable")
    return cast(environment, people, waiting)


def cast(environment: Mapping[str, str], people: int, waiting: int = 0) -> dict[str, Any]:
    """So many writers, and practices that wait to be published."""
    told: dict[str, Any] = json.loads(called(environment, "-m", "tests.faults.cast", str(people), str(waiting)))
    return told


def writers(cast: Mapping[str, Any], port: int, **headers: str) -> list[Writer]:
    """Everybody of the cast who writes."""
    return [
        Writer(place, port, f"{cast['session']}={row['session']}", cast["shared"], row["own"], headers=headers)
        for place, row in enumerate(cast["writers"])
    ]


def held(environment: Mapping[str, str], cast: Mapping[str, Any]) -> dict[str, Any]:
    """What the database holds: tests/faults/stored.py."""
    owns = [row["own"] for row in cast["writers"]]
    told: dict[str, Any] = json.loads(called(environment, "-m", "tests.faults.stored", cast["shared"], *owns))
    return told


def database_of(environment: Mapping[str, str]) -> str:
    return "SQLite" if environment["DATABASE_URL"].startswith("sqlite") else "PostgreSQL"


def table(rows: list[dict[str, object]]) -> str:
    """Rows of figures as a Markdown table."""
    lines = [f"| {' | '.join(rows[0])} |", f"|{'---|' * len(rows[0])}"]
    return "\n".join(lines + [f"| {' | '.join(map(str, row.values()))} |" for row in rows])
