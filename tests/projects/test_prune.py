"""prune: only addresses that were never used go, and only after a week."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone

from network.forms import make_unverified
from network.models import Duty, User
from projects.models import Project, ProjectMember


def _asked(email: str, days: int) -> User:
    make_unverified(email)
    User.objects.filter(email=email).update(date_joined=timezone.now() - timedelta(days=days))
    return User.objects.get(email=email)


@pytest.mark.django_db
def test_prune_removes_only_unused_addresses_older_than_a_week() -> None:
    _asked("old@example.org", 8)
    _asked("new@example.org", 6)
    signed_in, verified, invited = (_asked(f"{name}@example.org", 30) for name in ("signed", "verified", "invited"))
    User.objects.filter(pk=signed_in.pk).update(last_login=timezone.now())
    EmailAddress.objects.filter(user=verified).update(verified=True)
    Duty.objects.create(user=invited, kind="peer")
    given_work = _asked("manager@example.org", 30)
    ProjectMember.objects.create(user=given_work, project=Project.objects.create(code="puro", name="Puro"))
    call_command("prune", verbosity=0)
    assert sorted(User.objects.values_list("email", flat=True)) == [
        "invited@example.org", "manager@example.org", "new@example.org", "signed@example.org", "verified@example.org",
    ]  # fmt: skip
