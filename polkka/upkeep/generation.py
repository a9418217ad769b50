"""The number that tells every process whether what the public can see has changed."""

from django.db import Error, connection
from django.db.models import F
from django.http import HttpRequest

from . import replica
from .models import Generation

ROW = replica.ROW


def bump() -> int:
    """Raise the generation by one within the caller's transaction, as its last write, and return the new number.

    The row stays locked until the commit, so numbers are handed out in the order of the commits.
    """
    if not Generation.objects.filter(pk=ROW).update(number=F("number") + 1):
        Generation.objects.get_or_create(pk=ROW)
        Generation.objects.filter(pk=ROW).update(number=F("number") + 1)
    return number()


def seen(request: HttpRequest) -> int:
    """The generation a request is answered at: read once, however many parts of the answer ask."""
    held: int | None = getattr(request, "_generation", None)
    if held is None:
        held = number()
        request._generation = held  # type: ignore[attr-defined]  # kept for one request, no field
    return held


def number() -> int:
    """The present generation of the database that is being read; 0 before the first publication."""
    return replica.asked(replica.number_in)


def fell_below(held: int) -> bool:
    """Whether the first database stands before a generation this process has seen: an older one was put in its place.

    That of a follower may be lower for a moment, and so may a number that was read before another thread caught up.
    """
    try:
        return replica.number_in(connection) < held
    except Error:  # nobody can tell, and nothing newer can be read
        return False
