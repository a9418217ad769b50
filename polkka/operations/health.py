"""How the portal is, asked at most once a second in each process and answered in bounded time, whatever hangs."""

import logging
import time
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.db import connection, connections

from . import parts
from .parts import OK, OUT, Number, Part

log = logging.getLogger(__name__)
DEADLINE = 1.5  # seconds after which what has not answered is taken to be out
FRESH = 1.0  # seconds for which an answer is given again
READY, DEGRADED, NOT_READY, MAINTENANCE = "ready", "degraded", "not ready", "maintenance"


@dataclass(frozen=True)
class Report:
    """The word for the whole, and the parts by name."""

    status: str
    parts: dict[str, Part]

    @property
    def is_ready(self) -> bool:
        return self.status != NOT_READY

    def number(self, part: str, name: str) -> Number | None:
        """One number, None if the part did not answer."""
        found = self.parts.get(part)
        return found.numbers.get(name) if found else None

    def shown(self) -> dict[str, Any]:
        """What /readyz says."""
        told = {name: {"status": p.status, **p.numbers} for name, p in self.parts.items() if name not in parts.COUNTED}
        flags = {"read_only": settings.READ_ONLY, "maintenance_min": settings.MAINTENANCE}
        return {"status": self.status, **flags, "parts": told}


@dataclass
class _Look:
    """One look at all parts, in a thread of its own: what hangs keeps nobody else waiting."""

    found: dict[str, Part] = field(default_factory=dict)
    begun: float = field(default_factory=time.monotonic)
    thread: Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = Thread(target=self._run, daemon=True, name="health")
        self.thread.start()

    def _run(self) -> None:
        try:
            look(self.found)
        finally:
            connections.close_all()

    def report(self) -> Report:
        self.thread.join(max(0.0, self.begun + DEADLINE - time.monotonic()))
        return judged(dict(self.found))


_lock = Lock()
_look: _Look | None = None


def report() -> Report:
    """How it is. A look that hangs is not joined by others: until it ends, its answer stands.

    Within a transaction, as tests are, only the connection that holds it sees everything: there it is asked at once.
    """
    global _look
    if connection.in_atomic_block:
        return judged(look({}))
    with _lock:
        is_old = _look is None or (time.monotonic() - _look.begun > FRESH and not _look.thread.is_alive())
        if is_old or _look is None:
            _look = _Look()
        here = _look
    return here.report()


def look(found: dict[str, Part]) -> dict[str, Part]:
    """Look at every part; one that fails is out, and without a database nothing that asks it is tried."""
    for name, part in parts.asked().items():
        if found.get("database", Part(OK, {})).status == OUT and name not in ("disk", "site_url"):
            continue
        try:
            found[name] = part()
        except Exception as error:
            log.warning("A part is out: %s: %s", name, error)
            found[name] = Part(OUT, {})
    return found


def judged(found: dict[str, Part]) -> Report:
    """The word for the whole: what is needed decides about `not ready`, everything else about `degraded`.

    While the portal is being looked after it is ready to say so, whatever its database does.
    """
    found = {name: found.get(name, Part(OUT, {})) for name in parts.asked()}
    if settings.MAINTENANCE:
        return Report(MAINTENANCE, found)
    if any(found[name].status == OUT for name in parts.NEEDED):
        return Report(NOT_READY, found)
    return Report(READY if all(part.status == OK for part in found.values()) else DEGRADED, found)


def forget() -> None:
    """Forget the last look (tests)."""
    global _look
    _look = None
