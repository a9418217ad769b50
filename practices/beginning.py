"""Beginning a practice for a place: the draft, and the right to write it while the place has not answered."""

from django.db import transaction

from network.models import User

from . import edits, joining
from .models import Author, Version
from .places import Place


def begin(place: Place, *, by: User, depth: str, language: str, title: str = "") -> Version:
    """Make the draft for a place that has an owner. Who only waits to belong there writes it as its own author."""
    assert place.owner is not None
    with transaction.atomic():
        version = edits.create(
            by=by, owner=place.owner, project=place.project, depth=depth, language=language, title=title
        )
        if not joining.belongs(version.practice, by):
            Author.unscoped.create(practice=version.practice, user=by)
    return version
