"""Remove addresses that asked for a code and never used it, and people who were given a place and never came."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from django.utils import timezone

from network.models import Duty, Membership, User
from polkka.upkeep.models import Mail
from projects.models import Coordinator, ProjectMember

KEPT = timedelta(days=7)
KEPT_WITH_PLACE = timedelta(days=30)
"""After the address was written down, and after the last message that went to it."""


class Command(BaseCommand):
    help = "Remove people who never signed in: after a week, with a place after 30 days. Run once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        _total, by_model = gone(timezone.now()).delete()
        self.stdout.write(f"people removed: {by_model.get('network.User', 0)}")


def gone(now: datetime) -> QuerySet[User]:
    """Who never came in time. Those whom administrators gave a duty or a coordination are waited for."""
    unused = User.objects.filter(last_login=None, is_demo=False, date_joined__lt=now - KEPT)
    for expected in (Duty, Coordinator):
        unused = unused.exclude(pk__in=expected.objects.values("user"))
    unused = unused.exclude(pk__in=EmailAddress.objects.filter(verified=True).values("user"))
    return unused.exclude(pk__in=_waited_for(now).values("pk"))


def _waited_for(now: datetime) -> QuerySet[User]:
    """People of a school or project who were written down or written to within 30 days."""
    since = now - KEPT_WITH_PLACE
    held = User.objects.filter(pk__in=Membership.objects.values("user"))
    held |= User.objects.filter(pk__in=ProjectMember.objects.values("user"))
    lately = User.objects.filter(date_joined__gte=since)
    return held & (lately | User.objects.filter(email__in=Mail.objects.filter(created_at__gte=since).values("address")))
