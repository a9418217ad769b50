"""The message at the top of every page between its times: known in memory, exact to the second."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from polkka.kit.languages import CODES
from polkka.kit.text import clean_line
from polkka.upkeep import read_only

from .models import Banner
from .redirects import check_new

MOST_AT_ONCE = 2
"""More than two at once nobody reads."""

_lock = Lock()
_held: tuple[int, tuple["Told", ...]] | None = None


@dataclass(frozen=True)
class Told:
    """A banner as it is kept: its text and the language of the text by the reader’s language, and its times."""

    pk: int
    kind: str
    texts: dict[str, str]
    url: str
    from_at: datetime | None
    to_at: datetime | None

    def is_shown(self, now: datetime) -> bool:
        return (self.from_at is None or self.from_at <= now) and (self.to_at is None or now < self.to_at)

    @property
    def is_warning(self) -> bool:
        return self.kind == Banner.Kind.WARNING


@dataclass(frozen=True)
class Shown:
    """A banner for one reader."""

    text: str
    url: str
    is_warning: bool


def now_shown(at: int, language: str, now: datetime | None = None) -> tuple[Shown, ...]:
    """The banners of this moment at the generation `at`, disturbances first; one query a generation."""
    closed = (Shown(_("The portal can only be read just now. Nothing can be saved."), "", True),)
    return (closed if read_only.is_on() else ()) + tuple(
        Shown(one.texts[language], one.url, one.is_warning) for one in _live(at, now)
    )


def mark(at: int, now: datetime | None = None) -> str:
    """What pages made with these banners are known by: another one as soon as a banner comes or goes."""
    closed = ["closed"] if read_only.is_on() else []
    return ",".join([*closed, *(str(one.pk) for one in _live(at, now))])


def _live(at: int, now: datetime | None = None) -> list[Told]:
    known = _known(at)
    if not known:
        return []
    now = now or timezone.now()
    return [one for one in known if one.is_shown(now)][:MOST_AT_ONCE]


def _known(at: int) -> tuple[Told, ...]:
    global _held
    held = _held
    if held is None or held[0] != at:
        with _lock:
            rows = sorted(Banner.objects.filter(active=True), key=lambda row: (row.kind != Banner.Kind.WARNING, row.pk))
            held = _held = (at, tuple(_told(row) for row in rows))
    return held[1]


def _told(row: Banner) -> Told:
    texts = {code: getattr(row, f"text_{code}") for code in CODES}
    return Told(row.pk, row.kind, texts, row.url, row.from_at, row.to_at)


def forget() -> None:
    """Forget what this process knows (tests, and after the tables were replaced)."""
    global _held
    _held = None


def check_url(value: str) -> str:
    """The link of a banner: a page of this site, or an address that begins with https://; raises ValidationError."""
    url = clean_line(value)
    if url.startswith("https://"):
        return url
    if url.startswith("/"):
        return check_new(url)
    raise ValidationError(_("Write a page of this site, /fi/…, or an address that begins with https://."))
