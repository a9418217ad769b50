"""The second step of signing in: who needs it, whether this session has taken it, and taking an app into use."""

import secrets
from typing import Any

import segno
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString

from polkka.kit.markdown import safe
from polkka.upkeep import outbox

from . import events, sessions
from .models import User

DEED = "polkka.admin"
"""Whoever may do this runs the portal, and takes the second step."""
APP, CODES = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
SECRET = "second-step-secret"
REMEMBERED = 180
"""Seconds for which a used code is not taken again: longer than any code fits."""


def is_held(user: Any) -> bool:
    """Whether the person has an app that shows codes."""
    return Authenticator.objects.filter(user_id=user.pk, type=APP).exists()


def is_taken(request: Any) -> bool:
    """Whether the second step was taken in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def is_asked(request: Any) -> bool:
    """Whether this person needs the second step, and has not taken it in this session."""
    return bool(settings.STAFF_SECOND_FACTOR) and request.user.has_perm(DEED) and not is_taken(request)


def must_keep(user: Any) -> bool:
    """Whether the person cannot do without a second step."""
    return bool(settings.STAFF_SECOND_FACTOR) and bool(user.has_perm(DEED))


def new_secret(request: Any) -> str:
    """The secret that is offered to an app: the same until it is in use, so that a mistyped code costs nothing."""
    held: str = request.session.get(SECRET) or generate_totp_secret()
    request.session[SECRET] = held
    return held


def fits(secret: str, code: str) -> bool:
    return bool(validate_totp_code(secret, code))


def is_first_use(user: Any, code: str) -> bool:
    """Whether this code has not been used by this person a moment ago: somebody may have looked over a shoulder."""
    plain = "".join(code.split())
    digest = salted_hmac("network.factor", f"{user.pk}:{plain}", algorithm="sha256").hexdigest()[:32]
    return bool(cache.add(f"second-step:{digest}", 1, REMEMBERED))


def take_into_use(request: Any, secret: str) -> bool:
    """This app and new recovery codes in place of those before; sessions elsewhere end. False if another was first."""
    user = request.user
    try:
        with transaction.atomic():
            Authenticator.objects.filter(user=user).delete()
            TOTP.activate(user, secret)
            RecoveryCodes.activate(user)
    except IntegrityError:  # two forms at one moment: one app is in use
        return False
    events.note("second step set up", user)
    request.session.pop(SECRET, None)
    sessions.end_others(request)
    record_authentication(request, user, "mfa", type=str(APP), reauthenticated=True)
    return True


def drop(user: User) -> None:
    """The person goes on without a second step."""
    events.note("second step taken off", user)
    Authenticator.objects.filter(user=user).delete()


def reset(user: User, contact: str) -> bool:
    """For somebody whose phone is lost: the app and codes go, every session ends, the person is told. Was there any?

    `contact`: the address of the page where the person can say that this is wrong.
    """
    with transaction.atomic():
        is_done = bool(Authenticator.objects.filter(user=user).delete()[0])
        if is_done:
            events.note("second step taken off by another", user)
            sessions.end(user)
            outbox.queue(
                "factor_reset",
                key=f"factor:{user.pk}:{secrets.token_hex(8)}",
                address=user.email,
                language=user.language,
                context={"name": user.name, "url": contact},
            )
    return is_done


def recovery(user: Any) -> RecoveryCodes | None:
    """The recovery codes of a person, if there are any."""
    row = Authenticator.objects.filter(user_id=user.pk, type=CODES).first()
    return row.wrap() if row else None


def new_recovery(user: Any) -> None:
    """New recovery codes; the old ones are of no use any more."""
    events.note("new recovery codes", user)
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=CODES).delete()
        RecoveryCodes.activate(user)


def picture(address: str) -> SafeString:
    """The QR code of an address as a drawing that stands in the page, black on white in dark mode too."""
    drawn = segno.make(address, error="m", micro=False)
    return safe(drawn.svg_inline(border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True))
