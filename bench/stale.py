"""Publishing while four processes answer: does any of them ever give an answer from before?"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.dev import Stop, throw_away_postgres

from . import portal
from .kept import ROOT

PRACTICES = 1_000


def measure(folder: Path, *, publishes: int) -> None:
    """Print a table for SQLite and one for PostgreSQL; each works on a database that is thrown away."""
    with tempfile.TemporaryDirectory() as place:
        kept = portal.sqlite(PRACTICES, folder).removeprefix("sqlite:///")
        copy = shutil.copy(kept, Path(place) / "portal.sqlite3")
        _run("SQLite", f"sqlite:///{copy}", folder, publishes)
    try:
        with throw_away_postgres() as address:
            portal.fill(PRACTICES, folder, address)
            _run("PostgreSQL", address, folder, publishes)
    except Stop as problem:
        print(f"\nPostgreSQL was left out: {problem}")


def _run(name: str, address: str, folder: Path, publishes: int) -> None:
    sys.stdout.flush()
    command = [sys.executable, "-m", "bench.publishing", name, str(publishes)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **portal.environment(folder, address)}, check=True)
