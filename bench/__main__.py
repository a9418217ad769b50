"""`python -m bench`: the list page against hello world, in one process and one run, with 48 and 5,000 practices."""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

QUERIES = ("", "?q=kieli", "?stage=grades-3-6", "?q=koulu&theme=clue", "?q=koulu&sort=newest&level=home&level=national")
SIZES = (48, 5_000)
REPEATS = 40


def main() -> None:
    """Make an empty database in a temporary folder, fill it, measure, print a table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            MODE="test", DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3", DJANGO_SETTINGS_MODULE="polkka.settings"
        )
        import django

        django.setup()
        _measure_all()


def _measure_all() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from bench import generator
    from practices.models import Version

    settings.ROOT_URLCONF = "bench.urls"
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("seed", stdout=sys.stderr)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; CPU per request, p50")
    print("| practices | page | ms | × hello world |\n|---|---|---|---|")
    for size in SIZES:
        generator.make(size - Version.unscoped.published().count())
        _table(size)


def _table(size: int) -> None:
    from django.test import Client

    client = Client(headers={"accept-language": "fi"})
    hello = _cpu(lambda: client.get("/hello/"), REPEATS * 5)
    print(f"| {size} | hello world | {hello * 1000:.2f} | 1 |")
    for query in QUERIES:
        spent = _cpu(lambda query=query: client.get(f"/fi/kaytannot/{query}"), REPEATS if size < 1000 else 8)
        print(f"| {size} | list {query or '(all)'} | {spent * 1000:.2f} | {spent / hello:.1f} |", flush=True)


def _cpu(request: Callable[[], object], repeats: int) -> float:
    request()
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        response = request()
        spent.append(time.process_time() - start)
        if getattr(response, "status_code", 0) != 200:
            raise SystemExit(f"The page answered {getattr(response, 'status_code', None)}.")
    return median(spent)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
