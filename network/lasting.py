"""How long a session lasts, and which sessions somebody has: told by the sessions themselves, kept in no table more."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from polkka.upkeep import read_only

from .factor import DEED
from .models import User

BEGAN, SEEN, DEVICE = "began", "seen", "device"
NOTED = 300  # seconds: how exactly a session knows when it was used last
BROWSERS = (("Firefox/", "Firefox"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """One session of a person: `mark` names it without being its key; `device` is coarse, "" if unknown."""

    mark: str
    began: datetime
    seen: datetime
    device: str
    is_here: bool


def begin(sender: Any, request: Any, user: Any, **_told: Any) -> None:
    """A session begins with signing in: from then on it has so long."""
    now = int(time.time())
    request.session[BEGAN] = request.session[SEEN] = now
    request.session[DEVICE] = device(request.META.get("HTTP_USER_AGENT", ""))


def device(agent: str) -> str:
    """Browser and system in two words, which is enough to know one's own: “Firefox, Windows”."""
    found = (next((name for sign, name in names if sign in agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def is_over(request: Any) -> bool:
    """Whether the session has lasted, or has not been used, for too long; notes that it is used."""
    session, now = request.session, int(time.time())
    began = session.get(BEGAN)
    if began is None:
        _note(session, BEGAN, now)
        began = now
    seen = session.get(SEEN, began)
    longest, idle = _limits(request.user)
    if now - began > longest or (idle and now - seen > idle):
        return True
    if now - seen > NOTED:
        _note(session, SEEN, now)
    return False


def _note(session: Any, name: str, now: int) -> None:
    if not read_only.is_on():
        session[name] = now


def _limits(user: Any) -> tuple[int, int]:
    """Seconds from the sign-in, and seconds without a page (0: as long as that); shorter for who runs the portal."""
    hours, minutes = settings.STAFF_SESSION_HOURS, settings.STAFF_IDLE_MINUTES
    everybody = int(settings.SESSION_COOKIE_AGE)
    if not (hours or minutes) or not user.has_perm(DEED):
        return everybody, 0
    return (hours * 3600 or everybody), minutes * 60


def end(request: Any) -> None:
    """Sign out; where nothing can be written, for this request."""
    if read_only.is_on():
        request.user = AnonymousUser()
    else:
        logout(request)


def of(user: User, here: str | None = None) -> list[Held]:
    """The sessions that still sign this person in, the newest first; `here`: the key of the own one. Reads all rows."""
    found = [
        Held(_mark(row.pk), _moment(data, BEGAN), _moment(data, SEEN), str(data.get(DEVICE, "")), row.pk == here)
        for row, data in _rows(user)
    ]
    return sorted(found, key=lambda held: (held.is_here, held.seen), reverse=True)


def end_one(user: User, mark: str) -> bool:
    """End the session of this mark, if it is one of this person; was there any?"""
    keys = [row.pk for row, _data in _rows(user) if constant_time_compare(_mark(row.pk), mark)]
    return bool(Session.objects.filter(pk__in=keys).delete()[0])


def _rows(user: User) -> Iterator[tuple[Session, dict[str, Any]]]:
    stamps = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    for row in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        data = row.get_decoded()
        is_mine = data.get(SESSION_KEY) == str(user.pk)
        if is_mine and any(constant_time_compare(data.get(HASH_SESSION_KEY, ""), stamp) for stamp in stamps):
            yield row, data


def _mark(key: str) -> str:
    return salted_hmac("network.lasting", key, algorithm="sha256").hexdigest()[:24]


def _moment(data: dict[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(int(data.get(name) or data.get(BEGAN) or 0), UTC)
