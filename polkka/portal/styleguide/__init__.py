"""What the style guide shows: one module of invented data for each of its parts."""

from typing import Any

from . import after, basics, overview, practice, rooms, texts, ways, words

PARTS = (basics, rooms, words, after, overview, texts, practice, ways)


def samples() -> dict[str, Any]:
    """The whole context of styleguide.html apart from what every page has."""
    context: dict[str, Any] = {}
    for part in PARTS:
        context |= part.samples()
    return context
