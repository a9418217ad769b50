"""Rows of the shared cache whose time is over, where it is a table of the database: Django removes them only when the
table is full, and keys of limits hold network addresses."""

from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from .models import Generation

GONE = "DELETE FROM {table} WHERE expires < %s"


def none(now: datetime) -> "QuerySet[Any]":
    """The table has no model: its rows are not counted beforehand."""
    return Generation.objects.none()


def forget() -> int:
    """Remove what has ended; the number of rows, 0 where the cache is not a table."""
    held: Any = caches["default"]
    table = getattr(held, "_table", "") if isinstance(held, DatabaseCache) else ""
    if not table:
        return 0
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(GONE.format(table=connection.ops.quote_name(table)), [now])
        return max(0, int(cursor.rowcount))
