"""A QR code as paths: round modules as everything that is a dot, square corners so that cameras find it."""

from dataclasses import dataclass

import segno

QUIET = 2
"""Modules of white around the code; the sheet is white beyond them."""
_CORNER = 7  # modules of a finder pattern


@dataclass(frozen=True)
class Code:
    """`size`: modules on a side with the quiet zone; `dots`: a path of zero-length strokes; `corners`: filled paths."""

    size: int
    dots: str
    corners: str


def code(text: str) -> Code:
    """The code of a short text with medium error correction, the same every time."""
    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    n = len(matrix)
    dots = "".join(
        f"M{x + QUIET + 0.5:g} {y + QUIET + 0.5:g}h0"
        for y, row in enumerate(matrix)
        for x, is_dark in enumerate(row)
        if is_dark and not _in_corner(x, y, n)
    )
    far = QUIET + n - _CORNER
    corners = "".join(_corner(x, y) for x, y in ((QUIET, QUIET), (far, QUIET), (QUIET, far)))
    return Code(n + 2 * QUIET, dots, corners)


def _in_corner(x: int, y: int, n: int) -> bool:
    left, top, right, bottom = x < _CORNER, y < _CORNER, x >= n - _CORNER, y >= n - _CORNER
    return ((left or right) and top) or (left and bottom)


def _corner(x: int, y: int) -> str:
    return f"M{x} {y}h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z"
