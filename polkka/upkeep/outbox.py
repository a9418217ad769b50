"""The one way out for mail: a row in the transaction of its cause, sent after the commit, swept by `tick`."""

import logging
import smtplib
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.template.loader import render_to_string
from django.utils import timezone, translation

from . import posting
from .at_once import AtOnce
from .models import Mail

logger = logging.getLogger(__name__)
BACK_OFF = [timedelta(minutes=m) for m in (1, 4, 15, 30, 60, 120, 240)]
MOST_TRIES = 8
LEASE = timedelta(minutes=5)
"""How long a message belongs to who sends it, should that one die; longer than one message may take."""
LEAST_LEASE = timedelta(seconds=2)
MOST_IN_A_ROW = 2
"""Failures of the server, not of a message, after which the others wait for the next minute."""
AWAY = 10
"""Seconds for which a database that is away is waited for, to note that a message has left."""
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
BLANK: dict[str, Any] = {
    "address": "",
    "context": {},
    "last_error": "",
    "state": Case(When(state=Mail.State.PARKED, then=Value(Mail.State.EXPIRED.value)), default=F("state")),
}
"""What an old message becomes; nobody can send a parked one again."""
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
        transaction.on_commit(lambda: _at_once.take(mail.pk, is_urgent=kind in ONCE_ONLY), robust=True)
    return is_new


def _send_in_thread(keys: Iterable[int]) -> None:
    try:
        send_all(keys)
    except Exception:
        logger.exception("A message could not be tried at once; tick will try it again.")
    finally:
        connection.close()


_at_once = AtOnce(_send_in_thread)


def _wait(minutes: timedelta) -> timedelta:
    return minutes * float(settings.OUTBOX_BACKOFF)


def _lease() -> timedelta:
    return max(LEAST_LEASE, LEASE * min(1.0, float(settings.OUTBOX_BACKOFF)))


def _due(now: datetime) -> Q:
    """What may be tried now. A lease or a wait that is longer than any is of a clock that has been set back since."""
    is_free = Q(lease_until=None) | Q(lease_until__lt=now) | Q(lease_until__gt=now + 2 * _lease())
    is_time = Q(tries=0) | Q(next_try_at__lte=now) | Q(next_try_at__gt=now + _wait(BACK_OFF[-1]) + 2 * _lease())
    return is_free & is_time & Q(state=Mail.State.QUEUED)


def waiting(now: datetime | None = None, *, codes_only: bool = False) -> list[int]:
    """The messages that may be tried now: codes first, then what has failed least often, the oldest first."""
    is_code = Case(When(kind__in=ONCE_ONLY, then=Value(0)), default=Value(1))
    rows = Mail.objects.filter(_due(now or timezone.now())).order_by(is_code, "tries", "pk")
    rows = rows.filter(kind__in=ONCE_ONLY) if codes_only else rows
    return list(rows.values_list("pk", flat=True))


def send_all(keys: Iterable[int], seconds: float | None = None) -> int:
    """Try messages over one line to the server; how many left.

    No message is begun after `seconds`, nor after the server has failed twice in a row or cannot be reached: the
    others are not made to pay for it, and wait for the next minute.
    """
    until = time.monotonic() + seconds if seconds is not None else None
    left = failures = 0
    with posting.Line() as line:
        for pk in keys:
            if failures >= MOST_IN_A_ROW or (until is not None and time.monotonic() >= until):
                break
            outcome = _try(pk, line)
            left += outcome is True
            failures = _failures(failures, outcome)
    return left


def _failures(before: int, outcome: bool | Exception) -> int:
    """How often in a row the server itself has failed."""
    if isinstance(outcome, posting.Away):
        return MOST_IN_A_ROW
    if isinstance(outcome, Exception) and posting.is_of_server(outcome):
        return before + 1
    return before if outcome is False else 0


def send(pk: int) -> bool:
    """Try one message; True if it left."""
    with posting.Line() as line:
        return _try(pk, line) is True


def _try(pk: int, line: posting.Line) -> bool | Exception:
    """Whether the message left, or why not. Two never try the same one: the lease is a conditional UPDATE."""
    now = timezone.now()
    mine = Mail.objects.filter(_due(now), pk=pk)
    if not mine.update(lease_until=now + _lease(), tries=F("tries") + 1):
        return False
    mail = Mail.objects.get(pk=pk)
    is_worn = mail.kind in ONCE_ONLY and mail.tries > 1
    if is_worn or (mail.expires_at and mail.expires_at < now):
        _finish(mail, Mail.State.EXPIRED)
        return False
    try:
        line.send(_message(mail))
    except Exception as error:
        _put_back(mail, error.__cause__ if isinstance(error, posting.Away) and error.__cause__ else error)
        return error
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
    values: dict[str, Any] = {"state": state, "lease_until": None, **_blanked(mail.kind, SECRET)}
    _note(mail, **values, sent_at=timezone.now() if state == Mail.State.SENT else None)


def _note(mail: Mail, **values: Any) -> None:
    """Write how it went, also if the database is away for a moment: a message that left is not to leave again."""
    until = time.monotonic() + AWAY
    while True:
        try:
            Mail.objects.filter(pk=mail.pk).update(**values)
            return
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() >= until:
                raise
            connection.close()
            time.sleep(0.5)


def _blanked(kind: str, secret: frozenset[str]) -> dict[str, Any]:
    """What a message of this kind forgets: its words if it is one of `secret`, the address too if nobody is there."""
    if settings.OUTBOX_PAGE:
        return {}
    if kind in FORGOTTEN:
        return {"context": {}, "address": "", "last_error": ""}
    return {"context": {}} if kind in secret else {}


def old(now: datetime) -> "QuerySet[Mail]":
    """Messages that are sent or given up and forget their receiver and their words (`BLANK`); the key stays, so none
    goes twice."""
    return Mail.objects.filter(created_at__lt=now - KEPT).exclude(state__in=KEPT_WHILE).exclude(address="")


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


def _put_back(mail: Mail, error: BaseException) -> None:
    """Try again later; park it after the last try, or at once if the address will never accept it."""
    logger.warning("Message %s was not accepted: %s", mail.pk, type(error).__name__)
    refusal = _refusal(error)
    is_last = bool(refusal) or mail.tries >= MOST_TRIES or mail.kind in ONCE_ONLY
    wait = _wait(BACK_OFF[min(mail.tries, len(BACK_OFF)) - 1])
    changed: dict[str, Any] = {
        "state": Mail.State.PARKED if is_last else Mail.State.QUEUED,
        "next_try_at": timezone.now() + (timedelta() if refusal else wait),
        "lease_until": None,
        "last_error": (refusal or f"{type(error).__name__}: {error}")[:300],
    }
    forgotten = _blanked(mail.kind, ONCE_ONLY) if is_last else {}
    _note(mail, **changed | forgotten)


def _refusal(error: BaseException) -> str:
    """What the server said if it refused the address for good (an answer from 500 on), else ""."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return ""
    answers = list(error.recipients.values())
    if not answers or any(code < 500 for code, _words in answers):
        return ""
    code, words = answers[0]
    return f"{REFUSED}{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
