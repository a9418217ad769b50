"""The lists of the admin with so many practices: what a chief coordinator waits for."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from scripts.dev import Stop, throw_away_postgres

from . import portal
from .kept import ROOT
from .server import Server, on_cpu, serving
from .tables import table

ROUNDS = 7
LIST = "/admin/practices"
PATHS = {
    "first page": "/admin/",
    "versions": f"{LIST}/version/",
    "versions, page 100": f"{LIST}/version/?p=100",
    "versions, by theme and level": f"{LIST}/version/?theme=clue&level=mobility",
    "versions, one word": f"{LIST}/version/?q=koulussa",
    "versions, three words": f"{LIST}/version/?q=koulussa+oppilas+kieli",
    "versions, of a month": f"{LIST}/version/?updated_at__year=2020&updated_at__month=5",
    "practices": f"{LIST}/practice/",
    "practices, one word": f"{LIST}/practice/?q=koulussa",
    "texts": f"{LIST}/text/",
    "history": f"{LIST}/historyentry/",
    "assessments": f"{LIST}/assessment/",
    "projects": "/admin/projects/project/",
    "organisations": "/admin/network/organisation/",
    "concepts": "/admin/taxonomy/concept/",
    "keywords": "/admin/taggit/tag/",
}


def measure(sizes: tuple[int, ...], folder: Path) -> None:
    """Print a table for the smallest size on SQLite and one on PostgreSQL."""
    number = sizes[0]
    _database(f"{number:,} practices, SQLite", portal.sqlite(number, folder), folder)
    try:
        with throw_away_postgres() as address:
            portal.fill(number, folder, address)
            _database(f"{number:,} practices, PostgreSQL", address, folder)
    except Stop as problem:
        print(f"\nPostgreSQL was left out: {problem}")


def _database(name: str, address: str, folder: Path) -> None:
    variables = portal.environment(folder, address) | {"STAFF_SECOND_FACTOR": "false"}
    command = [sys.executable, "-m", "bench.chief", *PATHS.values()]
    said = subprocess.run(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=True).stdout
    cookie, *queries = said.split()
    with serving(variables) as server:
        lines = [
            (*_line(server, words, path, cookie), n) for (words, path), n in zip(PATHS.items(), queries, strict=True)
        ]
    print(table(name, ("CPU p50 ms", "wall p50 ms", "kB", "queries"), lines), flush=True)


def _line(server: Server, name: str, path: str, cookie: str) -> tuple[str, ...]:
    cpu, wall, size, pids = [], [], 0, server.workers()
    for turn in range(ROUNDS + 4):
        before, start = on_cpu(pids), perf_counter()
        answer = server.get(path, Cookie=cookie)
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}.")
        size = len(answer.body)
        if turn >= 4:  # both workers have been asked before
            wall.append((perf_counter() - start) * 1000)
            cpu.append(on_cpu(pids) - before)
    return name, f"{median(cpu):.0f}", f"{median(wall):.0f}", f"{size / 1000:.0f}"
