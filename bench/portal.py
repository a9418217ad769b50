"""A portal in production mode with so many practices: its environment, its database, its files."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from . import kept
from .kept import ROOT

HOST = "polkka.example"
SOURCES = ("bench/database.py", "*/migrations/*.py", "polkka/*/migrations/*.py", "content/vocabularies/*.toml")


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
    path = folder / f"{kept.name('portal', number, SOURCES)}.sqlite3"
    address = f"sqlite:///{path}"
    if not path.exists():
        unfinished = path.with_suffix(".part")
        for left in folder.glob(f"{unfinished.name}*"):
            left.unlink()
        fill(number, folder, f"sqlite:///{unfinished}")
        unfinished.rename(path)
    return address


def fill(number: int, folder: Path, database: str) -> None:
    """Tables, base content and so many practices in an empty database."""
    print(f"Making a portal of {number:,} practices …", file=sys.stderr, flush=True)
    run(["-m", "scripts.prepare", "build"], os.environ)
    variables = environment(folder, database)
    for arguments in (
        ["migrate", "--verbosity=0"],
        ["createcachetable", "--verbosity=0"],
        ["seed", "--base"],
        ["collectstatic", "--noinput", "--verbosity=0"],
    ):
        run(["manage.py", *arguments], variables)
    run(["-m", "bench.fill", str(number)], variables)


def run(arguments: list[str], variables: Mapping[str, str]) -> None:
    """A Python process in the repository; what it says goes to stderr, and a failure stops everything."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=variables, stdout=sys.stderr, check=True)
