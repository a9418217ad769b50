"""The three ways of serving that are measured, and what each of them is asked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ..layout import EMBEDDED, POSTGRES, Plan, Site, laid_out

PRACTICES = 10_000
LIMITS = {"SEARCH_LIMITS": "true", "WEB_MAX_REQUESTS": "10000000"}
"""Limits are on: every reader has an address of their own, which the server in front is believed to have told."""
IN_FRONT = LIMITS | {"TRUSTED_PROXIES": "2"}
"""Behind nginx too: the measuring side plays a server before it."""


@dataclass(frozen=True)
class Way:
    """A way of serving; `asked` is the requests a second it must answer, `p99` within which milliseconds."""

    name: str
    plan: Plan
    asked: int
    p99: int


EMBEDDED_SQLITE = Way(
    "SQLite, no server in front", replace(EMBEDDED, practices=PRACTICES, settings=LIMITS), 1_000, 2_000
)
EMBEDDED_POSTGRES = Way(
    "PostgreSQL, no server in front", replace(POSTGRES, practices=PRACTICES, settings=LIMITS), 1_000, 2_000
)
SCALED_OUT = Way(
    "nginx, two web nodes, PostgreSQL and its follower, Redis",
    Plan(practices=PRACTICES, workers=1, settings=IN_FRONT),
    10_000,
    1_000,
)
WAYS = (EMBEDDED_SQLITE, EMBEDDED_POSTGRES, SCALED_OUT)


@contextmanager
def served(way: Way, kept: Path, **settings: str) -> Iterator[Site]:
    """The site of this way; `settings` are more variables of its nodes."""
    more: Mapping[str, str] = {**way.plan.settings, **settings}
    with laid_out(replace(way.plan, settings=more), kept) as site:
        yield site
