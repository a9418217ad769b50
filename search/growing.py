"""Arrays that grow at the end: what was read stays where it is, so that a search under way is never disturbed."""

from typing import Any

import numpy as np
import numpy.typing as npt


class Growing:
    """A numpy array with room at its end. `view` gives what there is now; later growth never changes that view."""

    def __init__(self, dtype: npt.DTypeLike, first: npt.ArrayLike = ()) -> None:
        self._room: npt.NDArray[Any] = np.array(first, dtype=dtype)
        self._size = len(self._room)

    def __len__(self) -> int:
        return self._size

    def extend(self, values: npt.ArrayLike) -> None:
        """Add values at the end; the room doubles when it is full."""
        new = np.asarray(values, dtype=self._room.dtype)
        needed = self._size + len(new)
        if needed > len(self._room):
            room = np.empty(max(needed, 2 * self._size, 64), dtype=self._room.dtype)
            room[: self._size] = self._room[: self._size]
            self._room = room
        self._room[self._size : needed] = new
        self._size = needed

    def view(self) -> npt.NDArray[Any]:
        return self._room[: self._size]
