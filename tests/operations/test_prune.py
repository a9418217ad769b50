"""Retention: what has outlived its use goes, what is a day younger stays; and nothing goes while the clock is wrong."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import CommandError, call_command
from django.utils import timezone

from network.models import User
from polkka.operations import pruning, retention
from polkka.portal.models import Feedback, SearchMiss, Wish
from polkka.upkeep import cache_rows, clock
from polkka.upkeep.models import Change, DayCount, Mail, Parked, Receipt, Throttle
from practices.models import Assessment, Attachment, Invitation, Presence, Sheet

from ..factory import Cast, draft, in_state

pytestmark = pytest.mark.django_db
DOC = Path(__file__).resolve().parents[2] / "docs" / "operators" / "privacy.md"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def made(cast: Cast, code: str, then: datetime) -> Any:
    """A row of a rule, made at `then`."""
    day = timezone.localdate(then)
    version = draft(cast, title=code) if code in ("presence", "invitations", "files") else None
    makers: dict[str, Callable[[], Any]] = {
        "sessions": lambda: Session.objects.create(session_key=f"{then}", session_data="", expire_date=then),
        "unused": lambda: User.objects.create(email=f"{then.timestamp()}@example.org", date_joined=then),
        "mail": lambda: Mail.objects.create(key=f"{then}", kind="finished", address="a@example.org", state="parked"),
        "forms": lambda: Parked.objects.create(path="/fi/", fields=[]),
        "receipts": lambda: Receipt.objects.create(key=f"{then}", user=cast.author),
        "presence": lambda: Presence.unscoped.create(version=version, user=cast.author, page="a", seen_at=then),
        "limits": lambda: Throttle.objects.create(key="a", window=int(then.timestamp()), until=then),
        "sheets_unloaded": lambda: Sheet.unscoped.create(kind="projects", name="a", created_at=then, by=cast.chief),
        "sheets": lambda: Sheet.unscoped.create(
            kind="projects", name="a", created_at=then, rows=[[1, {}]], by=cast.chief, begun_at=then, done_at=then
        ),
        "invitations": lambda: Invitation.unscoped.create(
            practice=version and version.practice, secret_digest=f"{then}", address="a@example.org", expires_at=then
        ),
        "wishes": lambda: Wish.objects.create(once=f"{then}", words="joki", created_at=then),
        "feedback": lambda: Feedback.objects.create(once=f"{then}", text="joki", created_at=then),
        "misses": lambda: SearchMiss.objects.create(day=day, language="fi", words=f"{then}"[:60]),
        "counts": lambda: DayCount.objects.create(day=day, kind="view", key="A"),
        "changes": lambda: Change.objects.create(model="a.b", key="1", name="a", deed="add", by_name="A", at=then),
        "admin_log": lambda: LogEntry.objects.create(user=cast.chief, action_flag=ADDITION, action_time=then),
        "files": lambda: Attachment.unscoped.create(
            practice=version and version.practice, name="a", kind="pdf", size=1, sha256=f"{then}", created_at=then
        ),
    }
    row = makers[code]()
    if code in ("forms", "receipts", "mail"):
        type(row)._default_manager.filter(pk=row.pk).update(created_at=then)
    return row


ENDS = {
    "sessions": timedelta(), "unused": 7 * DAY, "mail": 90 * DAY, "forms": DAY, "receipts": 2 * DAY,
    "presence": timedelta(minutes=1), "limits": timedelta(), "sheets_unloaded": 30 * DAY, "sheets": 30 * DAY,
    "invitations": 90 * DAY, "wishes": 400 * DAY, "feedback": 400 * DAY, "misses": 31 * DAY, "counts": 1097 * DAY,
    "changes": 730 * DAY, "admin_log": 730 * DAY, "files": DAY,
}  # fmt: skip
"""Rule → after how long, which docs/operators/privacy.md and the data protection page say too."""


def test_each_rule_is_tried() -> None:
    assert {*ENDS, "limits_of_sign_in"} == set(retention.BY_CODE)


@pytest.mark.parametrize("code", sorted(ENDS))
def test_what_is_over_is_due_and_what_is_not_stays(cast: Cast, code: str) -> None:
    rule, now = retention.BY_CODE[code], timezone.now()
    rule.due(now).delete()
    old, young = (made(cast, code, now - ENDS[code] + shift) for shift in (-DAY, DAY))
    model = type(old)
    before = list(model._base_manager.filter(pk__in=[old.pk, young.pk]).order_by("pk").values())
    assert [one.n for one in pruning.due([rule])] == [1]
    assert list(model._base_manager.filter(pk__in=[old.pk, young.pk]).order_by("pk").values()) == before
    assert [pruning.prune([rule])[0].n for _ in range(2)] == [1, 0]
    left = list(model._base_manager.filter(pk__in=[old.pk, young.pk]).order_by("pk").values())
    if rule.blank:
        assert (left[0] == before[0], left[1]) == (False, before[1])
    else:
        assert left == before[1:]


def test_an_old_message_is_blank_and_given_up(cast: Cast) -> None:
    row = made(cast, "mail", timezone.now() - 91 * DAY)
    pruning.prune([retention.BY_CODE["mail"]])
    row.refresh_from_db()
    assert (row.address, row.context, row.state) == ("", {}, Mail.State.EXPIRED)


def test_somebody_who_is_named_in_an_assessment_stops_nothing(cast: Cast) -> None:
    in_state(cast, "published")
    assessors = Assessment.unscoped.values("assessor")
    User.objects.filter(pk__in=assessors).update(last_login=None, date_joined=timezone.now() - 60 * DAY)
    for user in User.objects.filter(pk__in=assessors):
        user.duties.all().delete()
    gone = made(cast, "unused", timezone.now() - 8 * DAY)
    assert pruning.prune([retention.BY_CODE["unused"]])[0].n >= 1
    assert (User.objects.filter(pk=gone.pk).exists(), User.objects.filter(pk__in=assessors).exists()) == (False, True)


def test_many_go_in_steps_and_what_is_left_goes_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    rule = [retention.BY_CODE["sessions"]]
    for n in range(5):
        Session.objects.create(session_key=str(n), session_data="", expire_date=timezone.now() - DAY)
    assert (pruning.prune(rule, 0.0)[0].is_all, Session.objects.count()) == (False, 5)
    told = pruning.prune(rule)[0]
    assert (told.n, told.is_all, Session.objects.count()) == (5, True, 0)


def test_a_rule_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    Session.objects.create(session_key="a", session_data="", expire_date=timezone.now() - DAY)
    bad = retention.Rule("bad", "", "", "", lambda now: 1 / 0)  # type: ignore[arg-type,return-value]
    assert [one.n for one in pruning.prune([bad, retention.BY_CODE["sessions"]])] == [-1, 1]
    assert "A rule of retention failed: bad" in caplog.text


def test_rows_of_the_shared_cache_that_are_over_go() -> None:
    if not isinstance(caches["default"], DatabaseCache):
        pytest.skip("the cache is not a table")
    now = timezone.now()
    cache.set("old", 1, 60)
    cache.set("young", 1, 3600)
    with time_machine.travel(now + timedelta(minutes=5)):
        assert cache_rows.forget() >= 1
    assert (cache.get("old"), cache.get("young")) == (None, 1)


# --- the command and the clock ---------------------------------------------------------------------------------------
def ran(day: datetime) -> None:
    with time_machine.travel(day):
        clock.note_run()


def prune(*arguments: str) -> str:
    out = StringIO()
    call_command("prune", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_tells_each_rule_and_a_dry_run_removes_nothing(cast: Cast) -> None:
    ran(timezone.now() - DAY)
    made(cast, "wishes", timezone.now() - 500 * DAY)
    assert "wishes: 1 due\n" in prune("--dry-run")
    assert prune("--rule", "wishes") == "wishes: 1 removed\n"
    assert "wishes: 0 removed\n" in prune()


def test_nothing_goes_while_the_time_of_the_machine_may_be_wrong(cast: Cast) -> None:
    wish = made(cast, "wishes", timezone.now())
    form = made(cast, "forms", timezone.now())
    ran(timezone.now())
    with time_machine.travel(timezone.now() + 3650 * DAY):
        assert "waits" in pruning.each_minute()
        clock.note_run()
        with pytest.raises(CommandError, match="time of this machine"):
            prune()
    assert (Wish.objects.get(), Parked.objects.get()) == (wish, form)
    last = clock.last_run()
    assert last is not None
    assert timezone.now() - last < timedelta(minutes=5)


def test_nothing_goes_while_the_portal_is_only_read(cast: Cast, settings: Any) -> None:
    ran(timezone.now() - DAY)
    made(cast, "wishes", timezone.now() - 500 * DAY)
    settings.READ_ONLY = True
    assert prune() == "READ_ONLY is on: nothing is removed.\n"
    assert Wish.objects.count() == 1


def test_the_clock_prunes_once_a_day(cast: Cast) -> None:
    cache.clear()
    ran(timezone.now() - DAY)
    made(cast, "wishes", timezone.now() - 500 * DAY)
    assert pruning.each_minute() == "1 rows"
    made(cast, "wishes", timezone.now() - 500 * DAY)
    made(cast, "forms", timezone.now() - 2 * DAY)
    assert (pruning.each_minute(), Wish.objects.count(), Parked.objects.count()) == ("done", 1, 0)


def test_the_page_of_operators_has_the_table_of_the_code() -> None:
    assert re.findall(r"<!-- rules -->\n(.*?)<!-- /rules -->", DOC.read_text("utf-8"), re.S) == [retention.markdown()]
    assert prune("--table") == retention.markdown()
