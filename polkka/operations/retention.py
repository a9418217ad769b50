"""How long everything is kept: the one table of rules; `manage.py prune` and the clock work from it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from polkka.portal import letters, search_log
from polkka.portal.models import Feedback, Wish
from polkka.upkeep import cache_rows, changes, counting, outbox, parking, receipts
from polkka.upkeep.models import Change, Parked, Receipt, Throttle
from practices import presence
from practices.files import storing
from practices.models import Assessment, Attachment, Invitation, Presence
from practices.tabular import running
from projects import unused

SENT_TO = timedelta(days=90)
"""How long it is known where an invitation went, after its link has ended."""


@dataclass(frozen=True)
class Rule:
    """One kind of rows: `due` gives those whose time is over at a moment.

    They are deleted, or get the values of `blank`; `deed` does it where more than the rows is removed (it gives their
    number). `often` ones are looked at with every tick, the others once a day. `what`, `kept` and `then` are told in
    docs/operators/privacy.md.
    """

    code: str
    what: str
    kept: str
    then: str
    due: "Callable[[datetime], QuerySet[Any]]"
    blank: dict[str, Any] = field(default_factory=dict)
    deed: Callable[[], int] | None = None
    often: bool = False


def _unused(now: datetime) -> "QuerySet[Any]":
    """A person whose name stands in an assessment stays, as an empty row."""
    return unused.gone(now).exclude(pk__in=Assessment.unscoped.values("assessor"))


def _sessions(now: datetime) -> "QuerySet[Any]":
    return Session.objects.filter(expire_date__lt=now)


def _receipts(now: datetime) -> "QuerySet[Any]":
    return Receipt.objects.filter(created_at__lt=now - receipts.KEPT)


def _parked(now: datetime) -> "QuerySet[Any]":
    return Parked.objects.filter(created_at__lte=now - parking.KEPT)


def _presence(now: datetime) -> "QuerySet[Any]":
    return Presence.unscoped.filter(seen_at__lte=now - presence.FORGOTTEN)


def _limits(now: datetime) -> "QuerySet[Any]":
    return Throttle.objects.filter(until__lt=now)


def _changes(now: datetime) -> "QuerySet[Any]":
    return Change.objects.filter(at__lt=now - changes.KEPT)


def _admin_log(now: datetime) -> "QuerySet[Any]":
    return LogEntry.objects.filter(action_time__lt=now - changes.KEPT)


def _invitations(now: datetime) -> "QuerySet[Any]":
    return Invitation.unscoped.filter(expires_at__lt=now - SENT_TO).exclude(address="")


def _wishes(now: datetime) -> "QuerySet[Any]":
    return Wish.objects.filter(created_at__lt=now - letters.KEPT)


def _feedback(now: datetime) -> "QuerySet[Any]":
    return Feedback.objects.filter(created_at__lt=now - letters.KEPT)


def _files(now: datetime) -> "QuerySet[Any]":
    return Attachment.unscoped.filter(shown=None, created_at__lt=now - storing.KEPT)


RULES = (
    Rule(
        "sessions", "sign-ins on a device, with their time and the name of browser and system",
        "14 days after the last use there", "removed", _sessions,
    ),
    Rule(
        "unused", "addresses that asked for a code and never used it; people given a place who never came",
        "7 days; with a place 30 days after the last message", "removed with their places", _unused,
    ),
    Rule(
        "mail", "messages that were sent or given up", "90 days after they were written",
        "address, words and error are blanked; a nameless row stays, so that nothing is sent twice",
        outbox.old, outbox.BLANK,
    ),
    Rule("forms", "forms that came after their session had ended", "24 hours", "removed", _parked, often=True),
    Rule("receipts", "keys of forms that were sent once", "2 days", "removed", _receipts, often=True),
    Rule("presence", "who has a page of a draft open", "a minute", "removed", _presence, often=True),
    Rule(
        "limits", "counts of the limits, by marks that change every day", "until they have ended", "removed", _limits,
        often=True,
    ),
    Rule(
        "limits_of_sign_in",
        "counts of attempts to sign in, in the shared cache, with network addresses among their keys",
        "until they have ended, a day at most, and up to a day more", "removed",
        cache_rows.none, deed=cache_rows.forget,
    ),
    Rule("sheets_unloaded", "spreadsheets that were sent and not loaded", "30 days", "removed", running.unloaded),
    Rule("sheets", "rows of spreadsheets that were loaded", "30 days", "blanked", running.loaded, running.BLANK),
    Rule(
        "invitations", "where an invitation to write was sent", "90 days after its link has ended", "blanked",
        _invitations, {"address": ""},
    ),
    Rule("wishes", "wishes of readers, and the address left with them", "400 days", "removed", _wishes),
    Rule("feedback", "feedback, and the address left with it", "400 days", "removed", _feedback),
    Rule(
        "misses", "words of searches that found little", "rare ones 30 days, others 400 days", "removed",
        search_log.old,
    ),
    Rule("counts", "how often pages were opened, by day; nobody’s name", "3 years", "removed", counting.old),
    Rule("changes", "what was changed in the admin, and by whom", "2 years", "removed", _changes),
    Rule("admin_log", "the log of the admin", "2 years", "removed", _admin_log),
    Rule(
        "files", "files that no version shows any more", "a day", "row and bytes are removed", _files,
        deed=storing.prune,
    ),
)  # fmt: skip
BY_CODE = {rule.code: rule for rule in RULES}


def markdown() -> str:
    """The table of docs/operators/privacy.md, a row for each rule."""
    lines = ["| Rule | What | Kept | Then |", "|---|---|---|---|"]
    lines += [f"| `{rule.code}` | {rule.what} | {rule.kept} | {rule.then} |" for rule in RULES]
    return "\n".join(lines) + "\n"
