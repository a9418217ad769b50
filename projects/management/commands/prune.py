"""Remove addresses that asked for a code and never used it."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand
from django.utils import timezone

from network.models import Duty, Membership, User
from projects.models import Coordinator, ProjectMember

KEPT = timedelta(days=7)


class Command(BaseCommand):
    help = "Remove people who never signed in, a week after they asked for a code. Run once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        unused = User.objects.filter(last_login=None, is_demo=False, date_joined__lt=timezone.now() - KEPT)
        for expected in (Membership, Duty, ProjectMember, Coordinator):
            unused = unused.exclude(pk__in=expected.objects.values("user"))
        unused = unused.exclude(pk__in=EmailAddress.objects.filter(verified=True).values("user"))
        _total, by_model = unused.delete()
        self.stdout.write(f"people removed: {by_model.get('network.User', 0)}")
