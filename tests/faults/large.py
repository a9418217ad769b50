"""`python -m tests.faults.large`: large files are sent while the memory of the one web worker is watched.

Ten files of 20 MB, five at once; then the heaviest pictures and PDF that are allowed. Exit code 1 if the worker has
grown by 100 MB or more, or a file was refused.
"""

import io
import json
import os
import random
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import django
from PIL import Image

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
django.setup()

from ..practices.files_made import mp4, pdf
from .senders import File, Sender
from .serving import called, free_port, gunicorn, workers

MB = 1_000_000
LARGE = 20 * MB - 4000
AT_ONCE, MOST_GROWTH = 5, 100 * MB


def noise(width: int, height: int, grain: int, kind: str, **options: int) -> bytes:
    """A picture with grains of so many pixels: the smaller, the less it shrinks."""
    held = io.BytesIO()
    small = Image.effect_noise((width // grain, height // grain), 60)
    small.resize((width, height), Image.Resampling.NEAREST).convert("RGB").save(held, kind, **options)
    return held.getvalue()


def film(number: int) -> File:
    return f"video{number}.mp4", mp4(LARGE - number)


def heavy_pdf(objects: int) -> bytes:
    """As many objects as may be, and a stream that hardly shrinks."""
    stream = zlib.compress(random.Random(1).randbytes(LARGE - objects * 60)).hex()[: LARGE - objects * 60]
    return pdf(
        *["<< /Type /Nothing >>" for _n in range(objects)], f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"
    )


def resident(pid: int) -> int:
    """Bytes that a process holds."""
    told = Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
    return int(told.split()[1]) * os.sysconf("SC_PAGE_SIZE")


def beside(pid: int) -> int:
    """Bytes that the processes hold in which files are looked at."""
    found = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += sum(resident(int(child)) for child in (task / "children").read_text(encoding="ascii").split())
        except OSError:  # it has just ended
            continue
    return found


@contextmanager
def watched(pid: int) -> Iterator[Callable[[], tuple[int, int]]]:
    """Gives the most that the worker, and the processes beside it, have held since."""
    most, done = [resident(pid), 0], threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            most[0], most[1] = max(most[0], resident(pid)), max(most[1], beside(pid))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield lambda: (most[0], most[1])
    finally:
        done.set()
        thread.join()


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="polkka-large-") as name:
        folder = Path(name)
        environment = {"DATABASE_URL": f"sqlite:///{folder}/large.sqlite3", **os.environ}
        environment |= {"MODE": "demo", "DEBUG": "false", "EMAIL_URL": "memory:", "MEDIA_ROOT": f"{folder}/media"}
        called(environment, "manage.py", "migrate", "-v0")
        called(environment, "manage.py", "createcachetable")
        cast = json.loads(called(environment, "-m", "tests.faults.cast", str(AT_ONCE + 1)))
        port = free_port()
        senders = [Sender(port, f"{cast['session']}={row['session']}", row["own"]) for row in cast["writers"]]
        with gunicorn(port, environment, folder / "log", number=1) as master:
            faults, rows = measured(senders, workers(master)[0])
    print("| sent | worker before (MB) | at most (MB) | growth (MB) | looking at files, at most (MB) | seconds |")
    print("|---|---|---|---|---|---|")
    for words, before, most, others, seconds in rows:
        figures = (before / MB, most / MB, (most - before) / MB, others / MB, seconds)
        print(f"| {words} | {' | '.join(f'{figure:.0f}' for figure in figures)} |")
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults or any(most - before >= MOST_GROWTH for _words, before, most, _others, _seconds in rows) else 0


def measured(senders: list[Sender], pid: int) -> tuple[list[str], list[tuple[str, int, int, int, float]]]:
    faults, rows, last = list[str](), [], senders[-1]
    last.send([("pieni.mp4", mp4())])  # what is loaded once is loaded
    pairs = [[film(2 * place), film(2 * place + 1)] for place in range(AT_ONCE)]
    photograph = noise(8000, 6200, 1, "JPEG", quality=30)
    drawing = noise(3360, 3360, 2, "PNG")
    heavy = heavy_pdf(50_000)
    tasks: list[tuple[str, Callable[[], Iterable[list[str]]]]] = [
        ("10 files of 20 MB, 5 at once", lambda: at_once(senders[:AT_ONCE], pairs)),
        (
            f"JPEG of 49.6 million pixels, {len(photograph) / MB:.1f} MB",
            lambda: [last.send([("kuva.jpg", photograph)])],
        ),
        (f"PNG of 11.3 million pixels, {len(drawing) / MB:.1f} MB", lambda: [last.send([("kuva.png", drawing)])]),
        (f"PDF of 50,000 objects, {len(heavy) / MB:.1f} MB", lambda: [last.send([("ohje.pdf", heavy)])]),
    ]
    start = resident(pid)
    for words, task in tasks:
        begun = time.monotonic()
        with watched(pid) as most:
            for found in task():
                faults += found
        rows.append((words, start, *most(), time.monotonic() - begun))
    return faults, rows


def at_once(senders: list[Sender], files: list[list[File]]) -> Iterable[list[str]]:
    with ThreadPoolExecutor(len(senders)) as pool:
        return list(pool.map(lambda pair: pair[0].send(pair[1]), zip(senders, files, strict=True)))


if __name__ == "__main__":
    sys.exit(main())
