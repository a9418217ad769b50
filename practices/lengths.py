"""How long a typed text is, how long it might well be, and the words and the small drawing that say so."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

WIDTH, MARGIN = 200, 6
"""Of the drawing, in its own units."""
ROOM = 1.5
"""The drawing goes on so many times as far as the suggested length."""
EMPTY, SHORT, RIGHT, LONG, OVER = "empty", "short", "right", "long", "over"
WORDS: dict[str, str | Promise] = {
    EMPTY: "",
    SHORT: _("still short"),
    RIGHT: _("about right"),
    LONG: _("rather long"),
    OVER: _("too long to be saved"),
}


@dataclass(frozen=True)
class Length:
    """Of one text, in characters: `count` now, about right from `low` to `high` (0 and 0: no suggestion), `limit`."""

    count: int
    low: int
    high: int
    limit: int

    @property
    def state(self) -> str:
        if self.count > self.limit:
            return OVER
        if not self.count or not self.high:
            return EMPTY
        return SHORT if self.count < self.low else RIGHT if self.count <= self.high else LONG

    @property
    def word(self) -> str:
        return str(WORDS[self.state])

    def said(self, count: int | None = None) -> str:
        """The note under a field, of this many characters or another number of them."""
        number = self.count if count is None else count
        return self._pattern(number) % {"count": number, "low": self.low, "high": self.high, "limit": self.limit}

    def _pattern(self, number: int) -> str:
        if not self.high:
            return ngettext(
                "%(count)s character; at most %(limit)s.", "%(count)s characters; at most %(limit)s.", number
            )
        if self.high == self.limit:
            return ngettext(
                "%(count)s character; %(low)s–%(high)s is about right, and not more.",
                "%(count)s characters; %(low)s–%(high)s is about right, and not more.",
                number,
            )
        return ngettext(
            "%(count)s character; %(low)s–%(high)s is about right, at most %(limit)s.",
            "%(count)s characters; %(low)s–%(high)s is about right, at most %(limit)s.",
            number,
        )

    def _template(self, number: int) -> str:
        """The note with {n} for the number, in the form that goes with `number`."""
        said = {"count": "{n}", "low": self.low, "high": self.high, "limit": self.limit}
        return self._pattern(number) % said

    @property
    def one(self) -> str:
        return self._template(1)

    @property
    def many(self) -> str:
        return self._template(2)

    @property
    def words(self) -> dict[str, str]:
        """State → its word, for the script that counts on."""
        return {state: str(word) for state, word in WORDS.items()}

    @property
    def top(self) -> int:
        """The characters at the right end of the drawing."""
        return min(self.limit, int(self.high * ROOM))

    def _place(self, number: int) -> int:
        return MARGIN + round(min(number / self.top, 1) * (WIDTH - 2 * MARGIN))

    @property
    def at(self) -> int:
        """Where the dot stands."""
        return self._place(self.count)

    @property
    def start(self) -> int:
        return self._place(self.low)

    @property
    def end(self) -> int:
        return self._place(self.high)
