"""Asking again who it is before rights are changed: a fresh sign-in, or a code; the deed is kept meanwhile."""

import time
from dataclasses import asdict, dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from polkka.upkeep import outbox, parking, throttle
from polkka.upkeep.models import Parked
from polkka.upkeep.receipts import new_key

from .adapter import CODE_LASTS

MOST_TRIES = 5
MOST_AN_HOUR = 5
PENDING, KEPT = "again-pending", "again-kept"


class TooOften(Exception):
    """Too many codes were asked for; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Pending:
    """A code that was sent, kept in the session as a digest. `until`: seconds of the clock."""

    digest: str
    until: float
    tries: int = 0

    @property
    def is_open(self) -> bool:
        return self.tries < MOST_TRIES and self.until > time.time()

    @property
    def tries_left(self) -> int:
        return MOST_TRIES - self.tries


def is_fresh(request: Any) -> bool:
    """Whether the person has shown in this session, a moment ago, who it is."""
    limit: int = settings.ASK_AGAIN_AFTER * 60
    if not limit:
        return True
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - float(records[-1]["at"]) < limit


def record(request: Any, method: str) -> None:
    """The person has shown who it is by `method`: code, mfa, invitation."""
    record_authentication(request, request.user, method, reauthenticated=True)


def send(request: Any) -> None:
    """Send a code to the address of the person. Raises TooOften."""
    user = request.user
    if wait := throttle.allow(f"again:{user.pk}", MOST_AN_HOUR, 3600):
        raise TooOften(wait)
    code = get_adapter().generate_login_code()
    request.session[PENDING] = asdict(Pending(_digest(user, code), time.time() + CODE_LASTS.total_seconds()))
    outbox.queue(
        "sign_in_code",
        key=f"again:{new_key()}",
        address=user.email,
        language=user.language,
        context={"code": code},
        lasts=CODE_LASTS,
    )


def _digest(user: Any, code: str) -> str:
    plain = "".join(character for character in code.upper() if character.isalnum())
    return salted_hmac("network.again", f"{user.pk}:{plain}", algorithm="sha256").hexdigest()


def pending(request: Any) -> Pending | None:
    """The code that was sent and can still be written."""
    held = request.session.get(PENDING)
    found = Pending(**held) if held else None
    return found if found and found.is_open else None


def fits(request: Any, code: str) -> bool:
    """Whether this is the code that was sent; every wrong one is a try less."""
    found = pending(request)
    if found is None:
        return False
    if constant_time_compare(found.digest, _digest(request.user, code)):
        del request.session[PENDING]
        return True
    request.session[PENDING] = asdict(Pending(found.digest, found.until, found.tries + 1))
    return False


def keep(request: Any) -> None:
    """Keep the form that was sent, in the table of kept forms; the session alone knows its key."""
    row = parking.park(request)
    request.session[KEPT] = row.key if row else ""


def kept(request: Any) -> Parked | None:
    """The form that waits for its confirmation."""
    key = request.session.get(KEPT, "")
    return parking.fetch(key) if key else None
