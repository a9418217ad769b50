"""Removing what has outlived its use, rule by rule, in small steps: safe twice at once, and after a break."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from polkka.upkeep import clock

from .retention import RULES, Rule

logger = logging.getLogger(__name__)
BATCH = 500
"""Rows of one transaction: a writer beside it waits for no more."""
MINUTE = 15.0
"""Seconds that one tick gives to it."""
A_DAY = 24 * 3600


@dataclass(frozen=True)
class Pruned:
    """`n` rows of a rule were removed, or would be (-1: it failed); `is_all` is false if some were left for later."""

    rule: Rule
    n: int
    is_all: bool = True


def due(rules: Iterable[Rule] = RULES) -> list[Pruned]:
    """What would be removed now."""
    now = timezone.now()
    return [Pruned(rule, rule.due(now).count()) for rule in rules]


def prune(rules: Iterable[Rule] = RULES, seconds: float | None = None) -> list[Pruned]:
    """Remove what is due, for at most so long."""
    until = time.monotonic() + seconds if seconds is not None else None
    now = timezone.now()
    return [_prune(rule, now, until) for rule in rules]


def _prune(rule: Rule, now: datetime, until: float | None) -> Pruned:
    """One rule; that it fails keeps no other from being followed."""
    try:
        return _followed(rule, now, until)
    except Exception:
        logger.exception("A rule of retention failed: %s", rule.code)
        return Pruned(rule, -1)


def _followed(rule: Rule, now: datetime, until: float | None) -> Pruned:
    if rule.deed:
        return Pruned(rule, rule.deed())
    removed = 0
    while until is None or time.monotonic() < until:
        n = _step(rule, now)
        removed += n
        if n < BATCH:
            return Pruned(rule, removed)
    return Pruned(rule, removed, is_all=False)


def _step(rule: Rule, now: datetime) -> int:
    """One batch; rows that somebody has renewed meanwhile are not due any more, and stay."""
    keys = list(rule.due(now).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not keys:
        return 0
    with transaction.atomic():
        rows = rule.due(now).filter(pk__in=keys)
        if rule.blank:
            rows.order_by().update(**rule.blank)
        else:
            rows.delete()
    return len(keys)


def each_minute() -> str:
    """The chore of the clock: short-lived rows with every tick, the others once a day; nothing while the time of this
    machine may be wrong."""
    if not clock.ran_lately():
        return "waits until the clock has run for a day"
    prune([rule for rule in RULES if rule.often])
    today = f"prune:{timezone.localdate()}"
    if not cache.add(today, 1, A_DAY):
        return "done"
    told = prune([rule for rule in RULES if not rule.often], MINUTE)
    if all(one.is_all for one in told):
        return f"{sum(max(0, one.n) for one in told)} rows"
    cache.delete(today)
    return "goes on in the next minute"
