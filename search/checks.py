"""A system check: the entries of the search were written by the analysis that reads them."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError

from .entries import ANALYSER
from .models import Entry


@register(Tags.database)
def analyser_of_entries(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn when live entries carry the name of another analyser. Asked with `check --database default`."""
    if "default" not in (databases or ()):
        return []
    try:
        others = list(
            Entry.objects.filter(live=True).exclude(analyser=ANALYSER).values_list("analyser", flat=True).distinct()
        )
    except DatabaseError:
        return []  # the tables are not there yet
    if not others:
        return []
    said = f"The search entries were written by {', '.join(sorted(others))}; the words are now analysed by {ANALYSER}."
    return [Warning(said, hint="Run `manage.py reindex --missing`.", id="search.W001")]
