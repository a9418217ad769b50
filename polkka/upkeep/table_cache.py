"""The cache in a table of the database; one that cannot be written to says so.

Django's own answers False to every error of a write. A limit would take that for “too many”, and a lease for
“somebody else has it”, while in truth nothing can be written.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router

from .away import cause_of


class TableCache(DatabaseCache):
    """As Django's own, but raises the error behind which the database is away, closed to writing or full."""

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        met: list[DatabaseError] = []

        def watched(execute: Callable[..., Any], *told: Any) -> Any:
            try:
                return execute(*told)
            except DatabaseError as error:
                met.append(error)
                raise

        with connections[router.db_for_write(self.cache_model_class)].execute_wrapper(watched):
            is_done = bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]  # not in the stubs
        if not is_done and met and cause_of(met[-1]):
            raise met[-1]
        return is_done
