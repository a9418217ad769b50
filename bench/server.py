"""Gunicorn with the portal in it: starting, asking, and what it costs its workers."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from .kept import ROOT
from .portal import HOST

PATIENCE = 120.0  # seconds a start may take
TICKS = os.sysconf("SC_CLK_TCK")
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept-Language": "fi", "Connection": "close"}


@dataclass(frozen=True)
class Answer:
    """What came back; `worker` is the process that answered."""

    status: int
    body: bytes
    worker: int
    etag: str
    location: str


@dataclass(frozen=True)
class Server:
    """A running gunicorn; `started` is the seconds from its start to the first answer."""

    port: int
    master: int
    started: float

    def get(self, path: str, **headers: str) -> Answer:
        """Ask over a connection of its own, as sync workers want it; header names with _ for -."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request("GET", path, headers=HEADERS | named)
            return answer_of(connection.getresponse())
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """The processes that answer."""
        told = Path(f"/proc/{self.master}/task/{self.master}/children").read_text(encoding="ascii")
        return [int(pid) for pid in told.split()]


def answer_of(response: HTTPResponse) -> Answer:
    """The parts of a response that are looked at."""
    return Answer(
        response.status,
        response.read(),
        int(response.getheader("X-Worker", "0")),
        response.getheader("ETag", ""),
        response.getheader("Location", ""),
    )


@contextmanager
def serving(variables: Mapping[str, str], *, workers: int = 2) -> Iterator[Server]:
    """The portal on a free port of this machine, loaded before the fork; ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "bench.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--preload", "--no-control-socket", "--log-level", "warning"]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**variables, "PYTHONUNBUFFERED": "1"}, stdout=sys.stderr)
    try:
        _wait(process, port)
        yield Server(port, process.pid, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit("The server ended at once; the lines above say why.")
        try:
            if Server(port, 0, 0).get("/hello/").status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"The server did not answer within {PATIENCE:.0f} seconds.")


def on_cpu(pids: list[int]) -> float:
    """Milliseconds that the main threads of the processes have been on a CPU, to the microsecond."""
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) for pid in pids) / 1e6


def ticks(pids: list[int]) -> float:
    """Milliseconds of utime and stime of the processes with all their threads, to ten milliseconds."""
    spent = 0
    for pid in pids:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        spent += int(told[11]) + int(told[12])
    return spent * 1000 / TICKS


def memory(pid: int) -> tuple[float, float]:
    """RSS and PSS of a process in MB (of 1,000,000 bytes)."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    lines = dict(line.split(":", 1) for line in told.splitlines()[1:])
    return tuple(int(lines[name].split()[0]) * 1024 / 1e6 for name in ("Rss", "Pss"))  # type: ignore[return-value]  # two names, two values
