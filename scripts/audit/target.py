"""What is attacked: the portal, or the site of planted faults, over https on this machine, with its log read along."""

import http.client
import json
import shutil
import ssl
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.serving import called, free_port

from .environment import CannotRun
from .site import Look, Made, gunicorn

SHOWN = "%(s)s %(m)s %(U)s"
"""A line of the log: status, method, path."""
TOKEN = "abcdefghijklmnopqrstuvwxyz012345"
"""What the cookie of forms holds; every form made for it is then accepted, whichever tool sends it."""


@dataclass(frozen=True)
class Person:
    """Who attacks from the inside: a session’s cookie, a page that only it opens, where to begin, what asks rows."""

    name: str
    cookie: str
    session: str
    home: str
    starts: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """A running site at `url` (without a slash at the end); `folder` is for what tools write.

    `leave` are paths that would end a session, `asks` addresses with a query; `csrf` names the cookie of forms.
    """

    url: str
    port: int
    certificate: Path
    folder: Path
    log: Path
    looks: tuple[Look, ...] = ()
    people: tuple[Person, ...] = ()
    leave: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    csrf: str = ""

    def cookies(self, person: Person | None) -> dict[str, str]:
        """Name → value of what a tool sends along, so that its forms count; nothing for the site of planted faults."""
        own = {person.cookie: person.session} if person else {}
        return {self.csrf: TOKEN, **own} if self.csrf else own

    def knows(self, person: Person) -> bool:
        """Is the session still open?"""
        context = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=60)
        try:
            connection.request("GET", person.home, headers={"Cookie": f"{person.cookie}={person.session}"})
            return connection.getresponse().status == 200
        finally:
            connection.close()

    def answers(self) -> Counter[str]:
        """Status → how many answers so far."""
        return Counter(line.split(" ", 1)[0] for line in self._lines())

    def broken(self) -> list[str]:
        """The answers of 500 and above so far, one line for each method and path."""
        return sorted({line for line in self._lines() if line.startswith("5")})

    def last_words(self) -> list[str]:
        """The end of what the portal said of its last error, for whoever has to mend it."""
        path = self.log.with_suffix(".said")
        said = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        _before, found, error = said.rpartition("Traceback (most recent call last)")
        return error.splitlines()[-12:] if found else []

    def _lines(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine and its key."""
    if shutil.which("openssl") is None:
        raise CannotRun("openssl is not installed")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not certificate.exists():
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        command += ["-keyout", str(key), "-out", str(certificate)]
        told = subprocess.run(command, text=True, capture_output=True)
        if told.returncode:
            raise CannotRun("no certificate: " + (told.stderr.strip().splitlines() or ["no word why"])[-1])
    return certificate, key


@contextmanager
def portal(of: Made) -> Iterator[Target]:
    """The demo with a database of its own and no limits, and with a session for each part."""
    certificate, key = certified(of.folder)
    port, log = free_port(), of.folder / "portal.log"
    own = {"DATABASE_URL": of.copy("attacked"), "SITE_URL": f"https://127.0.0.1:{port}", "LOG_LEVEL": "ERROR"}
    free = {"STAFF_SECOND_FACTOR": "false", "ASK_AGAIN_AFTER": "0", "OUTBOX_AT_ONCE": "false", "LINK_CHECKS": "false"}
    environment = {**of.production, **own, **free}
    told = json.loads(called(environment, "-m", "scripts.audit.people"))
    people = tuple(
        Person(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})
        for row in told["people"]
    )
    rest = {"people": people, "leave": tuple(told["leave"]), "asks": tuple(told["asks"]), "csrf": told["csrf"]}
    with gunicorn("polkka.wsgi", port, environment, *_options(certificate, key, log)):
        yield Target(f"https://127.0.0.1:{port}", port, certificate, of.folder, log, of.looks, **rest)


@contextmanager
def planted(of: Made) -> Iterator[Target]:
    """The site of planted faults."""
    certificate, key = certified(of.folder)
    port, log = free_port(), of.folder / "planted.log"
    options = [*_options(certificate, key, log), "--log-level", "critical"]
    with gunicorn("scripts.audit.canary", port, {**of.production, "PYTHONWARNINGS": "ignore"}, *options):
        yield Target(f"https://127.0.0.1:{port}", port, certificate, of.folder, log)


def _options(certificate: Path, key: Path, log: Path) -> list[str]:
    told = ["--access-logfile", str(log), "--access-logformat", SHOWN]
    said = ["--capture-output", "--error-logfile", str(log.with_suffix(".said"))]
    return ["--certfile", str(certificate), "--keyfile", str(key), *told, *said]
