"""What was acknowledged against what is stored: saves that are lost, halved or doubled, and half publications."""

from collections.abc import Mapping
from typing import Any

from .writers import COSTS, PLACES, Writer


def counted(writers: list[Writer], held: dict[str, dict[str, dict[str, object]]]) -> dict[str, int]:
    """Acknowledged saves that are lost, saves of which only a part is there, and words or rows that are there twice."""
    lost = halved = doubled = 0
    for writer in writers:
        words = str(held["shared"][PLACES[writer.place][1]]).split()
        lost += words[: len(writer.words)] != writer.words
        doubled += len(words) != len(set(words))
        own = held["own"][writer.own]
        tags, cost = own["tags"], own["cost"]
        numbers = (writer.number, writer.attempted)
        number = next((n for n in numbers if (tags, cost) == ([f"eka{n}", f"toka{n}"], [COSTS[n % 2]])), 0)
        is_whole = any((tags, cost) == ([f"eka{n}", f"toka{n}"], [COSTS[n % 2]]) for n in range(1, writer.attempted))
        halved += number == 0 and bool(writer.number) and not is_whole
        lost += number == 0 and bool(writer.number) and is_whole
        titles = [row["title"] for row in own["steps"]]  # type: ignore[attr-defined]  # rows are made by stored.py
        doubled += len(titles) != len(set(titles))
        lost += writer.number > 0 and f"askel {writer.number}" not in titles and number == writer.number
    return {"lost": lost, "halved": halved, "doubled": doubled, "faults": sum(len(writer.faults) for writer in writers)}


def half_published(acknowledged: set[str], held: Mapping[str, Any]) -> tuple[int, int]:
    """(publications of which only a part is there or two are, acknowledged ones that are lost)."""
    rows: dict[str, dict[str, int]] = held["published"]
    half = sum(set(row.values()) not in ({0}, {1}) for row in rows.values())
    return half, sum(rows[public_id]["published"] != 1 for public_id in acknowledged)
