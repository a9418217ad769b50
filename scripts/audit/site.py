"""A throw-away site with the whole demo in it, served as a production is: by gunicorn, with compressed static files."""

import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds a start may take


@dataclass(frozen=True)
class Look:
    """One page to look at: the name of its kind, its language, where it is and what it answers."""

    name: str
    language: str
    path: str
    status: int
    form: str
    is_measured: bool


@dataclass(frozen=True)
class Site:
    """A running site; `without` names the kinds of pages that its content has nothing for."""

    url: str
    folder: Path
    looks: tuple[Look, ...]
    without: tuple[str, ...]

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body, uncompressed."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


def _run(module: list[str], environment: Mapping[str, str]) -> str:
    told = subprocess.run([sys.executable, *module], cwd=ROOT, env=dict(environment), text=True, capture_output=True)
    if told.returncode:
        sys.stderr.write((told.stdout + told.stderr)[-4000:])
        raise SystemExit(f"{' '.join(module)} failed; the lines above say why.")
    return told.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving() -> Iterator[Site]:
    """The demo on a free port of 127.0.0.1; nothing is left of it afterwards."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="polkka-audit-") as name:
        folder = Path(name)
        seed = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
            "STATIC_ROOT": str(folder / "static"),
            "SIGN_IN_LIMITS": "false",
            "SEARCH_LIMITS": "false",
            "EMAIL_URL": "memory:",
            "MODE": "demo",
            "DEBUG": "false",
        }
        production = seed | {
            "MODE": "production",
            "SECRET_KEY": hashlib.sha256(os.urandom(32)).hexdigest(),
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": f"https://127.0.0.1:{port}",
            "TRUSTED_PROXIES": "1",
        }
        _run(["-m", "scripts.prepare", "build"], seed)
        for command in (["migrate", "-v0"], ["createcachetable", "-v0"], ["seed"], ["reindex", "--missing"]):
            _run(["manage.py", *command], seed)
        _run(["manage.py", "collectstatic", "--no-input", "-v0"], production)
        table = json.loads(_run(["-m", "scripts.audit.addresses"], seed))
        with _gunicorn(port, production):
            looks = tuple(Look(**row) for row in table["pages"])
            yield Site(f"http://127.0.0.1:{port}", folder, looks, tuple(table["without"]))


@contextmanager
def _gunicorn(port: int, environment: Mapping[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "scripts.audit.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--threads", "4", "--preload", "--no-control-socket", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=sys.stderr)
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit("The site did not start; the lines above say why.")
            time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
