"""Chores that the apps above give to `tick`: each is called once a minute and decides itself when it is due."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
_chores: list[Callable[[], object]] = []


def each_minute(chore: Callable[[], object]) -> None:
    """Have `chore` called by every tick; an app says so in its ready()."""
    if chore not in _chores:
        _chores.append(chore)


def run() -> None:
    """Do every chore; one that fails is logged and stops no other."""
    for chore in _chores:
        try:
            chore()
        except Exception:
            logger.exception("A chore of the clock failed: %s", chore)
