"""Room to add up scores in, kept by each thread: clearing a few numbers is cheaper than asking for new room."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]
SPARSE = 8
"""Below one in so many texts touched, only those are cleared; above it, the whole array."""


class Scratch:
    """Per text: `total` of the gains so far, and `strong` if more than the beginning of a word met."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.total: Floats = np.zeros(size)
        self.strong: npt.NDArray[np.bool_] = np.zeros(size, np.bool_)
        self._touched: list[Numbers] = []

    def add(self, entries: Numbers, gain: Floats, *, is_strong: bool) -> None:
        """Add to these texts, each named once, what a term gives them."""
        self.total[entries] += gain
        if is_strong:
            self.strong[entries] = True
        self._touched.append(entries)

    def clear(self) -> None:
        """Make everything nothing again."""
        if SPARSE * sum(map(len, self._touched)) < self.size:
            for entries in self._touched:
                self.total[entries] = 0.0
                self.strong[entries] = False
        else:
            self.total.fill(0.0)
            self.strong.fill(False)
        self._touched = []


_own = local()


@contextmanager
def borrowed(size: int) -> Iterator[Scratch]:
    """This thread's scratch for an index of `size` texts; after an error it is thrown away."""
    held: Scratch | None = getattr(_own, "scratch", None)
    _own.scratch = None
    if held is None or held.size != size:
        held = Scratch(size)
    yield held
    held.clear()
    _own.scratch = held
