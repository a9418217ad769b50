"""Keeping the search true when something around a published practice changes: its project, its owner."""

from polkka.upkeep import generation
from search.loading import write

from . import entries
from .models import VersionQuerySet


def reindex(versions: VersionQuerySet) -> None:
    """Write the search entries of the published ones among `versions` anew, and a new generation last."""
    rows = versions.filter(state="published").select_related("practice__project__coordination")
    published = list(rows.with_words())
    prepared = [(v.practice.public_id, entries.prepare(v, v.label, v.published_at or v.updated_at)) for v in published]
    at = generation.bump()
    for public_id, entry in prepared:
        write(entry, public_id=public_id, at=at)
