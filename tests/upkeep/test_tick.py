"""The clock: sends what waits, removes what has outlived its use, and is safe twice."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone

from polkka.upkeep import outbox
from polkka.upkeep.models import Mail, Parked, Receipt

from ..factory import Cast

pytestmark = pytest.mark.django_db


def tick() -> str:
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue()


def test_tick_sends_what_waits_once(mailoutbox: list[EmailMessage]) -> None:
    for number in range(3):
        outbox.queue(
            "finished", key=str(number), address=f"{number}@example.org", language="sv", context={"title": "T"}
        )
    assert "mail sent: 3" in tick()
    assert "mail sent: 0" in tick()
    assert [message.to for message in mailoutbox] == [["0@example.org"], ["1@example.org"], ["2@example.org"]]


def test_one_bad_message_does_not_stop_the_others(mailoutbox: list[EmailMessage]) -> None:
    outbox.queue("unknown_kind", key="a", address="a@example.org", language="fi", context={})
    outbox.queue("finished", key="b", address="b@example.org", language="fi", context={"title": "T"})
    assert "mail sent: 1" in tick()
    assert dict(Mail.objects.values_list("key", "state")) == {"a": Mail.State.QUEUED, "b": Mail.State.SENT}


def test_tick_removes_old_receipts_and_kept_forms(cast: Cast) -> None:
    for key in ("vanha", "uusi"):
        Receipt.objects.create(key=key, user=cast.author)
        Parked.objects.create(key=key, path="/fi/", fields=[])
    old = timezone.now() - timedelta(days=3)
    Receipt.objects.filter(key="vanha").update(created_at=old)
    Parked.objects.filter(key="vanha").update(created_at=old)
    tick()
    assert list(Receipt.objects.values_list("key", flat=True)) == ["uusi"]
    assert list(Parked.objects.values_list("key", flat=True)) == ["uusi"]
