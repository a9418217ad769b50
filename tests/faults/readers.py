"""Readers over HTTP who note what every page said: its status, how long it took, and whether it was as it should be."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import cycle, pairwise

from polkka.kit.last_words import WHY

TRACES = (b"Traceback", b"psycopg", b"sqlite3", b"OperationalError", b"<title>Internal Server Error")


@dataclass(frozen=True)
class Seen:
    """One answer: when it was asked for (monotonic), how long it took in seconds, status (0: none), what was wrong."""

    at: float
    seconds: float
    status: int
    fault: str = ""


def ask(port: int, path: str, headers: dict[str, str], *, patience: float = 30.0) -> Seen:
    """One page over a connection of its own."""
    begun, line = time.monotonic(), HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        body = answer.read()
        fault = fault_of(path, answer.status, answer.getheader("Retry-After", ""), body)
        return Seen(begun, time.monotonic() - begun, answer.status, fault)
    except (OSError, HTTPException):
        return Seen(begun, time.monotonic() - begun, 0)
    finally:
        line.close()


def fault_of(path: str, status: int, retry: str, body: bytes) -> str:
    """What is wrong with an answer: a trace, or a 503 without its words in the language of the path."""
    if any(trace in body for trace in TRACES):
        return f"{path}: a trace in the answer ({status})"
    if status in (500, 502, 504):
        return f"{path}: {status}"
    if status != 503:
        return ""
    titles = [said[path[1:3]][0] for said in WHY.values() if path[1:3] in said]
    is_said = any(f"<h1>{title}</h1>".encode() in body for title in titles)
    return "" if retry and is_said else f"{path}: 503 without Retry-After or not in its language"


@dataclass
class Reader:
    """Asks for pages in turn until told to stop, with `pause` seconds in between."""

    port: int
    pages: Sequence[str] | Callable[[], str]
    headers: dict[str, str]
    pause: float = 0.05
    patience: float = 30.0
    seen: list[Seen] = field(default_factory=list)

    def read(self, stopped: threading.Event) -> None:
        pages = self.pages
        following = iter(pages, None) if callable(pages) else cycle(pages)
        while not stopped.is_set():
            self.seen.append(ask(self.port, next(following), self.headers, patience=self.patience))
            stopped.wait(self.pause)


@contextmanager
def reading(readers: Sequence[Reader]) -> Iterator[None]:
    """All of them, each in a thread, for as long as the block lasts."""
    stopped = threading.Event()
    threads = [threading.Thread(target=reader.read, args=(stopped,)) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join(40)


def between(readers: Sequence[Reader], begun: float, ended: float) -> list[Seen]:
    """What was asked for within these moments, in the order of asking."""
    found = [one for reader in readers for one in reader.seen if begun <= one.at <= ended]
    return sorted(found, key=lambda one: one.at)


def longest_silence(seen: Sequence[Seen]) -> float:
    """The longest time in seconds for which no page came whole, told from when good answers arrived."""
    good = sorted(one.at + one.seconds for one in seen if one.status == 200)
    return max((after - before for before, after in pairwise(good)), default=0.0)


def share(seen: Sequence[Seen], status: int = 200) -> float:
    """Per cent of the answers with this status; 100 if nothing was asked."""
    return 100 * sum(one.status == status for one in seen) / len(seen) if seen else 100.0
