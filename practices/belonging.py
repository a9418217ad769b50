"""What is kept about a person besides what the person writes: addresses, mail, sign-ins, and places where others have
written the address down. Apps above give their own parts to the copy and to the removal."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from network.lasting import BEGAN, DEVICE
from network.models import User
from polkka.upkeep.models import Mail

from .models import Invitation, Version

Part = Callable[[str], dict[str, Any]]
Forget = Callable[[str], None]
_parts: list[Part] = []
_forgetting: list[Forget] = []


def also(part: Part, forget: Forget) -> None:
    """Let an app above tell what it keeps under an address, as keys of data.json, and forget the address; the app says
    so in its ready()."""
    if part not in _parts:
        _parts.append(part)
        _forgetting.append(forget)


def told(user: User) -> dict[str, Any]:
    """The keys of data.json with what they hold."""
    return {
        "addresses": _values(EmailAddress.objects.filter(user=user), "email", "verified", "primary"),
        "second_step": _values(Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at"),
        "sign_ins": _sign_ins(user),
        "admin_log": _values(
            LogEntry.objects.filter(user_id=user.pk), "action_time", "action_flag", "content_type__model"
        ),
        **told_of(user.email),
    }


def told_of(address: str) -> dict[str, Any]:
    """What is known of an address, with or without an account."""
    found = {
        "mail": _values(Mail.objects.filter(address__iexact=address), "kind", "state", "created_at", "sent_at"),
        "invited": _values(Invitation.unscoped.filter(address__iexact=address), "created_at", "expires_at"),
        "contact_of": _values(
            Version.unscoped.filter(contact_email__iexact=address), "practice__public_id", "number", "contact_name"
        ),
    }
    for part in _parts:
        found |= part(address)
    return found


def forget(address: str) -> None:
    """Have the apps above empty their tables of an address."""
    for deed in _forgetting:
        deed(address)


def _values(rows: Any, *columns: str) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values(*columns))


def _sign_ins(user: User) -> list[dict[str, Any]]:
    """The person's sessions: since when, on what, and until when. Reads all sessions."""
    held = ((row, row.get_decoded()) for row in Session.objects.order_by("expire_date").iterator())
    return [
        {"began": _moment(told.get(BEGAN)), "device": told.get(DEVICE, ""), "until": row.expire_date}
        for row, told in held
        if told.get(SESSION_KEY) == str(user.pk)
    ]


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
