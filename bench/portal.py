"""A portal in production mode with so many practices: its environment, its database, its files."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from . import kept
from .kept import ROOT
from .postgres import Postgres

HOST = "polkka.example"
SOURCES = ("bench/database.py", "*/migrations/*.py", "polkka/*/migrations/*.py", "content/vocabularies/*.toml")
DEMO = (*SOURCES, "content/**/*.toml", "content/**/*.md", "polkka/portal/loading.py", "practices/loading.py")


def environment(folder: Path, database: str) -> dict[str, str]:
    """The variables of a production behind a proxy, without its limits and its mail."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": database,
        "MODE": "production",
        "DEBUG": "false",
        "SECRET_KEY": hashlib.sha256(b"for measuring only").hexdigest(),
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "TRUSTED_PROXIES": "1",
        "STATIC_ROOT": str(folder / "static"),
        "SEARCH_LIMITS": "false",
        "SIGN_IN_LIMITS": "false",
        "OUTBOX_AT_ONCE": "false",
        "PYTHONDONTWRITEBYTECODE": "",
    }


def sqlite(number: int, folder: Path) -> str:
    """The address of an SQLite file with so many practices, made unless it is there already."""
    path = folder / f"{_name(number)}.sqlite3"
    address = f"sqlite:///{path}"
    if not path.exists():
        unfinished = path.with_suffix(".part")
        for left in folder.glob(f"{unfinished.name}*"):
            left.unlink()
        fill(number, folder, f"sqlite:///{unfinished}")
        unfinished.rename(path)
    return address


def postgres(number: int, folder: Path, server: Postgres) -> None:
    """Fill an empty PostgreSQL with so many practices, from a dump that is made unless it is there already."""
    path = folder / f"{_name(number)}.dump"
    if path.exists():
        server.load(path)
        return
    fill(number, folder, server.url)
    unfinished = path.with_suffix(".part")
    server.dump(unfinished)
    unfinished.rename(path)


def _name(number: int) -> str:
    """The demonstration (0) tells of days before and after the one on which it was made."""
    return kept.name("portal", number, SOURCES) if number else f"{kept.name('demo', 0, DEMO)}-{time.strftime('%j')}"


def fill(number: int, folder: Path, database: str) -> None:
    """Tables, base content and so many practices in an empty database; 0 is the demonstration."""
    what = f"{number:,} practices" if number else "the demonstration"
    print(f"Making a portal of {what} …", file=sys.stderr, flush=True)
    run(["-m", "scripts.prepare", "build"], os.environ)
    variables = environment(folder, database)
    for arguments in (
        ["migrate", "--verbosity=0"],
        ["createcachetable", "--verbosity=0"],
        ["seed", "--base"],
        ["collectstatic", "--noinput", "--verbosity=0"],
    ):
        run(["manage.py", *arguments], variables)
    if number:
        run(["-m", "bench.fill", str(number)], variables)
    else:
        run(["manage.py", "seed"], {**variables, "MODE": "demo", "DJANGO_SETTINGS_MODULE": "polkka.settings"})


def run(arguments: list[str], variables: Mapping[str, str]) -> None:
    """A Python process in the repository; what it says goes to stderr, and a failure stops everything."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=variables, stdout=sys.stderr, check=True)
