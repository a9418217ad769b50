"""A throw-away site with the whole demo in it, served as a production is: by gunicorn, with compressed static files."""

import hashlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.serving import ROOT, answers, called, end, free_port

__all__ = ["ROOT"]

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


@dataclass(frozen=True)
class Made:
    """A database with the demo, the static files, and the environment of a production that uses them."""

    folder: Path
    production: Mapping[str, str]
    looks: tuple[Look, ...]
    without: tuple[str, ...]

    def copy(self, name: str) -> str:
        """The address of a database of one’s own with the same content."""
        shutil.copyfile(self.folder / "made.sqlite3", self.folder / f"{name}.sqlite3")
        return f"sqlite:///{self.folder}/{name}.sqlite3"


@contextmanager
def made() -> Iterator[Made]:
    """The demo in a folder of its own; nothing is left of it afterwards."""
    with tempfile.TemporaryDirectory(prefix="polkka-audit-") as name:
        folder = Path(name)
        seed = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/made.sqlite3",
            "STATIC_ROOT": str(folder / "static"),
            "MEDIA_ROOT": str(folder / "media"),
            "SIGN_IN_LIMITS": "false",
            "SEARCH_LIMITS": "false",
            "EMAIL_URL": "memory:",
            "MODE": "demo",
            "DEBUG": "false",
        }
        secret = {"MODE": "production", "SECRET_KEY": hashlib.sha256(os.urandom(32)).hexdigest()}
        production = seed | secret | {"ALLOWED_HOSTS": "127.0.0.1,localhost", "SITE_URL": "https://localhost"}
        called(seed, "-m", "scripts.prepare", "build")
        for command in (["migrate", "-v0"], ["createcachetable", "-v0"], ["seed"], ["reindex", "--missing"]):
            called(seed, "manage.py", *command)
        called(production, "manage.py", "collectstatic", "--no-input", "-v0")
        table = json.loads(called(seed, "-m", "scripts.audit.addresses"))
        yield Made(folder, production, tuple(Look(**row) for row in table["pages"]), tuple(table["without"]))


@contextmanager
def behind_proxy(of: Made) -> Iterator[Site]:
    """The demo on a free port of 127.0.0.1, as the proxy of a production asks it: plain HTTP inside, HTTPS outside."""
    port = free_port()
    own = {"DATABASE_URL": of.copy("site"), "SITE_URL": f"https://127.0.0.1:{port}", "TRUSTED_PROXIES": "1"}
    with gunicorn("scripts.audit.wsgi", port, {**of.production, **own}):
        yield Site(f"http://127.0.0.1:{port}", of.folder, of.looks, of.without)


@contextmanager
def gunicorn(application: str, port: int, environment: Mapping[str, str], *options: str) -> Iterator[None]:
    """The application on this port of 127.0.0.1, with two workers; what it says comes to the standard error."""
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--threads", "4", "--preload", "--no-control-socket", "--log-level", "warning", *options]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=sys.stderr)
    try:
        latest = time.monotonic() + PATIENCE
        while not answers(port):
            if process.poll() is not None or time.monotonic() > latest:
                raise SystemExit("The site did not start; the lines above say why.")
            time.sleep(0.1)
        yield
    finally:
        end(process)
