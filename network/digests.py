"""The message of the day: what a person wants gathered, and what would have been too much at once, in one message."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from polkka.kit.languages import speaking
from polkka.upkeep import clock, outbox
from polkka.upkeep.models import Mail

from .mailing import GROUP_OF, GROUPS
from .models import User

KIND = "digest"
AT = time(7)
"""From when on the message of the day is made, by the clock of Finland; what is gathered later comes the next day."""
MOST_LINES = 100
"""Messages told in one; the number of the others stands below them."""


class _Taken(Exception):
    """Another tick has taken some of the same messages."""


def waiting_for(user: User) -> "QuerySet[Mail]":
    """What is gathered for this person, the oldest first."""
    return Mail.objects.filter(address=user.email, state=Mail.State.GATHERED).order_by("created_at", "pk")


def follow(old: str, new: str) -> None:
    """What is gathered for an address goes with its person to another one."""
    Mail.objects.filter(address=old, state=Mail.State.GATHERED).update(address=new)


def send_due() -> int:
    """Make the messages of this day; how many. A chore of the clock: two at once make each message once."""
    until = _due(timezone.localtime())
    if until is None:
        return 0
    due = Mail.objects.filter(state=Mail.State.GATHERED, created_at__lt=until)
    addresses = list(due.order_by("address").values_list("address", flat=True).distinct())
    people = {user.email: user for user in User.objects.filter(email__in=addresses, is_active=True)}
    due.exclude(address__in=people).update(state=Mail.State.EXPIRED)
    in_order = [people[address] for address in sorted(people)]
    return clock.each(in_order, lambda user: _send(user, list(waiting_for(user).filter(created_at__lt=until)), until))


def _due(now: datetime) -> datetime | None:
    """The moment of today up to which messages are gathered; None before it."""
    until = timezone.make_aware(datetime.combine(now.date(), AT))
    return until if now >= until else None


def _send(user: User, mails: list[Mail], until: datetime) -> bool:
    """One message for these; false if there is one of this day already, or another tick has been faster."""
    context = _context(user, mails)
    keys = [mail.pk for mail in mails]
    try:
        with transaction.atomic():
            is_new = outbox.queue(
                KIND, key=f"{KIND}:{user.pk}:{until:%Y-%m-%d}", address=user.email, language=user.language,
                context=context,
            )  # fmt: skip
            held = Mail.objects.filter(pk__in=keys, state=Mail.State.GATHERED)
            if is_new and held.update(state=Mail.State.SENT, sent_at=timezone.now()) != len(keys):
                raise _Taken
            return is_new
    except _Taken:
        return False


def _context(user: User, mails: list[Mail]) -> dict[str, Any]:
    """What the message tells: groups in their order, a line and a link for each message."""
    with speaking(user.language):
        groups = [{"name": str(group.name), "lines": _lines(user, mails[:MOST_LINES], group.code)} for group in GROUPS]
        url = settings.SITE_URL + reverse("practices:account") + "#mail"
    found = [group for group in groups if group["lines"]]
    return {"name": user.name, "groups": found, "n": len(mails), "more": max(0, len(mails) - MOST_LINES), "url": url}


def _lines(user: User, mails: list[Mail], code: str) -> list[dict[str, str]]:
    return [_line(mail, user) for mail in mails if _is_of(mail, code)]


def _is_of(mail: Mail, code: str) -> bool:
    group = GROUP_OF.get(mail.kind)
    return (group.code if group else GROUPS[-1].code) == code


def _line(mail: Mail, user: User) -> dict[str, str]:
    """The subject in the person’s language as it is now, and where it leads."""
    mail.language = user.language
    return {"text": outbox.render(mail)[0], "url": mail.context.get("url", "")}
