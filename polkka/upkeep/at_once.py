"""One thread for what is done right after its cause.

However much comes, a process holds one line to the mail server and one to the database for it; what does not fit, or is
left over by a failure, waits for the clock.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator

MOST = 100
"""Keys that wait at a time."""


class AtOnce:
    """Gives keys to `deed` in one thread, which ends when nothing is left."""

    def __init__(self, deed: Callable[[Iterable[int]], None]) -> None:
        self._deed = deed
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._keys: deque[int] = deque()
        self._worker: threading.Thread | None = None

    def take(self, key: int, *, is_urgent: bool = False) -> bool:
        """Have one key done soon, an urgent one before the others; false if too many wait."""
        with self._lock:
            if len(self._keys) >= MOST and not is_urgent:
                return False
            (self._keys.appendleft if is_urgent else self._keys.append)(key)
            if self._worker is None:
                worker = threading.Thread(target=self._work, name="at-once", daemon=True)
                worker.start()  # where no thread can be had, the next key asks for one again
                self._worker = worker
        return True

    def _work(self) -> None:
        try:
            self._deed(self._each())
        finally:
            self._stop()

    def _each(self) -> Iterator[int]:
        while True:
            with self._lock:
                if not self._keys:
                    self._worker = None
                    return
                key = self._keys.popleft()
            yield key

    def _stop(self) -> None:
        """Forget what the deed left over. If it left nothing, another thread may be at work already."""
        with self._lock:
            if self._worker is threading.current_thread():
                self._keys.clear()
                self._worker = None
