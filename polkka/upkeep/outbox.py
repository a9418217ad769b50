"""The one way out for mail: a row in the transaction of its cause, sent after the commit, swept by `tick`."""

import logging
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from .models import Mail

logger = logging.getLogger(__name__)
BACK_OFF = [timedelta(minutes=m) for m in (1, 4, 15, 30, 60, 120, 240)]
MOST_TRIES = 8
LEASE = timedelta(minutes=2)
KEPT = timedelta(days=90)
"""How long a message that is done with keeps its address and its words."""
ONCE_ONLY = frozenset({"sign_in_code", "no_account"})
"""Kinds that are never tried again and whose content is blanked once sent: they carry a code."""
SECRET = ONCE_ONLY | {"invitation"}
"""Kinds whose words are blanked once they are sent or given up: they let somebody in."""
FORGOTTEN = frozenset({"removed"})
"""Kinds whose address and content are blanked once sent or given up: they go to somebody who is no longer here."""
ABOUT_ASSESSORS = frozenset(
    {"assigned", "outcome", "released", "deadline_moved", "task_declined"}
    | {"reminder_before", "reminder_today", "reminder_late", "reminder_silent"}
)
"""Kinds that would tell who assesses what: nobody reads them in the outbox."""
KEPT_WHILE = (Mail.State.QUEUED, Mail.State.GATHERED)
"""States of messages that have not been given up: they keep their address and their words."""
REFUSED = "refused: "
"""How the last error begins when the mail server of the receiver said for good that there is no such mailbox."""
_muted: ContextVar[bool] = ContextVar("muted", default=False)


@contextmanager
def muted() -> Iterator[None]:
    """Write no mail within the block (loading demo content tells nobody)."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def queue(
    kind: str,
    *,
    key: str,
    address: str,
    language: str,
    context: dict[str, Any],
    lasts: timedelta | None = None,
    gathered: bool = False,
) -> bool:
    """Write one message; the same `key` is written once only (then false). It leaves after the commit of the caller.

    `context` must be plain JSON; `templates/email/<kind>.txt` renders it (its first line is the subject);
    an address at its key "reply_to" gets the answers to the message. `lasts` is how long the message is of any use.
    `gathered` messages wait for the message of the day (network/digests.py).
    """
    if _muted.get():
        return False
    values: dict[str, Any] = {"kind": kind, "address": address, "language": language, "context": context}
    values["expires_at"] = timezone.now() + lasts if lasts else None
    values["state"] = Mail.State.GATHERED if gathered else Mail.State.QUEUED
    mail, is_new = Mail.objects.get_or_create(key=key, defaults=values)
    if is_new and not gathered and settings.OUTBOX_AT_ONCE:
        transaction.on_commit(lambda: threading.Thread(target=_send_in_thread, args=(mail.pk,), daemon=True).start())
    return is_new


def _send_in_thread(pk: int) -> None:
    try:
        send(pk)
    except Exception:
        logger.exception("A message could not be tried at once; tick will try it again.")
    finally:
        connection.close()


def waiting(now: datetime | None = None) -> list[int]:
    """The messages that may be tried now, oldest first."""
    now = now or timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = Mail.objects.filter(free, state=Mail.State.QUEUED, next_try_at__lte=now).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def send(pk: int) -> bool:
    """Try one message; True if it left. Two workers never try the same one: the lease is a conditional UPDATE."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    mine = Mail.objects.filter(free, pk=pk, state=Mail.State.QUEUED, next_try_at__lte=now)
    if not mine.update(lease_until=now + LEASE, tries=F("tries") + 1):
        return False
    mail = Mail.objects.get(pk=pk)
    is_worn = mail.kind in ONCE_ONLY and mail.tries > 1
    if is_worn or (mail.expires_at and mail.expires_at < now):
        _finish(mail, Mail.State.EXPIRED)
        return False
    try:
        _message(mail).send()
    except Exception as error:
        _put_back(mail, error)
        return False
    _finish(mail, Mail.State.SENT)
    return True


def render(mail: Mail) -> tuple[str, str]:
    """Subject and body of a message in its receiver's language."""
    with translation.override(mail.language):
        text = render_to_string(f"email/{mail.kind}.txt", {**mail.context, "site": settings.SITE_URL})
    subject, _, body = text.lstrip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def _message(mail: Mail) -> EmailMessage:
    subject, body = render(mail)
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", "Content-Language": mail.language}
    answered_by = [mail.context["reply_to"]] if "reply_to" in mail.context else None
    return EmailMessage(subject, body, to=[mail.address], reply_to=answered_by, headers=headers)


def _finish(mail: Mail, state: str) -> None:
    Mail.objects.filter(pk=mail.pk).update(
        state=state,
        lease_until=None,
        sent_at=timezone.now() if state == Mail.State.SENT else None,
        **_blanked(mail.kind, SECRET),
    )


def _blanked(kind: str, secret: frozenset[str]) -> dict[str, Any]:
    """What a message of this kind forgets: its words if it is one of `secret`, the address too if nobody is there."""
    if settings.OUTBOX_PAGE:
        return {}
    if kind in FORGOTTEN:
        return {"context": {}, "address": "", "last_error": ""}
    return {"context": {}} if kind in secret else {}


def forget() -> None:
    """Blank the address and the words of old messages that are sent or given up; the key stays, so none goes twice."""
    old = Mail.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(state__in=KEPT_WHILE)
    old.filter(state=Mail.State.PARKED).update(state=Mail.State.EXPIRED)
    old.exclude(address="").update(address="", context={}, last_error="")


def resend(rows: QuerySet[Mail]) -> int:
    """Queue the parked ones among `rows` anew; the number of them."""
    parked = rows.filter(state=Mail.State.PARKED).exclude(kind__in=ONCE_ONLY).exclude(address="")
    return parked.update(state=Mail.State.QUEUED, tries=0, next_try_at=timezone.now(), last_error="")


def give_up(mail: Mail) -> bool:
    """A parked message waits for nobody any more; what lets somebody in is forgotten with it."""
    parked = Mail.objects.filter(pk=mail.pk, state=Mail.State.PARKED)
    return parked.update(state=Mail.State.EXPIRED, **_blanked(mail.kind, SECRET)) == 1


def can_go_again(mail: Mail) -> bool:
    """Whether a message that was sent may be sent once more: nothing that lets somebody in, nothing forgotten."""
    is_kept = bool(mail.address and mail.context) and mail.kind not in SECRET | FORGOTTEN
    return is_kept and mail.state == Mail.State.SENT


def send_anew(mail: Mail, cause: str) -> bool:
    """Write what was sent as a new message to the same address; the same `cause` does it once."""
    return can_go_again(mail) and queue(
        mail.kind, key=f"again:{mail.pk}:{cause}"[:120], address=mail.address, language=mail.language,
        context=mail.context,
    )  # fmt: skip


def _put_back(mail: Mail, error: Exception) -> None:
    """Try again later; park it after the last try, or at once if the address will never accept it."""
    logger.warning("Message %s was not accepted: %s", mail.pk, type(error).__name__)
    refusal = _refusal(error)
    is_last = bool(refusal) or mail.tries >= MOST_TRIES or mail.kind in ONCE_ONLY
    wait = BACK_OFF[min(mail.tries, len(BACK_OFF)) - 1]
    changed: dict[str, Any] = {
        "state": Mail.State.PARKED if is_last else Mail.State.QUEUED,
        "next_try_at": timezone.now() + (timedelta() if refusal else wait),
        "lease_until": None,
        "last_error": (refusal or f"{type(error).__name__}: {error}")[:300],
    }
    forgotten = _blanked(mail.kind, ONCE_ONLY) if is_last else {}
    Mail.objects.filter(pk=mail.pk).update(**changed | forgotten)


def _refusal(error: Exception) -> str:
    """What the server said if it refused the address for good (an answer from 500 on), else ""."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return ""
    answers = list(error.recipients.values())
    if not answers or any(code < 500 for code, _words in answers):
        return ""
    code, words = answers[0]
    return f"{REFUSED}{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
