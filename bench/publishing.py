"""`python -m bench.publishing NAME NUMBER`: publish one after the other and ask every process at once after each."""

import os
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPResponse
from statistics import median

import django

from .server import HEADERS, Answer, Server, answer_of, serving
from .tables import table

WORKERS = 4
WITHDRAWN = 10
"""Each so-manieth is withdrawn again."""


@dataclass
class Seen:
    """Milliseconds, and answers that were wrong."""

    publish: list[float] = field(default_factory=list)
    withdraw: list[float] = field(default_factory=list)
    visible: list[float] = field(default_factory=list)
    answers: int = 0
    stale: int = 0


class Held:
    """Requests of which all but the last line has been sent: each keeps a process of its own, and none is answered."""

    def __init__(self, server: Server, path: str, etag: str = "") -> None:
        headers = HEADERS | ({"If-None-Match": etag} if etag else {})
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        begun = ("\r\n".join(lines) + "\r\n").encode()
        self._sockets = [socket.create_connection(("127.0.0.1", server.port), 60) for _ in range(WORKERS)]
        for one in self._sockets:
            one.sendall(begun)

    def answers(self) -> list[Answer]:
        """Send the last line of all and read what comes back; stops unless every process has answered."""
        for one in self._sockets:
            one.sendall(b"\r\n")
        found = []
        for one in self._sockets:
            response = HTTPResponse(one)
            response.begin()
            found.append(answer_of(response))
            one.close()
        if len({answer.worker for answer in found}) != WORKERS:
            raise SystemExit("Not every process was asked.")
        return found


def main(name: str, number: int) -> None:
    """Publish, ask, print a table."""
    django.setup()
    from bench.drafts import drafts, publish, withdraw
    from search.loading import warm

    warm()
    waiting = drafts(number)
    seen = Seen()
    with serving(os.environ, workers=WORKERS) as server:
        etag = server.get("/fi/kaytannot/").etag
        for place, draft in enumerate(waiting):
            etag = _round(server, seen, seen.publish, lambda draft=draft: publish(draft), draft, etag, True)
            if place % WITHDRAWN == WITHDRAWN - 1:
                etag = _round(server, seen, seen.withdraw, lambda draft=draft: withdraw(draft), draft, etag, False)
    print(table(f"{WORKERS} processes, {name}", ("median", "p95", "most"), _lines(seen)))
    changes = f"{len(seen.publish)} publishes, {len(seen.withdraw)} withdrawals"
    print(f"\n{changes}, {seen.answers} answers: {seen.stale} stale.")
    if seen.stale:
        raise SystemExit("There were stale answers.")


def _round(server: Server, seen: Seen, times: list[float], change, draft, etag: str, is_there: bool) -> str:
    """One change, then the list (with the tag of the last answer) and the search, from every process."""
    held = Held(server, "/fi/kaytannot/", etag)
    start = time.perf_counter()
    change()
    done = time.perf_counter()
    times.append((done - start) * 1000)
    listed = held.answers()
    seen.visible.append((time.perf_counter() - done) * 1000)
    found = Held(server, f"/fi/kaytannot/?q={draft.word}").answers()
    seen.answers += len(listed) + len(found)
    seen.stale += sum(not _is_true(answer, draft.public_id, is_there) for answer in (*listed, *found))
    return listed[0].etag


def _is_true(answer: Answer, public_id: str, is_there: bool) -> bool:
    return answer.status == 200 and (public_id.lower().encode() in answer.body.lower()) is is_there


def _lines(seen: Seen) -> list[tuple[str, ...]]:
    kinds = (
        ("publishing 600 words with its analysis, ms", seen.publish),
        ("withdrawing, ms", seen.withdraw),
        ("from the commit to the last of the processes’ answers, ms", seen.visible),
    )
    return [(name, *_figures(times)) for name, times in kinds if times]


def _figures(times: Sequence[float]) -> tuple[str, str, str]:
    ordered = sorted(times)
    return f"{median(ordered):.0f}", f"{ordered[int(len(ordered) * 0.95)]:.0f}", f"{ordered[-1]:.0f}"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
