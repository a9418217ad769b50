"""Redis (or Valkey) as the cache of all processes; while it is away the table of the database stands in for it.

What lies in the cache is needed by nobody for long: leases of the clock, limits, codes of apps that were used. All
processes lose Redis at the same moment, so that leases and limits hold over the table too; a machine that alone cannot
reach it may do a chore at the same time as another, which every chore bears.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
BESIDE = "beside"
"""The name in CACHES of the table."""
AGAIN_AFTER = 5.0
"""Seconds until Redis is asked again."""


class _Away:
    """Whether Redis was found away a moment ago; of this process, in all its threads."""

    until = 0.0  # of time.monotonic()

    def is_on(self) -> bool:
        return time.monotonic() < self.until

    def note(self, error: RedisError) -> None:
        self.until = time.monotonic() + AGAIN_AFTER
        log.warning("The cache is away, the table of the database stands in: %s", type(error).__name__)


away = _Away()


def _steady(name: str) -> Callable[..., Any]:
    """The method of RedisCache with this name, or that of the table while Redis is away."""
    of_redis = getattr(RedisCache, name)

    def asked(self: "Steady", *arguments: Any, **named: Any) -> Any:
        if not away.is_on():
            try:
                return of_redis(self, *arguments, **named)
            except RedisError as error:
                away.note(error)
        return getattr(caches[BESIDE], name)(*arguments, **named)

    asked.__name__ = name
    return asked


class Steady(RedisCache):
    """As Django’s own; an error of Redis never reaches who asks."""

    add = _steady("add")
    get = _steady("get")
    set = _steady("set")
    touch = _steady("touch")
    delete = _steady("delete")
    get_many = _steady("get_many")
    has_key = _steady("has_key")
    incr = _steady("incr")
    set_many = _steady("set_many")
    delete_many = _steady("delete_many")
    clear = _steady("clear")

    def count(self, key: str, seconds: int) -> int | None:
        """Count one use of a key that is forgotten after `seconds`; None while Redis is away."""
        if away.is_on():
            return None
        try:
            whole = self.make_and_validate_key(key)
            pipe = self._cache.get_client(whole, write=True).pipeline(transaction=True)
            pipe.set(whole, 0, ex=seconds, nx=True)
            pipe.incr(whole)
            uses = pipe.execute()[1]
        except RedisError as error:
            away.note(error)
            return None
        return int(uses)
