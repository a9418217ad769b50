"""`python -m bench [KIND]`: tables of figures; --help tells the kinds, all of them is what takes no other server."""

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

from . import admin, backup, memory, page, same, scaled, search, stale, watching
from .kept import ROOT
from .load import run as load

KINDS = ("search", "memory", "page", "stale", "same", "admin")
BY_SIZE = {"search": search.measure, "memory": memory.measure, "page": page.measure, "admin": admin.measure}
SIZES = (10_000, 100_000)


def main() -> None:
    """Measure what is asked for; what is made on the way is kept in the folder for the next time."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "kind", nargs="?", choices=(*KINDS, "load", "layout", "backup", "watching", "all"), default="all"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of practices, the smallest first")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench", help="where generated data is kept")
    parser.add_argument("--publishes", type=int, default=200)
    parser.add_argument(
        "--parts", default=",".join(load.PARTS), help="of load: letters with commas (see bench/load/run.py)"
    )
    parser.add_argument("--seconds", type=float, default=25.0, help="of load: how long each measurement takes")
    parser.add_argument("--mb", type=int, default=500, help="of backup: how large the portal is, database and files")
    given = parser.parse_args()
    folder, sizes = given.folder.resolve(), tuple(given.sizes)
    folder.mkdir(parents=True, exist_ok=True)
    print(_machine())
    if given.kind == "backup":
        sys.exit(0 if backup.measure(mb=given.mb, number=sizes[0]) else 1)
    if given.kind == "watching":
        sys.exit(0 if watching.measure() else 1)
    if given.kind == "layout":
        sys.exit(0 if scaled.measure(folder) else 1)
    if given.kind == "load":
        sys.exit(load.measure(folder, names=given.parts.split(","), seconds=given.seconds))
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
