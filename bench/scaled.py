"""Two web nodes, a follower and nginx under load while a node and then the follower are killed: errors, stale answers.

Practices are published and withdrawn all the time. An answer is stale if it was asked for later than BOUND after a
commit and does not show it. For some seconds the follower also stands still, as one does that hangs behind.
"""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from .kept import ROOT
from .layout import Plan, Site, laid_out
from .postgres import until
from .tables import table

READERS = 8
PAUSE = 0.04
"""Seconds between two requests of a reader."""
SHARED = 2.0
"""Seconds that the server in front may give a page again without asking (SHARED_SECONDS)."""
COMPARED = 1.0
"""Seconds between two looks at how far the follower is (EVERY of polkka/upkeep/replica.py)."""
BOUND = SHARED + COMPARED + 0.5
"""Seconds after which everybody must see a change; half a second is left for the way of the answer itself."""
PATIENCE = 20.0
"""Seconds within which a part that came back must take part again."""
PAGES = (
    "/fi/",
    "/sv/",
    "/en/",
    "/fi/kaytannot/",
    "/fi/kaytannot/?theme=clue",
    "/sv/praxis/",
    "/en/practices/?q=school",
)
PHASES = (
    "nothing happens",
    "the follower stands still",
    "a node is killed",
    "the node is back",
    "the follower is killed",
    "the follower is back",
)


@dataclass
class Change:
    """A commit of the writer, and how often it was looked for."""

    name: str
    word: str
    is_there: bool
    at: float


@dataclass
class Counts:
    """What came back in one phase; `times` in milliseconds. `asked`: how often the follower was asked."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    asked: int = 0
    looked: int = 0
    stale: list[str] = field(default_factory=list)


class Watch:
    """Readers of public pages and one who looks for changes; what they saw, phase by phase."""

    def __init__(self, site: Site) -> None:
        self.site, self.phase = site, 0
        self.counts = [Counts() for _ in PHASES]
        self.changes: dict[str, Change] = {}
        self.workers: set[int] = set()
        self._over = threading.Event()
        self._lock = threading.Lock()

    @contextmanager
    def running(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._read, args=(n,)) for n in range(READERS)]
        threads += [threading.Thread(target=self._look) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join(60)

    def told(self, change: Change) -> None:
        """Look for a change from now on, in place of the one before of the same practice."""
        with self._lock:
            self.changes[change.name] = change

    def _read(self, number: int) -> None:
        chance = random.Random(number)
        while not self._over.wait(PAUSE):
            path = chance.choice(PAGES)
            self._ask(f"{path}{'&' if '?' in path else '?'}page=1" if "kaytannot" in path else path)

    def _ask(self, path: str) -> bytes | None:
        """The body; None after an error, which is counted in the phase in which the request began."""
        counts, begun = self.counts[self.phase], time.monotonic()
        try:
            answer = self.site.get(path)
        except OSError as error:
            counts.errors.append(f"{path} {type(error).__name__}")
            return None
        counts.times.append((time.monotonic() - begun) * 1000)
        self.workers.add(answer.worker)
        if answer.status not in (200, 301):
            counts.errors.append(f"{path} {answer.status}")
            return None
        return answer.body

    def _look(self) -> None:
        """Search for the word of a change that everybody must see by now."""
        while not self._over.wait(PAUSE):
            begun = time.monotonic()
            with self._lock:
                due = [one for one in self.changes.values() if one.at + BOUND < begun < one.at + BOUND + 10]
            if not due:
                continue
            change = random.choice(due)
            body = self._ask(f"/fi/kaytannot/?q={change.word}")
            if body is None or self.changes[change.name] is not change:
                continue
            counts = self.counts[self.phase]
            counts.looked += 1
            if (change.name.lower().encode() in body.lower()) is not change.is_there:
                counts.stale.append(f"{change.word} {begun - change.at:.1f} s after {change}")


def measure(folder: Path, *, practices: int = 0, seconds: float = 60.0) -> bool:
    """Print a table; whether every bar was held. `seconds` are those of all phases together."""
    with laid_out(Plan(practices=practices), folder) as site:
        watch, back = Watch(site), {}
        with _changing(site, watch, seconds * 1.5), watch.running():
            _phases(site, watch, back, seconds / len(PHASES))
    return _told(watch, back)


def _phases(site: Site, watch: Watch, back: dict[str, float], seconds: float) -> None:
    assert site.follower
    node, follower = site.nodes[0], site.follower
    steps: tuple[Callable[[], None], ...] = (
        lambda: None,
        follower.pause_replay,
        lambda: (follower.pause_replay(False), node.kill()),
        lambda: back.update(node=_back(node.start, lambda: bool(set(node.workers()) & watch.workers))),
        follower.kill,
        lambda: back.update(follower=_back(follower.start, lambda: _is_read(site))),
    )
    for number, step in enumerate(steps):
        watch.phase, end = number, time.monotonic() + seconds
        watch.workers.clear()
        before = _asked(site)
        step()
        time.sleep(max(0.0, end - time.monotonic()))
        watch.counts[number].asked = max(0, _asked(site) - before)


def _back(start: Callable[[], None], takes_part: Callable[[], bool]) -> float:
    """Start a part; the seconds from when it answered until it took part again without being told."""
    start()
    return until(takes_part, "It did not take part again", PATIENCE)


def _asked(site: Site) -> int:
    """How many questions the follower has answered since it was started; 0 while it is away."""
    assert site.follower
    if not site.follower.pid:
        return 0
    return int(site.follower.ask("SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'"))


def _is_read(site: Site) -> bool:
    """Whether the web nodes ask the follower."""
    assert site.follower
    others = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
    return int(site.follower.ask(f"SELECT count(*) FROM pg_stat_activity WHERE {others}")) > 0


@contextmanager
def _changing(site: Site, watch: Watch, seconds: float) -> Iterator[None]:
    """Somebody publishes and withdraws, about twice a second."""
    command = [sys.executable, "-m", "bench.changing", str(int(seconds)), str(seconds)]
    variables = {**site.environment, "DATABASE_REPLICA_URL": ""}
    process = subprocess.Popen(
        command, cwd=ROOT, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin and process.stdout
    lines = process.stdout
    try:
        if not lines.readline():
            raise SystemExit("The writer ended at once; the lines above say why.")
        follows = threading.Thread(target=lambda: [watch.told(Change(**json.loads(line))) for line in lines])
        follows.start()
        yield
    finally:
        process.stdin.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    follows.join(10)


def _told(watch: Watch, back: dict[str, float]) -> bool:
    heads = ("answers", "median ms", "p99 ms", "errors", "follower asked", "looked for a change", "stale")
    print(table(f"two nodes, {READERS} readers", heads, map(_line, PHASES, watch.counts)))
    print(f"\n{len(watch.changes)} practices changed; everybody must see it after {BOUND} s.")
    for name, seconds in back.items():
        print(f"The {name} took part again {seconds:.1f} s after it answered.")
    wrong = [line for counts in watch.counts for line in (*counts.errors, *counts.stale)]
    for line in wrong[:8]:
        print(line, file=sys.stderr)
    are_few = all(
        len(counts.errors) <= (READERS if "killed" in name else 0)
        for name, counts in zip(PHASES, watch.counts, strict=True)
    )
    is_seen = all(counts.looked and not counts.stale for counts in watch.counts)
    print("" if are_few and is_seen else "\nA bar was missed.")
    return are_few and is_seen


def _line(name: str, counts: Counts) -> tuple[str, ...]:
    times = sorted(counts.times) or [0.0]
    return (
        name, f"{len(counts.times)}", f"{median(times):.0f}", f"{times[int(len(times) * 0.99)]:.0f}",
        f"{len(counts.errors)}", f"{counts.asked}", f"{counts.looked}", f"{len(counts.stale)}",
    )  # fmt: skip
