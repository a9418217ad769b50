"""`python -m tests.faults.slow`: 200 clients that hardly send or read anything, while others want their pages.

Once behind the server in front (deploy/nginx) and once at the web process itself, where nobody should stand alone in a
production. Exit code 1 if somebody behind the server in front waited for two seconds or got no page, or if connections
stayed open afterwards.
"""

import argparse
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.layout import Plan, Site, laid_out
from scripts.dev import Stop

from . import serving
from .postgres_stop import PAGES, SETTINGS, unknown
from .readers import Reader, ask, between, reading

CLIENTS = 200
PATIENCE = 2.0  # seconds that nobody may wait
GIVEN_UP = 6.0  # seconds after which a reader goes away
HEAD = f"GET /fi/kasitteet/ HTTP/1.1\r\nHost: {serving.HOST}\r\nX-Forwarded-Proto: https\r\n"
FORM = HEAD.replace("GET /fi/kasitteet/", "POST /fi/kaytannot/toive/") + (
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
)
KINDS: dict[str, tuple[str, str]] = {
    "head": (HEAD, "X-A: b\r\n"),
    "form": (FORM, "a=b&"),
    "reading": (HEAD + "\r\n", ""),
}
"""What is slow → what such a client sends first, and then bit by bit."""


@contextmanager
def dawdling(port: int, first: str, bit: str, number: int) -> Iterator[list[socket.socket]]:
    """So many clients for as long as the block lasts, each with a connection and no hurry."""
    ended = threading.Event()
    lines = [line for _n in range(number) if (line := _opened(port, first))]

    def dawdle() -> None:
        while not ended.wait(1.0):
            for line in lines:
                with suppress(OSError):
                    line.send(bit.encode())

    thread = threading.Thread(target=dawdle)
    thread.start()
    try:
        yield lines
    finally:
        ended.set()
        thread.join()
        for line in lines:
            line.close()


def _opened(port: int, first: str) -> socket.socket | None:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.settimeout(2)
    try:
        line.connect(("127.0.0.1", port))
        line.sendall(first.encode())
        return line
    except OSError:
        line.close()
        return None


def descriptors(pids: Sequence[int]) -> int:
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids)


def open_at(site: Site) -> Callable[[], int]:
    """Counts the open files of all processes of the portal and of the server in front."""

    def count() -> int:
        fronts = serving.workers(site.nginx.pid) if site.nginx else []
        return descriptors([*site.nodes[0].workers(), *fronts])

    return count


def tried(site: Site, where: str, kind: str, seconds: float) -> dict[str, object]:
    port = site.port if where == "behind nginx" else site.nodes[0].port
    count = open_at(site)
    for page in PAGES:
        ask(port, page, serving.BEHIND)
    before = count()
    readers = [Reader(port, pages, serving.BEHIND, 0.2, patience=GIVEN_UP) for pages in (PAGES, unknown)]
    first, bit = KINDS[kind]
    with dawdling(port, first, bit, CLIENTS) as lines:
        begun = time.monotonic()
        with reading(readers):
            time.sleep(seconds)
            ended = time.monotonic()
            number = len(lines)
    seen = between(readers, begun, ended)
    left = _settled(count, before)
    return {
        "where": where,
        "slow in": kind,
        "slow clients": number,
        "pages": len(seen),
        "without a page": sum(one.status != 200 for one in seen),
        "longest wait (s)": round(max((one.seconds for one in seen), default=0.0), 2),
        "connections left open": left,
    }


def _settled(count: Callable[[], int], before: int, patience: float = 8.0) -> int:
    """How many more are open than before, once that has come to rest."""
    end = time.monotonic() + patience
    while (left := count() - before) > 0 and time.monotonic() < end:
        time.sleep(0.5)
    return max(0, left)


def main() -> int:
    serving.end_in_order()
    parser = argparse.ArgumentParser(prog="python -m tests.faults.slow", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    given = parser.parse_args()
    plan = Plan(database="sqlite", nodes=1, follower=False, redis=False, settings=SETTINGS)
    try:
        with laid_out(plan) as site:
            rows = [tried(site, "behind nginx", kind, given.seconds) for kind in KINDS]
            rows += [tried(site, "at gunicorn", kind, given.seconds) for kind in KINDS]
    except Stop as missing:
        print(f"Not tried: {missing}")
        return 0
    print(serving.table(rows))
    behind = [row for row in rows if row["where"] == "behind nginx"]
    is_slow = any(row["without a page"] or float(str(row["longest wait (s)"])) >= PATIENCE for row in behind)
    return 1 if is_slow or any(int(str(row["connections left open"])) > CLIENTS // 4 for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
