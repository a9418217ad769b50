"""The deeds of taxonomy/curating with what they mean for practices: the search is told of every published one."""

from typing import Any

from django.db import transaction

from taxonomy import curating
from taxonomy.models import Concept

from . import indexing
from .concept_uses import having


def merge(source: Concept, target: Concept, *, by: Any) -> int:
    """Merge as `curating.merge` does, and mark what the search has to hear; how many published practices changed."""
    with transaction.atomic():
        number = indexing.mark(having(source))
        curating.merge(source, target, by=by)
    return number
