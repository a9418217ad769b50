"""The whole page and the repeated page against hello world behind the same middleware, in the same server."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from time import perf_counter
from urllib.parse import urlencode

from scripts.dev import Stop, throw_away_postgres
from search.query import Query

from . import portal
from .questions import questions
from .server import Answer, Server, on_cpu, serving, ticks
from .tables import table

LISTS = {"fi": "/fi/kaytannot/", "sv": "/sv/praxis/", "en": "/en/practices/"}
ROUNDS = 5
REPEATED = 40
UNTIL_BOTH_KEEP_IT = 8
"""So often is a page asked for until both workers have it."""
GZIP = "gzip"
Asked = Callable[[Server, int], Answer]


@dataclass(frozen=True)
class Cost:
    """Milliseconds of one request: CPU (median of the main thread; mean of utime + stime) and wall (median)."""

    cpu: float
    mean: float
    wall: float


def measure(sizes: tuple[int, ...], folder: Path, *, rounds: int = ROUNDS) -> None:
    """Print a table for each size on SQLite and one on PostgreSQL."""
    for number in sizes:
        _database(f"{number:,} practices, SQLite", portal.sqlite(number, folder), folder, rounds)
    try:
        with throw_away_postgres() as address:
            portal.fill(sizes[0], folder, address)
            _database(f"{sizes[0]:,} practices, PostgreSQL", address, folder, rounds)
    except Stop as problem:
        print(f"\nPostgreSQL was left out: {problem}")


def _database(name: str, address: str, folder: Path, rounds: int) -> None:
    variables = portal.environment(folder, address)
    with serving(variables | {"PAGE_CACHE": "false"}) as server:
        paths = canonical(server)
        hello, plain, packed = _costs(server, [_hello, _fetch(paths), _fetch(paths, GZIP)], len(paths), rounds)
    lines = [_line("hello world", hello, hello), _line("page, as it is", plain, hello)]
    lines.append(_line("page, gzip", packed, hello))
    with serving(variables) as server:
        lines += _repeated(server, paths, rounds)
    heads = ("CPU p50 ms", "× hello world", "utime + stime, mean ms", "wall p50 ms")
    print(table(name, heads, lines), flush=True)


def _repeated(server: Server, paths: Sequence[str], rounds: int) -> list[tuple[str, ...]]:
    """Pages asked for again: whole, and by their ETag. Those that the portal never keeps are left out."""
    tags: dict[str, str] = {}
    for path in paths:
        if tag := server.get(path, Accept_Encoding=GZIP).etag:
            tags[path] = tag
        if len(tags) == REPEATED:
            break
    if not tags:
        return [("page again", "no page has an ETag", "–", "–", "–")]
    some = list(tags)
    for path in some * UNTIL_BOTH_KEEP_IT:
        server.get(path, Accept_Encoding=GZIP)
    costs = _costs(server, [_hello, _fetch(some, GZIP), _fetch(some, GZIP, tags)], len(some), rounds * 5)
    names = ("hello world, other server", "page again, whole", "page again, 304")
    return [_line(name, cost, costs[0]) for name, cost in zip(names, costs, strict=True)]


def canonical(server: Server) -> list[str]:
    """The addresses of the fixed questions, as the portal wants them written; each is asked once on the way."""
    return [_settled(server, path_of(query)) for query in questions()]


def path_of(query: Query) -> str:
    """The address of a question in its language."""
    chosen = [(facet, code) for facet, codes in query.facets.items() for code in sorted(codes)]
    return f"{LISTS[query.language]}?{urlencode([*([('q', query.words)] if query.words else []), *chosen])}"


def _settled(server: Server, path: str) -> str:
    answer = server.get(path)
    if answer.status == 301:
        path = answer.location
        answer = server.get(path)
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}.")
    return path


def _hello(server: Server, _place: int) -> Answer:
    return server.get("/hello/", Accept_Encoding=GZIP)


def _fetch(paths: Sequence[str], encoding: str = "identity", tags: dict[str, str] | None = None) -> Asked:
    def fetch(server: Server, place: int) -> Answer:
        path = paths[place]
        more = {"If_None_Match": tags[path]} if tags else {}
        answer = server.get(path, Accept_Encoding=encoding, **more)
        if answer.status != (304 if tags else 200):
            raise SystemExit(f"{path} answered {answer.status}.")
        return answer

    return fetch


def _costs(server: Server, asked: Sequence[Asked], number: int, rounds: int) -> list[Cost]:
    """Each kind of request for every place, kind after kind, `rounds` times after one that is not counted."""
    cpu: list[list[float]] = [[] for _ in asked]
    wall: list[list[float]] = [[] for _ in asked]
    means: list[list[float]] = [[] for _ in asked]
    pids = server.workers()
    for turn in range(rounds + 1):
        for kind, ask in enumerate(asked):
            before = ticks(pids)
            for place in range(number):
                spent, start = on_cpu(pids), perf_counter()
                ask(server, place)
                if turn:
                    wall[kind].append((perf_counter() - start) * 1000)
                    cpu[kind].append(on_cpu(pids) - spent)
            if turn:
                means[kind].append((ticks(pids) - before) / number)
    return [Cost(median(c), fmean(m), median(w)) for c, m, w in zip(cpu, means, wall, strict=True)]


def _line(name: str, cost: Cost, hello: Cost) -> tuple[str, ...]:
    return name, f"{cost.cpu:.2f}", f"{cost.cpu / hello.cpu:.2f}", f"{cost.mean:.2f}", f"{cost.wall:.2f}"
