"""`python -m tests.faults.moving`: the demo goes from SQLite to PostgreSQL and back, and every row is the same.

DATABASE_URL names an empty PostgreSQL. Exit code 1 if a table differs, or nothing can be written afterwards.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from .__main__ import called
from .restore import shell

LOOK = """
import json
from polkka.operations.moving import digest, tables
print(json.dumps({model._meta.db_table: digest(model, "default") for model in tables()}))
"""
WRITE = """
from network.models import User
print(User.objects.create_user("later@example.org", name="Later").pk)
"""


def told(environment: Mapping[str, str]) -> dict[str, list[object]]:
    return dict(json.loads(shell(environment, LOOK)))


def moved(source: Mapping[str, str], target: Mapping[str, str]) -> float:
    """Move into an empty database; the seconds it took."""
    for command in (("migrate", "-v0"), ("createcachetable",)):
        called(target, "manage.py", *command)
    began = time.monotonic()
    called(target, "manage.py", "move_database", source["DATABASE_URL"])
    return time.monotonic() - began


def main() -> int:
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        print("Moving between databases not tried: DATABASE_URL names no PostgreSQL.")
        return 0
    with tempfile.TemporaryDirectory(prefix="polkka-faults-") as name:
        common = {
            **os.environ,
            "MODE": "demo",
            "EMAIL_URL": "memory:",
            "MEDIA_ROOT": f"{name}/media",
            "LOG_LEVEL": "ERROR",
        }
        first, last = ({**common, "DATABASE_URL": f"sqlite:///{Path(name)}/{one}.sqlite3"} for one in ("first", "last"))
        for command in (("migrate", "-v0"), ("createcachetable",), ("seed",)):
            called(first, "manage.py", *command)
        there, back = moved(first, common), moved(common, last)
        sides = [told(side) for side in (first, common, last)]
        different = [table for table in sides[0] if len({json.dumps(side[table]) for side in sides}) != 1]
        for side in (common, last):
            shell(side, WRITE)
    rows = sum(int(str(count)) for count, _mark in sides[0].values())
    print("| rows | tables | to PostgreSQL (s) | back (s) | different |\n|---|---|---|---|---|")
    print(f"| {rows} | {len(sides[0])} | {there:.1f} | {back:.1f} | {' '.join(different) or 0} |")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
