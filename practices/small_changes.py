"""What counts as a small correction of a published text, and how it is told in a line. Pure but for its sentences."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from polkka.kit.differences import ADDED, REMOVED, Piece

LARGEST_SHARE, ALWAYS_SMALL = 0.2, 3
"""Of the words of an answer, this share may change; so many words may change in any answer."""
SAME_TITLE = 0.5
"""How alike, letter by letter, a corrected title is to the one before, 0–1."""
LONGEST_SHOWN = 160


def too_large(code: str, before: Any, after: Any) -> str:
    """Why the change of an answer is more than a correction, or ""."""
    if isinstance(before, list):
        return _of_rows(before, after)
    if before.strip() and not after.strip():
        return _("A correction cannot leave an answer empty.")
    if code == "title" and SequenceMatcher(None, before, after, autojunk=False).ratio() < SAME_TITLE:
        return _("This would be another title. A new version is needed for that.")
    return _of_words(before.split(), after.split())


def _of_words(before: list[str], after: list[str]) -> str:
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = sum(max(j - i, m - k) for kind, i, j, k, m in steps if kind != "equal")
    if changed <= max(ALWAYS_SMALL, LARGEST_SHARE * len(before)):
        return ""
    words = _("%(changed)d of %(all)d words change: that is more than a typo. A new version is needed for that.")
    return words % {"changed": min(changed, len(before)), "all": len(before)}


def _of_rows(before: list[Mapping[str, str]], after: list[Mapping[str, str]]) -> str:
    if len(before) != len(after):
        return _("A correction cannot add or remove rows. A new version is needed for that.")
    if any(old[column] and not new.get(column) for old, new in zip(before, after, strict=True) for column in old):
        return _("A correction cannot leave an answer empty.")
    return _of_words(_cells(before), _cells(after))


def _cells(rows: Iterable[Mapping[str, str]]) -> list[str]:
    return " ".join(str(cell) for row in rows for cell in row.values()).split()


def told(pieces: Iterable[Piece]) -> str:
    """A change in one line of plain text: “what went” → “what came”, and so on."""
    found, gone = [], ""
    for piece in pieces:
        if piece.kind == REMOVED:
            gone = _shown(piece)
        elif piece.kind == ADDED:
            found.append(f"{gone or '–'} → {_shown(piece)}")
            gone = ""
        elif gone:
            found.append(f"{gone} → –")
            gone = ""
    return "; ".join([*found, f"{gone} → –"] if gone else found)


def _shown(piece: Piece) -> str:
    text = piece.text if len(piece.text) <= LONGEST_SHOWN else piece.text[:LONGEST_SHOWN] + "…"
    return f"”{text}”"
