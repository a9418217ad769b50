"""`python -m tests.faults.answers`: whether the time of an answer tells who has an account.

A sign-in code is asked for an address in use, a new one and a closed one in turn. DATABASE_URL names an empty database,
or a SQLite file is made. Exit code 1 if the middle times lie further apart than half of how much one kind varies.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FIRST = 10  # rounds that warm up
KNOWN, CLOSED = "tuttu@koulu.example", "suljettu@koulu.example"
ENVIRONMENT = {
    "MODE": "test", "SIGN_IN_LIMITS": "false", "OUTBOX_AT_ONCE": "false", "EMAIL_URL": "memory:",
    "DJANGO_SETTINGS_MODULE": "polkka.settings",
}  # fmt: skip
Times = dict[str, list[float]]
"""Kind of address → milliseconds of each answer."""


def measure(rounds: int) -> Times:
    """Ask for codes in the database of this process."""
    import django

    django.setup()
    from allauth.account.models import EmailAddress
    from django.test import Client

    from network.models import User

    for address in (KNOWN, CLOSED):
        user = User.objects.create_user(address, is_active=address == KNOWN)
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    kinds = {"in use": lambda n: KNOWN, "new": lambda n: f"uusi{n}@koulu.example", "closed": lambda n: CLOSED}
    times: Times = {kind: [] for kind in kinds}
    for number in range(FIRST + rounds):
        for kind, address_of in kinds.items():
            times[kind].append(_one(Client(), address_of(number)))
    return {kind: taken[FIRST:] for kind, taken in times.items()}


def _one(client: Any, address: str) -> float:
    begun = time.perf_counter()
    response = client.post("/fi/kirjaudu/", {"email": address})
    taken = (time.perf_counter() - begun) * 1000
    assert (response.status_code, response.url) == (302, "/fi/kirjaudu/koodi/")
    return taken


def table(times: Times) -> Iterator[str]:
    yield "| address | middle (ms) | a quarter under | a quarter over |"
    yield "|---|---|---|---|"
    for kind, taken in times.items():
        low, middle, high = statistics.quantiles(taken, n=4)
        yield f"| {kind} | {middle:.1f} | {low:.1f} | {high:.1f} |"


def tells(times: Times) -> bool:
    """Whether the kinds lie further apart than half of how much one of them varies."""
    middles = [statistics.median(taken) for taken in times.values()]
    spreads = [high - low for low, _middle, high in (statistics.quantiles(taken, n=4) for taken in times.values())]
    return max(middles) - min(middles) > max(spreads) / 2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        times = measure(options.rounds)
        print(*table(times), sep="\n")
        return int(tells(times))
    with tempfile.TemporaryDirectory() as folder:
        address = os.environ.get("DATABASE_URL", f"sqlite:///{folder}/answers.sqlite3")
        environment = {**os.environ, **ENVIRONMENT, "DATABASE_URL": address}

        def run(*command: str) -> int:
            return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=False).returncode

        return _prepared(run) or run("-m", "tests.faults.answers", "--here", f"--rounds={options.rounds}")


def _prepared(run: Callable[..., int]) -> int:
    return run("manage.py", "migrate", "-v0") or run("manage.py", "createcachetable")


if __name__ == "__main__":
    sys.exit(main())
