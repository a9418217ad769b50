"""sqlmap tries to bring SQL of its own into what addresses and forms send to the database."""

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from .environment import clean, program
from .target import TOKEN, Person, Target

FOUND = re.compile(r"^Parameter: (?P<name>.+) \((?P<how>[\w -]+)\)$", re.MULTILINE)
MOST = 300  # seconds for one address
FEWEST = 30
"""Requests below which an address has not been tried."""
OPTIONS = ("--batch", "--level", "2", "--risk", "1", "--disable-coloring", "--flush-session", "--threads", "2")


@dataclass(frozen=True)
class Form:
    """An address with a query, or a form with the fields it sends; `leave` names the fields that are not tried."""

    path: str
    fields: tuple[tuple[str, str], ...] = ()
    leave: str = "csrfmiddlewaretoken"


def missed(planted: Target) -> set[str]:
    """The planted faults that are not found."""
    found = attacked(planted, [Form("/rows?id=1"), Form("/login", (("who", "a"),))])
    return {"/rows id (GET)", "/login who (POST)"} - set(found)


def attacked(target: Target, forms: Iterable[Form], person: Person | None = None) -> list[str]:
    """Injections that are found, one line each: path, parameter, method."""
    found = []
    for form in forms:
        before = target.answers().total()
        told = _called(target, form, person)
        path, asked = form.path.partition("?")[0], target.answers().total() - before
        found += [f"{path} {match['name']} ({match['how']})" for match in FOUND.finditer(told)]
        if asked < FEWEST:
            found.append(f"{path}: only {asked} requests, too few to say anything")
        if "all tested parameters do not appear" not in told and not FOUND.search(told):
            found.append(f"{path}: sqlmap did not come to an end: {_last(told)}")
    return found


def _called(target: Target, form: Form, person: Person | None) -> str:
    command = [str(program("audit", "sqlmap")), "-u", target.url + form.path, *OPTIONS]
    command += ["--output-dir", str(target.folder / f"sqlmap-{target.port}"), "--referer", target.url + form.path]
    command += ["--skip", ",".join([form.leave, *target.cookies(person)]), "--timeout", "20", "--retries", "0"]
    cookies = target.cookies(person) if person or form.fields else {}
    if cookies:
        command += ["--cookie", "; ".join(f"{name}={value}" for name, value in cookies.items())]
    if form.fields:
        command += ["--data", urlencode((*form.fields, ("csrfmiddlewaretoken", TOKEN)))]
    try:
        told = subprocess.run(command, text=True, capture_output=True, timeout=MOST, env=clean(), cwd=target.folder)
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace") if isinstance(late.stdout, bytes) else late.stdout or ""
    return told.stdout + told.stderr


def _last(told: str) -> str:
    return next((line for line in reversed(told.strip().splitlines()) if line.strip()), "no word why")[:200]
