"""`python -m tests.faults`: web workers are killed while ten people write and one publishes; then all is counted.

A page is asked for all the time: the longest silence is the time for which it did not come. DATABASE_URL names an empty
database, or a SQLite file is made. Exit code 1 if a save was lost, halved or doubled, a publication is there in part,
or the portal was silent for two seconds.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from .counting import counted, half_published
from .publishing import Publisher
from .readers import Reader, between, longest_silence, reading
from .serving import (
    DEMO,
    ROOT,
    answers,
    called,
    database_of,
    end_in_order,
    free_port,
    gunicorn,
    held,
    made,
    table,
    workers,
    writers,
)  # fmt: skip
from .writers import PLACES, Writer

__all__ = ["ROOT", "answers", "called", "free_port", "gunicorn", "workers"]
PROBED = ("/en/", "/sv/praxis/", "/fi/hankkeet/")
PROBERS = 3
SILENCE = 2.0
"""Seconds without a page that are too many."""


def kill_some(master: int, kills: int, end: float) -> int:
    """Kill a worker at random `kills` times until `end` (monotonic); the number of those that died."""
    died = 0
    for left in range(kills, 0, -1):
        time.sleep(max(0.0, (end - time.monotonic()) / left))
        if alive := workers(master):
            os.kill(random.choice(alive), signal.SIGKILL)
            died += 1
    return died


def run(kills: int, seconds: float, people: int) -> dict[str, object]:
    """One run; its figures."""
    with tempfile.TemporaryDirectory(prefix="polkka-faults-") as name:
        folder = Path(name)
        environment = {"DATABASE_URL": f"sqlite:///{folder}/faults.sqlite3", **os.environ, **DEMO}
        environment |= {"OUTBOX_AT_ONCE": "false", "MEDIA_ROOT": f"{folder}/media"}
        told = made(environment, people, round(seconds))
        port = free_port()
        authors = writers(told, port)
        publisher = Publisher(port, f"{told['session']}={told['coordinator']}", told["waiting"])
        probers = [Reader(port, PROBED, {"Accept-Language": "en"}) for _n in range(PROBERS)]
        with gunicorn(port, environment, folder / "log") as master, reading(probers):
            begun = time.monotonic()
            died = broken(master, authors, publisher, kills, seconds)
            ended = time.monotonic()
        stored = held(environment, told)
    faults = [fault for one in (*authors, publisher) for fault in one.faults]
    faults += sorted({one.fault for prober in probers for one in prober.seen if one.fault})
    for fault in faults[:5]:
        print(fault, file=sys.stderr)
    half, lost = half_published(publisher.done, stored)
    counts = counted(authors, stored)
    return {
        "database": database_of(environment),
        "kills": died,
        "saves": sum(writer.acknowledged for writer in authors),
        "sent again": sum(writer.repeated for writer in authors),
        "published": len(publisher.done),
        "longest silence (s)": round(longest_silence(between(probers, begun, ended)), 2),
        **counts,
        "lost": counts["lost"] + lost,
        "half-published": half,
        "faults": len(faults),
    }


def broken(master: int, authors: Sequence[Writer], publisher: Publisher, kills: int, seconds: float) -> int:
    """Let everybody write while workers die; the number of those that died."""
    end, stopped = time.monotonic() + seconds, threading.Event()
    threads = [threading.Thread(target=writer.write, args=(end, stopped)) for writer in authors]
    threads.append(threading.Thread(target=publisher.publish, args=(end, stopped)))
    for thread in threads:
        thread.start()
    died = kill_some(master, kills, end)
    for thread in threads:
        thread.join(30)
    stopped.set()
    return died


def main() -> int:
    end_in_order()
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--writers", type=int, default=len(PLACES))
    given = parser.parse_args()
    figures = run(given.kills, given.seconds, given.writers)
    print(table([figures]))
    is_slow = float(str(figures["longest silence (s)"])) >= SILENCE
    return (
        1 if is_slow or any(figures[name] for name in ("lost", "halved", "doubled", "half-published", "faults")) else 0
    )


if __name__ == "__main__":
    sys.exit(main())
