"""What changed between two texts, word by word. Pure: no database, no framework; never slow, whatever is compared."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

SAME, ADDED, REMOVED, GAP = "same", "added", "removed", "gap"
AROUND = 12
"""Words left standing on each side of a change."""
MOST_WORDS = 1_200
"""Between longer texts only the ends they share are told apart from what was changed."""
MOST_SHOWN = 160
"""Words of one addition or removal; the rest is a gap."""
ISLAND = 2
"""So many equal words between two changes are read as part of the change."""
LEAST_KEPT = 0.25
"""Of the words; when fewer stayed, the text is told as written anew."""
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `kind` is same, added, removed or gap (words that are left out)."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class Difference:
    """What became of one answer or field. `language` is that of the pieces, "" for words of the interface or none."""

    heading: str
    pieces: tuple[Piece, ...]
    language: str = ""


def compared(before: str, after: str) -> tuple[Piece, ...]:
    """The way from one text to the other; nothing if they have the same words."""
    old, new = _words(before), _words(after)
    if _bare(old) == _bare(new):
        return ()
    return tuple(_shortened(list(_pieces(old, new))))


def listed(before: Sequence[str], after: Sequence[str]) -> tuple[Piece, ...]:
    """The same of two lists in which the order means nothing: what went, then what came."""
    gone = [Piece(REMOVED, name) for name in before if name not in after]
    return (*gone, *(Piece(ADDED, name) for name in after if name not in before))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.strip())


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    """The ends that both share, and the middle compared."""
    bare_old, bare_new = _bare(old), _bare(new)
    head = _common(bare_old, bare_new)
    tail = _common(bare_old[head:][::-1], bare_new[head:][::-1])
    left, right = len(old) - tail, len(new) - tail
    yield from _piece(SAME, new[:head])
    for is_same, i, j, k, m in _steps(bare_old[head:left], bare_new[head:right]):
        if is_same:
            yield from _piece(SAME, new[head + k : head + m])
        else:
            yield from _piece(REMOVED, old[head + i : head + j])
            yield from _piece(ADDED, new[head + k : head + m])
    yield from _piece(SAME, new[right:])


def _steps(old: list[str], new: list[str]) -> list[tuple[bool, int, int, int, int]]:
    """(is_same, from and to in the old, from and to in the new); a text written anew is one step, not a salad."""
    whole = [(False, 0, len(old), 0, len(new))]
    if max(len(old), len(new)) > MOST_WORDS:
        return whole
    found: list[tuple[bool, int, int, int, int]] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        is_same = kind == "equal" and j - i > ISLAND
        if not is_same and found and not found[-1][0]:
            found[-1] = (False, found[-1][1], j, found[-1][3], m)
        else:
            found.append((is_same, i, j, k, m))
    kept = sum(j - i for is_same, i, j, _k, _m in found if is_same)
    return found if kept >= LEAST_KEPT * max(len(old), len(new)) else whole


def _piece(kind: str, words: Sequence[str]) -> Iterator[Piece]:
    if words:
        yield Piece(kind, "".join(words).strip())


def _shortened(pieces: list[Piece]) -> Iterator[Piece]:
    """Long stretches cut: what is the same in its middle, what changed at its end."""
    for place, piece in enumerate(pieces):
        words = piece.text.split()
        if piece.kind != SAME:
            yield Piece(piece.kind, " ".join(words[:MOST_SHOWN]))
            if len(words) > MOST_SHOWN:
                yield Piece(GAP)
            continue
        is_first, is_last = place == 0, place == len(pieces) - 1
        before, after = 0 if is_first else AROUND, 0 if is_last else AROUND
        if len(words) <= before + after + 4:
            yield Piece(SAME, " ".join(words))
            continue
        if before:
            yield Piece(SAME, " ".join(words[:before]))
        yield Piece(GAP)
        if after:
            yield Piece(SAME, " ".join(words[-after:]))
