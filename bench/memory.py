"""What a web process holds, and how long a start takes until the first answer."""

from pathlib import Path
from time import perf_counter

from . import portal
from .page import canonical
from .server import memory, serving
from .tables import table


def measure(sizes: tuple[int, ...], folder: Path) -> None:
    """Print one table."""
    lines = [_line(number, folder) for number in sizes]
    heads = ("RSS of a worker, MB", "PSS of a worker, MB", "RSS of the master, MB", "start, s", "first search, ms")
    print(table("practices", heads, lines), flush=True)


def _line(number: int, folder: Path) -> tuple[str, ...]:
    with serving(portal.environment(folder, portal.sqlite(number, folder))) as server:
        start = perf_counter()
        server.get("/fi/kaytannot/?q=koulu")
        first = (perf_counter() - start) * 1000
        for path in canonical(server) * 2:
            server.get(path)
        held = [memory(pid) for pid in server.workers()]
        rss, pss = max(of for of, _pss in held), max(of for _rss, of in held)
        master, _shared = memory(server.master)
        return f"{number:,}", f"{rss:.0f}", f"{pss:.0f}", f"{master:.0f}", f"{server.started:.1f}", f"{first:.0f}"
