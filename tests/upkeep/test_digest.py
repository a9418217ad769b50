"""The message of the day: one for each person and day, nothing lost, nothing that is urgent or secret in it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection

from network import digests, mailing
from network.models import User
from polkka.upkeep import clock, outbox
from polkka.upkeep.models import Mail
from practices import removing
from practices.exporting import _about

from ..factory import Cast, draft, go

EVENING, BEFORE_SEVEN, SEVEN = "2026-11-20 18:00+02:00", "2026-11-21 06:59+02:00", "2026-11-21 07:01+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture
def evening() -> Iterator[Any]:
    with time_machine.travel(EVENING, tick=False) as travelling:
        yield travelling


def gather(user: User, n: int = 1, kind: str = "comment", start: int = 0) -> None:
    for number in range(start, start + n):
        values = {"title": f"Puro {number}", "url": f"https://polkka.example/fi/{number}/", "name": user.name}
        outbox.queue(
            kind, key=f"{kind}:{user.pk}:{number}", address=user.email, language="fi", context=values, gathered=True
        )


def at(when: str) -> Any:
    return time_machine.travel(datetime.fromisoformat(when), tick=False)


def made() -> list[Mail]:
    return list(Mail.objects.filter(kind="digest").order_by("pk"))


def test_gathered_messages_come_in_one_the_next_morning(
    cast: Cast, evening: Any, mailoutbox: list[EmailMessage]
) -> None:
    gather(cast.author, 2)
    gather(cast.author, 1, kind="received")
    assert outbox.waiting() == []
    with at(BEFORE_SEVEN):
        assert digests.send_due() == 0
    with at(SEVEN):
        assert (digests.send_due(), digests.send_due()) == (1, 0)
        assert [outbox.send(pk) for pk in outbox.waiting()] == [True]
    (message,) = mailoutbox
    assert message.to == [cast.author.email]
    body = str(message.body)
    assert body.index("Käytäntöjeni eteneminen") < body.index("Kommentit") < body.index("Puro 1")
    assert all(f"https://polkka.example/fi/{n}/" in body for n in range(2))
    assert "/fi/oma-tili/#mail" in body
    assert set(Mail.objects.values_list("state", flat=True)) == {Mail.State.SENT}


def test_what_comes_after_seven_waits_for_the_next_day(cast: Cast, evening: Any) -> None:
    gather(cast.author)
    with at(SEVEN):
        digests.send_due()
        gather(cast.author, 1, start=5)
        assert digests.send_due() == 0
    with at("2026-11-22 07:00+02:00"):
        assert digests.send_due() == 1
    assert [mail.key for mail in made()] == [f"digest:{cast.author.pk}:2026-11-{day}" for day in (21, 22)]


def test_a_clock_that_stood_still_makes_up_for_it_in_the_day(cast: Cast, evening: Any) -> None:
    gather(cast.author)
    with at("2026-11-24 15:30+02:00"):
        assert digests.send_due() == 1


def test_each_person_gets_an_own_one_in_the_own_language(cast: Cast, evening: Any) -> None:
    gather(cast.author)
    gather(cast.editor)
    with at(SEVEN):
        assert digests.send_due() == 2
    assert {mail.address: mail.language for mail in made()} == {cast.author.email: "fi", cast.editor.email: "sv"}
    swedish = next(mail for mail in made() if mail.language == "sv")
    assert [group["name"] for group in swedish.context["groups"]] == ["Kommentarer"]


def test_nothing_gathered_makes_no_message(cast: Cast) -> None:
    with at(SEVEN):
        assert digests.send_due() == 0
    assert made() == []


def test_a_hundred_are_listed_and_the_others_counted(cast: Cast, evening: Any) -> None:
    gather(cast.author, digests.MOST_LINES + 3)
    with at(SEVEN):
        digests.send_due()
    (mail,) = made()
    assert (mail.context["n"], mail.context["more"], len(mail.context["groups"][0]["lines"])) == (103, 3, 100)
    assert Mail.objects.filter(state=Mail.State.GATHERED).count() == 0


def test_messages_to_nobody_expire(cast: Cast, evening: Any) -> None:
    gather(cast.author)
    User.objects.filter(pk=cast.author.pk).update(is_active=False)
    with at(SEVEN):
        assert digests.send_due() == 0
    assert Mail.objects.get().state == Mail.State.EXPIRED


def test_what_somebody_else_has_taken_is_not_sent_twice(
    cast: Cast, evening: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather(cast.author, 2)
    monkeypatch.setattr(
        digests, "_context", lambda user, mails: Mail.objects.filter(pk=mails[0].pk).update(state="sent")
    )
    with at(SEVEN):
        assert digests.send_due() == 0
    assert made() == []
    assert Mail.objects.filter(state=Mail.State.GATHERED).count() == 1


# --- who gets what how -------------------------------------------------------------------------------------------
def test_a_flood_is_gathered_from_the_tenth_of_an_hour_on(cast: Cast, evening: Any) -> None:
    for number in range(mailing.MOST_AN_HOUR):
        assert mailing.ways([cast.coordinator], "submit") == [(cast.coordinator, False)]
        outbox.queue("submit", key=str(number), address=cast.coordinator.email, language="fi", context={"title": "x"})
    assert mailing.ways([cast.coordinator, cast.chief], "submit") == [(cast.coordinator, True), (cast.chief, False)]
    assert mailing.ways([cast.coordinator], "finished") == [(cast.coordinator, False)]
    evening.shift(timedelta(minutes=61))
    assert mailing.ways([cast.coordinator], "submit") == [(cast.coordinator, False)]


def test_what_is_always_sent_is_never_gathered(cast: Cast) -> None:
    mailing.choose(cast.author, dict.fromkeys((group.code for group in mailing.GROUPS), mailing.DAILY))
    for kind in sorted(mailing.ALWAYS):
        assert (kind, mailing.ways([cast.author], kind)) == (kind, [(cast.author, False)])


def test_a_submission_waits_for_the_morning_of_who_wants_it_so(cast: Cast) -> None:
    mailing.choose(cast.coordinator, {"coordinating": mailing.DAILY})
    go(draft(cast), "submit", cast.author)
    states = dict(Mail.objects.filter(kind__in=["submit", "received"]).values_list("kind", "state"))
    assert states == {"submit": Mail.State.GATHERED, "received": Mail.State.QUEUED}


def test_gathered_messages_follow_the_person(cast: Cast, evening: Any) -> None:
    gather(cast.author)
    digests.follow(cast.author.email, "uusi@example.org")
    User.objects.filter(pk=cast.author.pk).update(email="uusi@example.org")
    with at(SEVEN):
        assert digests.send_due() == 1
    assert made()[0].address == "uusi@example.org"


def test_gathered_messages_go_with_an_account_and_into_its_copy(cast: Cast) -> None:
    gather(cast.author)
    mailing.choose(cast.author, {"comments": mailing.DAILY})
    told = _about(cast.author)
    assert ([row["kind"] for row in told["mail_gathered"]], told["mail_once_a_day"]) == (["comment"], ["comments"])
    removing.remove_person(cast.author, by=cast.author)
    mail = Mail.objects.get(kind="comment")
    assert (mail.state, mail.address, mail.context) == (Mail.State.EXPIRED, "", {})


def test_who_leaves_is_named_no_more_in_what_is_gathered_for_others(cast: Cast) -> None:
    gather(cast.author)
    Mail.objects.update(context={"title": "Puro", "who": cast.editor.name})
    removing.remove_person(cast.editor, by=cast.editor)
    mail = Mail.objects.get(kind="comment")
    assert (mail.state, mail.context["title"]) == (Mail.State.GATHERED, "Puro")
    assert mail.context["who"] != cast.editor.name


@pytest.mark.django_db(transaction=True)
def test_clocks_at_once_make_one_message(transactional_db: None, base: None) -> None:
    """One message is made, every gathered one is taken once, and a chore runs in one of them at a time."""
    with at(EVENING):
        user = User.objects.create_user("kaisa@example.org", name="Kaisa")
        gather(user, 20)
    start = Barrier(4)

    def tick(_n: int) -> tuple[str, int]:
        start.wait()
        try:
            return clock._run(digests.send_due), sum(outbox.send(pk) for pk in outbox.waiting())
        finally:
            connection.close()

    with at(SEVEN), ThreadPoolExecutor(4) as pool:
        ran, sent = zip(*pool.map(tick, range(4)), strict=True)
    assert set(ran) <= {"0", "1", clock.ELSEWHERE}
    assert (len(made()), ran.count("1"), sum(sent) <= 1) == (1, 1, True)
    assert not Mail.objects.filter(state=Mail.State.GATHERED).exists()
