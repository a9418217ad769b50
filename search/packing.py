"""The terms of one text as compact bytes: written once, read by every process that builds an index.

A weight is kept as one byte, a step on a scale of equal ratios: between 0.03 and 200, never more than 2 % off.
"""

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint8]
RATIO, ONE = 1.036, 100
"""Weight 1 has the code 100; each step multiplies by the ratio."""
WEIGHTS: npt.NDArray[np.float64] = np.array([round(RATIO ** (code - ONE), 6) for code in range(256)])
"""Code → weight."""
_END = b"\0"


def code(weight: float) -> int:
    """The code nearest to a weight above 0."""
    return min(255, max(0, round(math.log(weight) / math.log(RATIO)) + ONE))


def pack(weights: Mapping[str, float]) -> bytes:
    """Terms and weights as bytes: the terms in UTF-8, one a line, a zero byte, one byte a weight."""
    return "\n".join(weights).encode() + _END + bytes(map(code, weights.values()))


def unpack(packed: bytes) -> tuple[list[str], bytes]:
    """The terms, and the codes of their weights (one byte each) in the same order; the opposite of `pack`."""
    end = packed.index(_END)
    if not end:
        return [], b""
    return packed[:end].decode().split("\n"), packed[end + 1 :]
