"""How long sessions last, the page of one's sessions, and what the log tells of safety."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from network import again, lasting
from network.models import User

from ..factory import Cast

pytestmark = pytest.mark.django_db
PAGE = reverse("practices:account_sessions")
DESK = reverse("practices:desk")
START = datetime(2026, 11, 2, 8, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"


def signed_in(user: User, agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    client.force_login(user)
    session = client.session
    session[lasting.DEVICE] = lasting.device(agent)
    session.save()
    return client


def statuses(client: Client, *hours: float) -> list[int]:
    """The answer of a private page so many hours after the start."""
    seen = []
    for hour in hours:
        with time_machine.travel(START + timedelta(hours=hour), tick=False):
            seen.append(client.get(DESK).status_code)
    return seen


@pytest.mark.parametrize(
    ("part", "hours", "expected"),
    [
        ("coordinator", (0.5, 1.4, 2.3, 3.4), [200, 200, 200, 302]),  # an hour without a page
        ("coordinator", (*(h * 0.9 for h in range(1, 14)), 12.1), [200] * 13 + [302]),  # twelve hours in all
        ("author", (5, 24 * 6, 24 * 13), [200, 200, 200]),
        ("author", (24 * 13, 24 * 14 + 1), [200, 302]),  # however much it is used
    ],
)
def test_a_session_lasts_so_long(cast: Cast, settings: Any, part: str, hours: Any, expected: list[int]) -> None:
    settings.STAFF_SESSION_HOURS, settings.STAFF_IDLE_MINUTES = 12, 60
    with time_machine.travel(START, tick=False):
        client = signed_in(getattr(cast, part))
    assert statuses(client, *hours) == expected


def test_a_session_of_before_the_upgrade_goes_on_from_now(cast: Cast) -> None:
    client = signed_in(cast.author)
    session = client.session
    for name in (lasting.BEGAN, lasting.SEEN, lasting.DEVICE):
        del session[name]
    session.save()
    assert client.get(DESK).status_code == 200
    assert lasting.BEGAN in client.session
    assert client.get(PAGE).status_code == 200


def test_public_pages_open_when_the_session_is_over(cast: Cast) -> None:
    with time_machine.travel(START, tick=False):
        client = signed_in(cast.author)
    with time_machine.travel(START + timedelta(days=20), tick=False):
        client.cookies["session"]["expires"] = ""
        assert client.get(reverse("portal:about")).status_code == 200
        assert client.get(DESK).status_code == 302


def test_the_page_tells_ones_own_sessions_only_and_never_their_keys(cast: Cast) -> None:
    here, there = signed_in(cast.author), signed_in(cast.author, PHONE)
    stranger = signed_in(cast.stranger, PHONE)
    response = here.get(PAGE)
    shown, content = response.context["sessions"], response.content.decode()
    assert [(held.device, held.is_here) for held in shown] == [("Firefox, Linux", True), ("Safari, iPhone", False)]
    keys = [client.session.session_key for client in (here, there, stranger)]
    assert [key for key in keys if str(key) in content] == []


def test_one_session_is_ended_by_its_mark(cast: Cast) -> None:
    here, there = signed_in(cast.author), signed_in(cast.author, PHONE)
    mark = here.get(PAGE).context["sessions"][1].mark
    assert here.post(PAGE, {"session": mark}).url == PAGE
    assert (here.get(DESK).status_code, there.get(DESK).status_code) == (200, 302)
    assert here.post(PAGE, {"session": mark}).url == PAGE


def test_a_session_under_the_key_of_before_is_told_and_ended_too(cast: Cast, settings: Any) -> None:
    there = signed_in(cast.author, PHONE)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    (held,) = lasting.of(cast.author)
    assert (held.device, lasting.end_one(cast.author, held.mark)) == ("Safari, iPhone", True)
    assert there.get(DESK).status_code == 302


def test_the_mark_of_anothers_session_ends_nothing(cast: Cast) -> None:
    theirs, client = signed_in(cast.author), signed_in(cast.stranger)
    mark = theirs.get(PAGE).context["sessions"][0].mark
    client.post(PAGE, {"session": mark})
    assert theirs.get(DESK).status_code == 200


def test_ending_sessions_asks_again_who_it_is(cast: Cast, settings: Any) -> None:
    settings.ASK_AGAIN_AFTER = 15
    client = signed_in(cast.author)
    assert reverse("mfa_reauthenticate") in client.post(PAGE).url
    assert Session.objects.count() == 1


def test_showing_anew_who_it_is_changes_the_key(cast: Cast, rf: Any) -> None:
    client = signed_in(cast.author)
    request = rf.get("/")
    request.session, request.user = client.session, cast.author
    before = request.session.session_key
    again.record(request, "code")
    assert request.session.session_key not in (None, before)
    assert not Session.objects.filter(pk=before).exists()


def test_the_log_tells_what_happened_to_whom_and_no_more(cast: Cast, caplog: Any) -> None:
    with caplog.at_level(logging.INFO, logger="polkka.security"):
        client = Client()
        client.post(reverse("account_request_login_code"), {"email": cast.author.email})
        client.post(reverse("account_confirm_login_code"), {"code": "WRONG1"})
        client.force_login(cast.author)
        client.get(reverse("practices:queue"))
        client.post(reverse("account_logout"))
    who = f"person={cast.author.pk}"
    assert [one.getMessage().strip() for one in caplog.records if one.name == "polkka.security"] == [
        f"wrong code of the mail {who}",
        f"signed in {who}",
        f"refused {who} practices:queue",
        f"signed out {who}",
    ]
    assert cast.author.email not in caplog.text
    assert logging.getLogger("polkka.security").isEnabledFor(logging.INFO)
