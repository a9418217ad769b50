"""Ready-made ways into the collection."""

from typing import Any

from ..shortcuts import Shortcut
from .basics import PLACES


def samples() -> dict[str, Any]:
    """The school stages of one lesson without a journey."""
    stages = (("Esiopetus", 2), ("1–2 lk", 5), ("3–6 lk", 9), ("Ammatillinen koulutus", 1))
    return {"shortcuts": [Shortcut(name, PLACES, count) for name, count in stages]}
