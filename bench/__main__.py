"""`python -m bench [search | page | stale | memory | same | admin | all]`: ratios within one run, in tables."""

import argparse
import os
import platform
import subprocess
from pathlib import Path

from . import admin, memory, page, same, search, stale
from .kept import ROOT

KINDS = ("search", "memory", "page", "stale", "same", "admin")
BY_SIZE = {"search": search.measure, "memory": memory.measure, "page": page.measure, "admin": admin.measure}
SIZES = (10_000, 100_000)


def main() -> None:
    """Measure what is asked for; what is made on the way is kept in the folder for the next time."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=(*KINDS, "all"), default="all")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of practices, the smallest first")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench", help="where generated data is kept")
    parser.add_argument("--publishes", type=int, default=200)
    given = parser.parse_args()
    folder, sizes = given.folder.resolve(), tuple(given.sizes)
    folder.mkdir(parents=True, exist_ok=True)
    print(_machine())
    for kind in KINDS if given.kind == "all" else (given.kind,):
        print(f"\n## {kind.capitalize()}", flush=True)
        if kind == "stale":
            stale.measure(folder, publishes=given.publishes)
        elif kind == "same":
            same.measure(folder)
        else:
            BY_SIZE[kind](sizes, folder)


def _machine() -> str:
    """The machine and the commit in one line."""
    command = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    name = models[0].partition(":")[2].strip() if models else platform.machine()
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}, commit {commit}"


if __name__ == "__main__":
    main()
