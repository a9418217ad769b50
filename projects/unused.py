"""People who never signed in: addresses that asked for a code and never used it, and people given a place who never
came."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from network.models import Duty, Membership, User
from polkka.upkeep.models import Mail

from .models import Coordinator, ProjectMember

KEPT = timedelta(days=7)
KEPT_WITH_PLACE = timedelta(days=30)
"""After the address was written down, and after the last message that went to it."""


def gone(now: datetime) -> "QuerySet[User]":
    """Who never came in time. Those whom administrators gave a duty or a coordination are waited for."""
    unused = User.objects.filter(last_login=None, is_demo=False, date_joined__lt=now - KEPT)
    for expected in (Duty, Coordinator):
        unused = unused.exclude(pk__in=expected.objects.values("user"))
    unused = unused.exclude(pk__in=EmailAddress.objects.filter(verified=True).values("user"))
    return unused.exclude(pk__in=_waited_for(now).values("pk"))


def _waited_for(now: datetime) -> "QuerySet[User]":
    """People of a school or project who were written down or written to within 30 days."""
    since = now - KEPT_WITH_PLACE
    held = User.objects.filter(pk__in=Membership.objects.values("user"))
    held |= User.objects.filter(pk__in=ProjectMember.objects.values("user"))
    lately = User.objects.filter(date_joined__gte=since)
    return held & (lately | User.objects.filter(email__in=Mail.objects.filter(created_at__gte=since).values("address")))
