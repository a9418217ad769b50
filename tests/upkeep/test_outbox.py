"""Mail: one cause one message, back-off, parking, expiry, one sender at a time, and codes that leave no trace."""

import smtplib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone
from django.utils.translation import override

from network import mail_admin, mail_kinds, mail_samples, mailing
from polkka.kit.languages import CODES
from polkka.operations import pruning, retention
from polkka.upkeep import debug, outbox, undelivered
from polkka.upkeep.models import Change, Mail

from ..factory import Cast

pytestmark = pytest.mark.django_db
KINDS = sorted(path.stem for path in (Path(__file__).parents[2] / "templates" / "email").glob("*.txt"))
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
    pruning.prune([retention.BY_CODE["mail"]])
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
    assert subject
    assert [word for word in ("\n" in subject, "&amp;" in subject + body, "&lt;" in subject + body) if word] == []
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


# --- what cannot be delivered ------------------------------------------------------------------------------------
def refusing(patch: pytest.MonkeyPatch, *codes: int) -> None:
    """A mail server that refuses each receiver with a code."""
    answers = {f"{n}@example.org": (code, b"5.1.1 No such user") for n, code in enumerate(codes)}

    def refuse(self: EmailMessage, *arguments: Any, **options: Any) -> int:
        raise smtplib.SMTPRecipientsRefused(answers)

    patch.setattr(EmailMessage, "send", refuse)


def test_an_address_that_is_refused_for_good_is_parked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing(monkeypatch, 550)
    mail = queue()
    assert undelivered.refused_since("aino@example.org") is None
    outbox.send(mail.pk)
    mail = now(mail)
    assert (mail.state, mail.tries, mail.last_error) == (Mail.State.PARKED, 1, "refused: 550 5.1.1 No such user")
    assert undelivered.refused_since("aino@example.org") == mail.next_try_at
    assert "5.1.1 No such user" in undelivered.why(mail.last_error)


@pytest.mark.parametrize("codes", [(450,), (550, 450), ()])
def test_what_may_pass_is_tried_again(monkeypatch: pytest.MonkeyPatch, codes: tuple[int, ...]) -> None:
    refusing(monkeypatch, *codes)
    mail = queue()
    outbox.send(mail.pk)
    assert (now(mail).state, undelivered.refused_since("aino@example.org")) == (Mail.State.QUEUED, None)


def test_an_address_that_takes_mail_again_is_not_refused(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]
) -> None:
    with monkeypatch.context() as patch:
        refusing(patch, 550)
        outbox.send(queue().pk)
    outbox.send(queue("uusi").pk)
    assert undelivered.refused_since("aino@example.org") is None


@pytest.mark.usefixtures("deaf")
@pytest.mark.parametrize("kind", sorted(outbox.FORGOTTEN))
def test_a_message_to_somebody_who_left_is_parked_without_a_trace(kind: str) -> None:
    mail = queue(kind=kind)
    Mail.objects.update(tries=outbox.MOST_TRIES - 1)
    outbox.send(mail.pk)
    assert (now(mail).state, now(mail).address, now(mail).context) == (Mail.State.PARKED, "", {})


@pytest.mark.parametrize(
    ("error", "told"),
    [("ConnectionRefusedError: nobody", "reached"), ("TimeoutError: slow", "in time"), ("Odd: x", "failed"), ("", "")],
)
def test_an_error_is_told_in_words(error: str, told: str) -> None:
    with override("en"):
        assert told in undelivered.why(error)
        assert bool(undelivered.why(error)) == bool(error)


# --- in the admin ------------------------------------------------------------------------------------------------
LIST, AGAIN, TEMPLATES = "/admin/upkeep/mail/", "/admin/upkeep/mail/again/", "/admin/upkeep/mail/templates/"


def again(client: Client, *mails: Mail, once: str = "avain-12345") -> int:
    return client.post(AGAIN, {"ids": ",".join(str(mail.pk) for mail in mails), "once": once}).status_code


def test_sending_again_asks_first(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    parked = queue()
    Mail.objects.update(state=Mail.State.PARKED)
    chosen = client.post(LIST, {"action": "resend", "_selected_action": [parked.pk]})
    page = client.get(chosen.url)
    assert [(plan.mail, plan.deed) for plan in page.context["plans"]] == [(parked, "again")]
    assert now(parked).state == Mail.State.PARKED
    assert again(client, parked) == 302
    assert (now(parked).state, Change.objects.get().by) == (Mail.State.QUEUED, cast.administrator)


def test_what_has_arrived_is_sent_as_a_new_message_once(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    sent = queue()
    Mail.objects.update(state=Mail.State.SENT)
    assert [again(client, sent), again(client, sent)] == [302, 302]
    first, second = Mail.objects.order_by("pk")
    assert (first.state, second.state, second.context, second.address) == ("sent", "queued", sent.context, sent.address)
    assert first.message_id != second.message_id
    assert again(client, sent, once="toinen-12345") == 302
    assert Mail.objects.count() == 3


def test_parked_messages_can_be_given_up(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    letter, invitation, waits = queue("a"), queue("b", "invitation"), queue("c")
    Mail.objects.filter(key__in=["a", "b"]).update(state=Mail.State.PARKED)
    client.post(LIST, {"action": "give_up", "_selected_action": [letter.pk, invitation.pk, waits.pk]})
    assert dict(Mail.objects.values_list("key", "state")) == {"a": "expired", "b": "expired", "c": "queued"}
    assert (now(letter).context, now(invitation).context) == (EVERYTHING, {})
    assert Change.objects.count() == 2


def test_codes_and_what_waits_are_not_sent_again(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    cases = [
        ("sign_in_code", "sent"), ("sign_in_code", "parked"), ("invitation", "sent"), ("removed", "sent"),
        ("publish", "queued"), ("publish", "expired"), ("publish", "gathered"),
    ]  # fmt: skip
    mails = [queue(f"{kind}-{state}", kind) for kind, state in cases]
    for mail, (_kind, state) in zip(mails, cases, strict=True):
        Mail.objects.filter(pk=mail.pk).update(state=state)
    again(client, *mails)
    assert list(Mail.objects.order_by("pk").values_list("kind", "state")) == cases


@pytest.mark.parametrize("part", ["coordinator", "chief", "counsellor", "author"])
def test_the_outbox_is_closed_to_others(client: Client, cast: Cast, part: str) -> None:
    client.force_login(getattr(cast, part))
    assert {client.get(url).status_code for url in (LIST, AGAIN, TEMPLATES)} <= {403, 404}
    assert again(client, queue()) in (403, 404)


def test_bad_keys_send_nothing(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    assert client.get(AGAIN, {"ids": "x,٣,99999999999999,,-1"}).context["plans"] == []


def test_a_message_is_shown_unless_it_is_somebodys_secret(client: Client, cast: Cast) -> None:
    shown = admin.site.get_model_admin(Mail).message
    for kind in KINDS:
        told = shown(Mail(kind=kind, language="fi", address="a@example.org", context=EVERYTHING))
        is_told = any(word in told for word in ("Puro &amp; järvi", "ABC123", "/fi/x/"))
        assert (kind, is_told) == (kind, kind not in mail_admin.NEVER_SHOWN)
    assert set(mail_kinds.kinds_to(mail_kinds.ASSESSORS)) <= outbox.ABOUT_ASSESSORS
    client.force_login(cast.administrator)
    for kind, is_told in (("publish", True), ("assigned", False)):
        page = client.get(f"{LIST}{queue(kind, kind).pk}/change/").content.decode()
        assert ("Puro &amp; järvi" in page) is is_told


def test_every_template_has_its_words_its_example_and_its_group() -> None:
    assert sorted(mail_kinds.KINDS) == KINDS
    grouped = {kind for group in mailing.GROUPS for kind in group.kinds}
    assert set(KINDS) == grouped | mailing.ALWAYS
    assert not grouped & (mailing.ALWAYS | outbox.SECRET)
    assert {row.to for row in mail_kinds.KINDS.values()} == set(mail_kinds.RECEIVERS)


@pytest.mark.parametrize("language", CODES)
def test_the_templates_are_shown_in_each_language(client: Client, cast: Cast, language: str) -> None:
    client.force_login(cast.administrator)
    page = client.get(TEMPLATES, {"language": language})
    examples = page.context["examples"]
    assert [example.code for example in examples] == list(mail_kinds.KINDS)
    assert all(example.subject and "None" not in example.body and "{" not in example.body for example in examples)
    assert page.content.decode().count(f'<pre class="letter" lang="{language}">') == len(KINDS)
    assert [code for code in CODES if getattr(mail_samples.TITLE, code) in page.content.decode()] == [language]


def test_the_list_of_messages_takes_as_many_queries_for_many(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.administrator)
    for number in range(30):
        queue(str(number))
    with django_assert_max_num_queries(16):
        client.get(LIST)


def test_an_address_that_takes_no_mail_is_told_on_the_page_of_its_person(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    address = f"/admin/network/user/{cast.author.pk}/change/"
    shown = "state__exact=parked&amp;q=author%40example.org"
    assert shown not in client.get(address).content.decode()
    refused = outbox.REFUSED + "550 no"
    Mail.objects.create(key="a", kind="publish", address=cast.author.email, state="parked", last_error=refused)
    assert shown in client.get(address).content.decode()
