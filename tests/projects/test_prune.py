"""prune: only addresses that were never used go, after a week; people with a place who never came, after 30 days."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone

from network.forms import make_unverified
from network.models import Duty, User
from polkka.upkeep import outbox
from projects.models import Project, ProjectMember

PLACED = {"late": 31, "waited": 29, "reminded": 60}
"""Name → days since the address was written down."""


def _asked(email: str, days: int) -> User:
    make_unverified(email)
    User.objects.filter(email=email).update(date_joined=timezone.now() - timedelta(days=days))
    return User.objects.get(email=email)


def _left() -> list[str]:
    return sorted(User.objects.values_list("email", flat=True))


@pytest.mark.django_db
def test_prune_removes_only_unused_addresses_older_than_a_week() -> None:
    _asked("old@example.org", 8)
    _asked("new@example.org", 6)
    signed_in, verified, invited = (_asked(f"{name}@example.org", 30) for name in ("signed", "verified", "invited"))
    User.objects.filter(pk=signed_in.pk).update(last_login=timezone.now())
    EmailAddress.objects.filter(user=verified).update(verified=True)
    Duty.objects.create(user=invited, kind="peer")
    call_command("prune", "--anyway", stdout=StringIO())
    assert _left() == ["invited@example.org", "new@example.org", "signed@example.org", "verified@example.org"]


@pytest.mark.django_db
def test_prune_waits_30_days_for_people_with_a_place() -> None:
    project = Project.objects.create(code="puro", name="Puro")
    late, waited_for, reminded = (_asked(f"{name}@example.org", days) for name, days in PLACED.items())
    for user in (late, waited_for, reminded):
        ProjectMember.objects.create(user=user, project=project)
    outbox.queue("added", key="added:1", address=reminded.email, language="fi", context={})
    call_command("prune", "--anyway", stdout=StringIO())
    assert _left() == ["reminded@example.org", "waited@example.org"]
