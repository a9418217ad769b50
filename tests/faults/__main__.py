"""`python -m tests.faults`: web workers are killed while ten people write; then everything is counted.

DATABASE_URL names an empty database, or a SQLite file is made. Exit code 1 if a save was lost, halved or doubled.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .writers import COSTS, PLACES, Writer

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds a start may take


def called(environment: Mapping[str, str], *command: str) -> str:
    told = subprocess.run([sys.executable, *command], cwd=ROOT, env=dict(environment), text=True, capture_output=True)
    if told.returncode:
        sys.stderr.write((told.stdout + told.stderr)[-4000:])
        raise SystemExit(f"{' '.join(command)} failed; the lines above say why.")
    return told.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


@contextmanager
def gunicorn(port: int, environment: Mapping[str, str], log: Path, *, number: int = 2) -> Iterator[int]:
    """The portal with so many workers of four threads; the process that starts the workers."""
    command = [sys.executable, "-m", "gunicorn", "polkka.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(number)]
    command += ["--threads", "4", "--preload", "--no-control-socket", "--log-level", "critical"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=output, stderr=output)
    try:
        end = time.monotonic() + PATIENCE
        while not answers(port):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"The portal did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def workers(master: int) -> list[int]:
    told = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii")
    return [int(pid) for pid in told.split()]


def kill_some(master: int, kills: int, end: float) -> int:
    """Kill a worker at random `kills` times until `end` (monotonic); the number of those that died."""
    died = 0
    for left in range(kills, 0, -1):
        time.sleep(max(0.0, (end - time.monotonic()) / left))
        if alive := workers(master):
            os.kill(random.choice(alive), signal.SIGKILL)
            died += 1
    return died


def counted(writers: list[Writer], held: dict[str, dict[str, dict[str, object]]]) -> dict[str, int]:
    """Acknowledged saves that are lost, saves of which only a part is there, and words or rows that are there twice."""
    lost = halved = doubled = 0
    for writer in writers:
        words = str(held["shared"][PLACES[writer.place][1]]).split()
        lost += words[: len(writer.words)] != writer.words
        doubled += len(words) != len(set(words))
        own = held["own"][writer.own]
        tags, cost = own["tags"], own["cost"]
        numbers = (writer.number, writer.attempted)
        number = next((n for n in numbers if (tags, cost) == ([f"eka{n}", f"toka{n}"], [COSTS[n % 2]])), 0)
        is_whole = any((tags, cost) == ([f"eka{n}", f"toka{n}"], [COSTS[n % 2]]) for n in range(1, writer.attempted))
        halved += number == 0 and bool(writer.number) and not is_whole
        lost += number == 0 and bool(writer.number) and is_whole
        titles = [row["title"] for row in own["steps"]]  # type: ignore[attr-defined]  # rows are made by stored.py
        doubled += len(titles) != len(set(titles))
        lost += writer.number > 0 and f"askel {writer.number}" not in titles and number == writer.number
    return {"lost": lost, "halved": halved, "doubled": doubled, "faults": sum(len(writer.faults) for writer in writers)}


def run(kills: int, seconds: float, people: int) -> dict[str, object]:
    """One run; its figures."""
    with tempfile.TemporaryDirectory(prefix="polkka-faults-") as name:
        folder = Path(name)
        environment = {"DATABASE_URL": f"sqlite:///{folder}/faults.sqlite3", **os.environ}
        environment |= {"MODE": "demo", "DEBUG": "false", "EMAIL_URL": "memory:", "SIGN_IN_LIMITS": "false"}
        called(environment, "manage.py", "migrate", "-v0")
        called(environment, "manage.py", "createcachetable")
        cast = json.loads(called(environment, "-m", "tests.faults.cast", str(people)))
        port = free_port()
        writers = [
            Writer(place, port, f"{cast['session']}={row['session']}", cast["shared"], row["own"])
            for place, row in enumerate(cast["writers"])
        ]
        with gunicorn(port, environment, folder / "log") as master:
            died = broken(master, writers, kills, seconds)
        owns = [writer.own for writer in writers]
        held = json.loads(called(environment, "-m", "tests.faults.stored", cast["shared"], *owns))
    for fault in [fault for writer in writers for fault in writer.faults][:5]:
        print(fault, file=sys.stderr)
    return {
        "database": "SQLite" if environment["DATABASE_URL"].startswith("sqlite") else "PostgreSQL",
        "kills": died,
        "acknowledged": sum(writer.acknowledged for writer in writers),
        "sent again": sum(writer.repeated for writer in writers),
        "longest wait (s)": round(max(writer.longest for writer in writers), 1),
        **counted(writers, held),
    }


def broken(master: int, writers: list[Writer], kills: int, seconds: float) -> int:
    """Let everybody write while workers die; the number of those that died."""
    end, stopped = time.monotonic() + seconds, threading.Event()
    threads = [threading.Thread(target=writer.write, args=(end, stopped)) for writer in writers]
    for thread in threads:
        thread.start()
    died = kill_some(master, kills, end)
    for thread in threads:
        thread.join(30)
    stopped.set()
    return died


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--writers", type=int, default=len(PLACES))
    given = parser.parse_args()
    figures = run(given.kills, given.seconds, given.writers)
    print(f"| {' | '.join(figures)} |\n|{'---|' * len(figures)}\n| {' | '.join(map(str, figures.values()))} |")
    return 1 if any(figures[name] for name in ("lost", "halved", "doubled", "faults")) else 0


if __name__ == "__main__":
    sys.exit(main())
