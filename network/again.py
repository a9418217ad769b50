"""Asking again who it is before rights are changed: a fresh sign-in, or a code; the deed is kept meanwhile."""

import time
from dataclasses import asdict
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings

from polkka.upkeep import outbox, parking
from polkka.upkeep.models import Parked
from polkka.upkeep.receipts import new_key

from . import codes, events
from .adapter import CODE_LASTS
from .codes import Pending

PENDING, KEPT = "again-pending", "again-kept"


def is_fresh(request: Any) -> bool:
    """Whether the person has shown in this session, a moment ago, who it is."""
    limit: int = settings.ASK_AGAIN_AFTER * 60
    if not limit:
        return True
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - float(records[-1]["at"]) < limit


def record(request: Any, method: str) -> None:
    """The person has shown who it is by `method`: code, mfa, invitation. The session goes on under a new key."""
    request.session.cycle_key()
    record_authentication(request, request.user, method, reauthenticated=True)
    events.note("shown anew", request.user, method)


def send(request: Any) -> None:
    """Send a code to the address of the person. Raises codes.TooOften."""
    user = request.user
    code = codes.make(user, "again")
    request.session[PENDING] = asdict(codes.pending(user.email, code))
    outbox.queue(
        "sign_in_code",
        key=f"again:{new_key()}",
        address=user.email,
        language=user.language,
        context={"code": code},
        lasts=CODE_LASTS,
    )


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
    if found.fits(code):
        del request.session[PENDING]
        return True
    request.session[PENDING] = asdict(found.after_a_try())
    return False


def keep(request: Any) -> None:
    """Keep the form that was sent, in the table of kept forms; the session alone knows its key."""
    row = parking.park(request)
    request.session[KEPT] = row.key if row else ""


def kept(request: Any) -> Parked | None:
    """The form that waits for its confirmation."""
    key = request.session.get(KEPT, "")
    return parking.fetch(key) if key else None
