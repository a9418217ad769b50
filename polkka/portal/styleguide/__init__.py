"""What the style guide shows: one module of invented data for each of its parts."""

from typing import Any

from . import (
    after,
    arriving,
    asking,
    assessing,
    basics,
    deciding,
    files,
    keeping,
    languages,
    messages,
    overview,
    practice,
    rooms,
    sending,
    texts,
    together,
    ways,
    words,
)

PARTS = (
    basics,
    rooms,
    words,
    after,
    overview,
    texts,
    practice,
    ways,
    sending,
    asking,
    languages,
    together,
    arriving,
    files,
    keeping,
    assessing,
    messages,
    deciding,
)


def samples() -> dict[str, Any]:
    """The whole context of styleguide.html apart from what every page has."""
    context: dict[str, Any] = {}
    for part in PARTS:
        context |= part.samples()
    return context
