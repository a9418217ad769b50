"""`python -m tests.faults.decisions`: 12 threads make decisions that exclude one another, 30 rounds of each kind.

DATABASE_URL names an empty database, or a SQLite file is made. Exit code 1 if a round had not one outcome, one row in
the history and one message to each receiver.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path


def measured(rounds: int, threads: int) -> list[list[object]]:
    """A row of figures for each set of decisions."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    from polkka.portal.loading import load_base

    from ..factory import make_cast
    from ..practices.decisions import SETS, tried

    load_base(lambda line: None)
    cast, rows = make_cast(), []
    for name in SETS:
        begun, faults, won = time.monotonic(), Counter[str](), Counter[str]()
        for _round in range(rounds):
            outcome = tried(cast, name, threads)
            faults.update(outcome.faults)
            won.update(outcome.rows)
        spent = round(time.monotonic() - begun)
        told = ", ".join(f"{move} {n}" for move, n in sorted(won.items()))
        rows.append([_database(), name, rounds, told, sum(faults.values()), spent])
        for fault, n in faults.items():
            print(f"{name}: {fault} {n}", file=sys.stderr)
    return rows


def _database() -> str:
    from django.db import connection

    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.decisions", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--threads", type=int, default=12)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="polkka-decisions-") as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder)}/decisions.sqlite3")
        os.environ.setdefault("OUTBOX_AT_ONCE", "false")
        rows = measured(given.rounds, given.threads)
    print("| database | at once | rounds | who was first | faults | seconds |\n|---|---|---|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")
    return 1 if any(row[4] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
