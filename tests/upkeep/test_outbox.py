"""Mail: one cause one message, back-off, parking, expiry, one sender at a time, and codes that leave no trace."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from polkka.kit.languages import CODES
from polkka.upkeep import debug, outbox
from polkka.upkeep.models import Mail

from ..factory import Cast

pytestmark = pytest.mark.django_db
KINDS = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "templates" / "email").glob("*.txt"))
EVERYTHING = {
    "name": "Aino <b>",
    "title": "Puro & järvi",
    "url": "http://127.0.0.1/fi/x/",
    "letter": "Kiitos & hei.",
    "code": "ABC123",
    "deadline": "1.2.2027",
}


def queue(key: str = "syy", kind: str = "publish", lasts: timedelta | None = None) -> Mail:
    outbox.queue(kind, key=key, address="aino@example.org", language="fi", context=EVERYTHING, lasts=lasts)
    return Mail.objects.get(key=key)


def now(mail: Mail) -> Mail:
    return Mail.objects.get(pk=mail.pk)


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server that accepts nothing."""

    def refuse(self: EmailMessage, *arguments: Any, **options: Any) -> int:
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(EmailMessage, "send", refuse)


def test_one_cause_gives_one_message(mailoutbox: list[EmailMessage]) -> None:
    mail = queue()
    assert queue() == mail
    assert [outbox.send(mail.pk) for _ in range(3)] == [True, False, False]
    assert (len(mailoutbox), now(mail).state) == (1, Mail.State.SENT)


def test_a_cause_that_is_undone_tells_nobody() -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert Mail.objects.count() == 0


def test_muted_writes_nothing() -> None:
    with outbox.muted():
        outbox.queue("publish", key="syy", address="a@example.org", language="fi", context={})
    assert Mail.objects.count() == 0


def test_message_keeps_its_id_and_says_its_language(mailoutbox: list[EmailMessage]) -> None:
    mail = queue()
    outbox.send(mail.pk)
    headers = mailoutbox[0].extra_headers
    assert (headers["Message-ID"], headers["Content-Language"]) == (mail.message_id, "fi")


@pytest.mark.usefixtures("deaf")
def test_back_off_grows_and_the_eighth_try_parks() -> None:
    mail, waits = queue(), []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(outbox.MOST_TRIES):
            assert outbox.waiting() == [mail.pk]
            assert not outbox.send(mail.pk)
            waits.append((now(mail).next_try_at - timezone.now()).total_seconds() / 60)
            assert outbox.waiting() == []
            clock.shift(timedelta(hours=5))
    assert waits == [1, 4, 15, 30, 60, 120, 240, 240]
    assert (now(mail).state, now(mail).tries) == (Mail.State.PARKED, 8)
    assert now(mail).last_error == "ConnectionRefusedError: nobody there"


@pytest.mark.usefixtures("deaf")
def test_a_message_is_not_tried_before_its_time() -> None:
    mail = queue()
    outbox.send(mail.pk)
    assert (outbox.send(mail.pk), now(mail).tries) == (False, 1)


def test_a_message_that_is_of_no_use_any_more_expires(mailoutbox: list[EmailMessage]) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        mail = queue(lasts=timedelta(minutes=15))
        clock.shift(timedelta(minutes=16))
        assert not outbox.send(mail.pk)
    assert (now(mail).state, mailoutbox) == (Mail.State.EXPIRED, [])


def test_two_senders_never_send_the_same_message(monkeypatch: pytest.MonkeyPatch) -> None:
    mail, sent = queue(), []

    def send(self: EmailMessage, *arguments: Any, **options: Any) -> int:
        sent.append(outbox.send(mail.pk))  # another sender while this one is at it
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    assert outbox.send(mail.pk)
    assert sent == [False]


def test_the_message_of_a_sender_that_died_is_taken_up_after_its_lease(mailoutbox: list[EmailMessage]) -> None:
    mail = queue()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        Mail.objects.filter(pk=mail.pk).update(lease_until=timezone.now() + outbox.LEASE, tries=1)
        assert outbox.waiting() == []
        clock.shift(outbox.LEASE + timedelta(seconds=1))
        assert outbox.waiting() == [mail.pk]
        assert outbox.send(mail.pk)


@pytest.mark.parametrize("kind", sorted(outbox.ONCE_ONLY))
def test_a_code_is_blanked_once_sent(mailoutbox: list[EmailMessage], kind: str) -> None:
    mail = queue(kind=kind)
    outbox.send(mail.pk)
    assert now(mail).context == {}


@override_settings(OUTBOX_PAGE=True)
def test_a_code_stays_to_be_read_beside_an_open_outbox(mailoutbox: list[EmailMessage]) -> None:
    mail = queue(kind="sign_in_code")
    outbox.send(mail.pk)
    assert now(mail).context["code"] == "ABC123"


@pytest.mark.usefixtures("deaf")
def test_a_code_is_never_tried_again_and_is_blanked() -> None:
    mail = queue(kind="sign_in_code")
    outbox.send(mail.pk)
    assert (now(mail).state, now(mail).context) == (Mail.State.PARKED, {})
    assert outbox.resend(Mail.objects.all()) == 0


@pytest.mark.usefixtures("deaf")
@pytest.mark.parametrize("state", [Mail.State.SENT, Mail.State.EXPIRED, Mail.State.PARKED])
def test_old_message_forgets_its_receiver_and_its_words(state: str) -> None:
    mail, young, waiting = queue("vanha"), queue("uusi"), queue("jono")
    old = timezone.now() - outbox.KEPT - timedelta(hours=1)
    Mail.objects.filter(pk__in=[mail.pk, waiting.pk]).update(created_at=old)
    Mail.objects.exclude(pk=waiting.pk).update(state=state, last_error="aino@example.org refused")
    outbox.forget()
    kept = now(mail)
    assert (kept.address, kept.context, kept.last_error) == ("", {}, "")
    assert kept.state != Mail.State.PARKED
    assert (now(young).address, now(young).state) == ("aino@example.org", state)
    assert now(waiting).context == EVERYTHING
    queue("vanha")
    assert Mail.objects.filter(key="vanha").count() == 1


def test_parked_messages_can_be_queued_anew() -> None:
    mail = queue()
    Mail.objects.update(state=Mail.State.PARKED, tries=8)
    assert outbox.resend(Mail.objects.all()) == 1
    assert (now(mail).state, now(mail).tries, outbox.waiting()) == (Mail.State.QUEUED, 0, [mail.pk])


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_renders_in_every_language(kind: str, language: str) -> None:
    subject, body = outbox.render(Mail(kind=kind, language=language, context=EVERYTHING))
    assert (bool(subject), "\n" in subject, "&amp;" in subject + body, "&lt;" in subject + body) == (
        True,
        False,
        False,
        False,
    )
    if kind not in outbox.ONCE_ONLY:
        assert "\nhttp://127.0.0.1/fi/x/\n" in body
    if kind in ("publish", "return", "decline", "withdraw"):
        assert "\nKiitos & hei.\n" in body


def test_every_kind_renders_with_nothing_to_say() -> None:
    bodies = [outbox.render(Mail(kind=kind, language="fi", context={}))[1] for kind in KINDS]
    assert all(bodies)


def test_the_page_of_the_outbox_is_there_only_when_it_is_opened(client: Client, cast: Cast) -> None:
    assert client.get("/outbox/").status_code == 404


@override_settings(OUTBOX_PAGE=True)
def test_the_page_of_the_outbox_shows_messages_as_they_are_got(base: None) -> None:
    queue(kind="sign_in_code")
    request = RequestFactory().get("/outbox/")
    request.user = AnonymousUser()
    page = debug.outbox_page(request).content.decode()
    assert ("ABC123" in page, "aino@example.org" in page) == (True, True)


@pytest.mark.django_db
def test_code_whose_sender_died_is_not_tried_again(mailoutbox: list[Any]) -> None:
    mail = Mail.objects.create(
        key="died", kind="sign_in_code", address="a@example.org", language="fi", context={"code": "AB12"}, tries=1
    )
    assert outbox.send(mail.pk) is False
    mail.refresh_from_db()
    assert (mailoutbox, mail.state, mail.context) == ([], Mail.State.EXPIRED, {})
