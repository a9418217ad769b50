"""`python -m bench load [--parts a,f,b,q,k,c,d] [--seconds N]`: what readers and writers feel, with the bars beside it.

a  1,000 connections that ask a fifth more than must be answered, twenty writers, three ways of serving
f  the same without a pause
b  1,000 readers at their own pace and twenty writers, nothing kept, both databases
q  a quarter of these readers
k  1,000 readers with pages kept, as the portal is delivered
c  a storm of crawlers over the facets
d  100,000 mixed requests, and what the workers hold before and after
"""

import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.dev import Stop

from ..layout import Site
from ..tables import table
from . import parts
from .parts import Line
from .sites import EMBEDDED_POSTGRES, EMBEDDED_SQLITE, SCALED_OUT, WAYS, Way, served

FILES = 20_000
"""Open files that a thousand connections on both sides need."""
SOAK = 8
"""The fourth part may take so many times the seconds of the others."""


@dataclass(frozen=True)
class Part:
    """A measurement with the ways it is made; `settings`: more variables of the nodes; `times`: of the seconds."""

    name: str
    measure: Callable[[Site, Way, float], list[Line]]
    ways: Sequence[Way]
    settings: dict[str, str]
    times: int = 1


PARTS = {
    "a": Part("1,000 connections, a fifth more asked than must be answered, 20 writers", parts.crowd, WAYS, {}),
    "f": Part("1,000 connections without a pause, 20 writers", parts.flood, WAYS, {}),
    "b": Part(
        "1,000 readers, a page in ten seconds each, 20 writers; nothing is kept", parts.pace,
        (EMBEDDED_SQLITE, EMBEDDED_POSTGRES), {"PAGE_CACHE": "false"},
    ),
    "q": Part(
        "250 readers, a page in ten seconds each, 20 writers; nothing is kept", partial(parts.pace, readers=250),
        (EMBEDDED_SQLITE, EMBEDDED_POSTGRES), {"PAGE_CACHE": "false"},
    ),
    "k": Part(
        "1,000 readers at that pace, with pages kept as the portal is delivered", parts.pace,
        (EMBEDDED_SQLITE, EMBEDDED_POSTGRES), {},
    ),
    "c": Part("crawlers over the facets", parts.storm, (EMBEDDED_SQLITE, SCALED_OUT), {}),
    "d": Part("100,000 mixed requests", parts.soak, (EMBEDDED_SQLITE,), {}, SOAK),
}  # fmt: skip
NOTE = """
10,000 practices, limits of searching on. One machine plays all readers: each has an address of its own, told to the
portal as a server in front would tell it. The machine that asks is the machine that answers.
"""


def measure(folder: Path, *, names: Sequence[str], seconds: float) -> int:
    """Print the tables; 1 if a bar is missed or a way could not be tried, else 0."""
    _allow_files()
    print(NOTE)
    missed = [line for name in names for line in _part(PARTS[name], folder, seconds)]
    told = "; ".join(missed)
    print(f"\n{'Missed: ' + told if missed else 'Every bar is met.'}", flush=True)
    return 1 if missed else 0


def _part(part: Part, folder: Path, seconds: float) -> list[str]:
    missed = []
    for way in part.ways:
        try:
            with served(way, folder, **part.settings) as site:
                lines = part.measure(site, way, seconds * part.times)
        except Stop as problem:
            print(f"\n{part.name}, {way.name}: left out: {problem}", flush=True)
            missed.append(f"{part.name}, {way.name}: left out")
            continue
        rows = [(line.what, line.figure, line.bar, "" if line.is_met else "missed") for line in lines]
        print(table(f"{part.name}: {way.name}", ("figure", "bar", ""), rows), flush=True)
        missed += [f"{part.name}, {way.name}: {line.what} {line.figure}" for line in lines if not line.is_met]
    return missed


def _allow_files() -> None:
    """A thousand connections on both sides need more open files than a shell is given."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
