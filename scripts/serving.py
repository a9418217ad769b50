"""Servers of one's own for tests, drills and measurements: a free port, whether somebody answers there, and an end."""

import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GRACE = 20.0  # seconds a process has to end by itself


def called(environment: Mapping[str, str], *command: str) -> str:
    """What a Python process in the repository says; a failure stops everything."""
    told = subprocess.run([sys.executable, *command], cwd=ROOT, env=dict(environment), text=True, capture_output=True)
    if told.returncode:
        sys.stderr.write((told.stdout + told.stderr)[-4000:])
        raise SystemExit(f"{' '.join(command)} failed; the lines above say why.")
    return told.stdout


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask a process to end, and kill it if it does not."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
