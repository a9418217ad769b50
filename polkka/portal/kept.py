"""The pages that one process remembers: so many, so many bytes, and only those of the newest generation."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Event, Lock

from django.http import HttpResponse

MOST_PAGES = 1_000
MOST_BYTES = 48_000_000
LONGEST = 200_000
"""Bytes of a body that is kept."""
AROUND = 3_000
"""Bytes that a page costs besides its body: its headers and its key."""
SEEN_ONCE = 4
"""This part of the room is for pages that were asked for once: a walk over everything leaves the rest where it is."""

Key = tuple[int, str, str, bool]
"""Generation, site with its scheme, the day and the banners shown, address, and whether the client takes gzip."""


@dataclass(frozen=True)
class Page:
    """An answer without what ties it to the request it was made for. `route`: the name of its address."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    route: str

    @property
    def size(self) -> int:
        return len(self.body) + AROUND

    def answer(self) -> HttpResponse:
        """The whole page as a new answer."""
        found = HttpResponse(self.body, headers=dict(self.headers))
        found.route = self.route  # type: ignore[attr-defined]  # for the figures
        return found


class _Room:
    """Pages with the one asked for longest ago first."""

    def __init__(self) -> None:
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self.bytes = 0

    def get(self, key: Key) -> Page | None:
        page = self.pages.get(key)
        if page is not None:
            self.pages.move_to_end(key)
        return page

    def put(self, key: Key, page: Page) -> None:
        self.take(key)
        self.pages[key] = page
        self.bytes += page.size

    def take(self, key: Key) -> Page | None:
        page = self.pages.pop(key, None)
        self.bytes -= page.size if page else 0
        return page

    def shrink(self, pages: int, size: int) -> None:
        while self.pages and (len(self.pages) > pages or self.bytes > size):
            self.bytes -= self.pages.popitem(last=False)[1].size


class Kept:
    """The pages of one process. `newest` is the generation last seen, `highest` the highest ever seen."""

    def __init__(self) -> None:
        self.newest = self.highest = -1
        self.told_at = 0.0
        self._once, self._again = _Room(), _Room()
        self._lock = Lock()

    def saw(self, at: int) -> None:
        """The database has told its generation: pages of any other are of no use to anybody."""
        self.told_at = time.monotonic()
        if at == self.newest:
            return
        with self._lock:
            self.newest, self.highest = at, max(at, self.highest)
            self._once, self._again = _Room(), _Room()

    def last_known(self, seconds: float) -> int | None:
        """The generation to answer at while the database cannot be asked; None if it was told too long ago.

        Also None after a lower one followed a higher: what was withdrawn in between must not come back.
        """
        is_recent = self.newest >= 0 and time.monotonic() - self.told_at <= seconds
        return self.newest if is_recent and self.newest == self.highest else None

    def get(self, key: Key) -> Page | None:
        with self._lock:
            if (page := self._again.get(key)) or (page := self._once.take(key)) is None:
                return page
            self._again.put(key, page)
            self._again.shrink(MOST_PAGES - MOST_PAGES // SEEN_ONCE, MOST_BYTES - MOST_BYTES // SEEN_ONCE)
            return page

    def put(self, key: Key, page: Page) -> None:
        """Keep a page, unless another generation has come meanwhile."""
        with self._lock:
            if key[0] == self.newest and key not in self._again.pages:
                self._once.put(key, page)
                self._once.shrink(MOST_PAGES // SEEN_ONCE, MOST_BYTES // SEEN_ONCE)

    def clear(self) -> None:
        """Forget everything (tests, and after the tables were replaced)."""
        with self._lock:
            self.newest = self.highest = -1
            self._once, self._again = _Room(), _Room()

    @property
    def bytes(self) -> int:
        return self._once.bytes + self._again.bytes

    def keys(self) -> list[Key]:
        return [*self._once.pages, *self._again.pages]


class Making:
    """The pages that are being made in this process: whoever asks for one of them meanwhile waits for it."""

    def __init__(self) -> None:
        self._under_way: dict[Key, Event] = {}
        self._lock = Lock()

    def begin(self, key: Key) -> Event | None:
        """None if the page is now the caller's to make, who calls `end`; else what is set once it is made."""
        with self._lock:
            if key in self._under_way:
                return self._under_way[key]
            self._under_way[key] = Event()
            return None

    def end(self, key: Key) -> None:
        with self._lock:
            self._under_way.pop(key).set()


def page_of(response: HttpResponse, etag: str, route: str) -> Page:
    """What of an answer is kept."""
    headers = [*response.items(), ("ETag", etag)]
    return Page(response.content, tuple(headers), etag, route)


kept = Kept()
making = Making()
