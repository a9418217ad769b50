"""Files of practices: how they come in, where they lie, who may have them."""

from .changing import Closed, add, describe, put_back, replace, shift, take_away
from .having import of_practice, open_original, visible
from .storing import prune
from .words import REASONS, WARNINGS, Refusal

__all__ = [
    "REASONS",
    "WARNINGS",
    "Closed",
    "Refusal",
    "add",
    "describe",
    "of_practice",
    "open_original",
    "prune",
    "put_back",
    "replace",
    "shift",
    "take_away",
    "visible",
]
