"""The number that tells every process whether what the public can see has changed."""

from django.db.models import F

from .models import Generation

ROW = 1


def bump() -> int:
    """Raise the generation by one within the caller's transaction, as its last write, and return the new number.

    The row stays locked until the commit, so numbers are handed out in the order of the commits.
    """
    if not Generation.objects.filter(pk=ROW).update(number=F("number") + 1):
        Generation.objects.get_or_create(pk=ROW)
        Generation.objects.filter(pk=ROW).update(number=F("number") + 1)
    return number()


def number() -> int:
    """The present generation; 0 before the first publication."""
    return Generation.objects.filter(pk=ROW).values_list("number", flat=True).first() or 0
