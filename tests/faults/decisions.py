"""`python -m tests.faults.decisions`: 12 threads do at the same moment what excludes one another or must be done once.

500 rounds in all, an equal share of each kind. DATABASE_URL names an empty database, or a SQLite file is made. Exit
code 1 if a round was at fault (not one outcome, one row in the history, one message to each receiver; a form, a message
or a person twice; more uses than a limit) or if the time ran out before all were made.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

Tried = Callable[[], tuple[list[str], tuple[str, ...]]]


def measured(rounds: int, threads: int, seconds: float) -> list[list[object]]:
    """A row of figures for each kind of race."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    from polkka.portal.loading import load_base

    load_base(lambda line: None)
    end, rows, kinds = time.monotonic() + seconds, [], list(_kinds(threads))
    for place, (name, tried) in enumerate(kinds):
        begun = time.monotonic()
        share = (end - begun) / (len(kinds) - place)
        made, faults, won = _rounds(tried, -(-rounds // len(kinds)), begun + share)
        told = ", ".join(f"{move} {n}" for move, n in sorted(won.items())) or "–"
        rows.append([_database(), name, made, told, faults.total(), round(time.monotonic() - begun)])
        for fault, n in faults.items():
            print(f"{name}: {fault} {n}", file=sys.stderr)
    return rows


def _kinds(threads: int) -> Iterator[tuple[str, Tried]]:
    """The name of each race and one round of it: its faults, and who was first."""
    from ..factory import make_cast
    from ..practices.decisions import SETS, tried
    from . import once

    cast = make_cast()

    def decided(name: str) -> Tried:
        def one() -> tuple[list[str], tuple[str, ...]]:
            outcome = tried(cast, name, threads)
            return outcome.faults, outcome.rows

        return one

    def done(race: once.Round) -> Tried:
        def one() -> tuple[list[str], tuple[str, ...]]:
            with once.quiet():
                return race(cast, threads), ()

        return one

    yield from ((name, decided(name)) for name in SETS)
    yield from ((name, done(race)) for name, race in once.ROUNDS.items())


def _rounds(tried: Tried, rounds: int, end: float) -> tuple[int, Counter[str], Counter[str]]:
    """How many rounds were made until `end` (monotonic), their faults, and who was first."""
    faults, won = Counter[str](), Counter[str]()
    for made in range(rounds):
        if time.monotonic() > end:
            return made, faults + Counter({f"{rounds - made} rounds not made, the time ran out": 1}), won
        found, rows = tried()
        faults.update(found)
        won.update(rows)
    return rounds, faults, won


def _database() -> str:
    from django.db import connection

    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.decisions", description=__doc__)
    parser.add_argument("--rounds", type=int, default=500, help="in all")
    parser.add_argument("--threads", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=900.0, help="at most, an equal share for each kind")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="polkka-decisions-") as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder)}/decisions.sqlite3")
        os.environ |= {"MODE": "demo", "OUTBOX_AT_ONCE": "false", "SIGN_IN_LIMITS": "false"}
        rows = measured(given.rounds, given.threads, given.seconds)
    print("| database | at once | rounds | who was first | faults | seconds |\n|---|---|---|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")
    return 1 if any(row[4] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
