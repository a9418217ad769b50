"""Asking for a practice: saved once, told to the coordinators, without a cookie."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from polkka.operations import pruning, retention
from polkka.portal import letters, limits, wishes
from polkka.portal.models import Wish
from polkka.upkeep import outbox
from polkka.upkeep.models import Mail
from tests.factory import Cast

FORMS = {"fi": "/fi/kaytannot/toive/", "sv": "/sv/praxis/onskemal/", "en": "/en/practices/wish/"}
THANKS = {"fi": "/fi/kaytannot/toive/kiitos/", "sv": "/sv/praxis/onskemal/tack/", "en": "/en/practices/wish/thanks/"}
NOON = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def token(client: Client, language: str = "fi") -> str:
    return str(client.get(FORMS[language]).context["form"]["token"].value())


def send(client: Client, language: str = "fi", **fields: str) -> Any:
    """Open the page and send its form."""
    given = {"words": "etälukupiiri", "purpose": "Kolmosille.", "email": "ope@example.org", "website": ""} | fields
    return client.post(FORMS[language], {"token": token(client, language)} | given)


@pytest.mark.parametrize("language", FORMS)
def test_form_knows_the_words_and_sets_no_cookie(language: str, base: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.get(FORMS[language], {"q": "etälukupiiri"})
    assert response.status_code == 200
    assert response.context["form"]["words"].value() == "etälukupiiri"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert 'content="noindex"' in response.content.decode()
    sent = send(strict, language)
    assert (sent.status_code, sent["Location"]) == (302, THANKS[language])
    assert not sent.cookies
    assert strict.get(THANKS[language]).status_code == 200


def test_form_is_new_for_everybody_although_pages_are_kept_in_memory(base: None, settings: Settings) -> None:
    settings.PAGE_CACHE = True
    assert len({token(Client()) for _ in range(3)}) == 3


def test_wish_is_kept_as_it_was_typed(client: Client, base: None) -> None:
    send(client, "sv", words="  läsecirkel\tpå distans ", purpose="Rad ett\r\n<b>två</b>")
    wish = Wish.objects.get()
    assert (wish.words, wish.purpose, wish.email) == ("läsecirkel på distans", "Rad ett\n<b>två</b>", "ope@example.org")
    assert (wish.language, wish.state) == ("sv", Wish.State.NEW)


def test_only_the_words_are_needed(client: Client, base: None) -> None:
    assert send(client, purpose="", email="").status_code == 302
    assert Wish.objects.get().email == ""


def test_coordinators_are_told_and_the_address_stays_behind_the_sign_in(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    send(client)
    for pk in outbox.waiting():
        outbox.send(pk)
    assert {message.to[0] for message in mailoutbox} == {
        "coordinator@example.org", "other-coordinator@example.org", "chief@example.org",
    }  # fmt: skip
    for message in mailoutbox:
        assert "etälukupiiri" in message.body
        assert reverse("admin:portal_wish_change", args=[Wish.objects.get().pk]) in message.body
        assert "ope@example.org" not in f"{message.subject}{message.body}"


def test_double_submit_saves_once(client: Client, cast: Cast) -> None:
    fields = {"words": "joki", "token": token(client)}
    answers = [client.post(FORMS["fi"], fields) for _ in range(3)]
    assert {answer["Location"] for answer in answers} == {THANKS["fi"]}
    assert Wish.objects.count() == 1
    assert Mail.objects.filter(kind="wish").count() == 3


def test_two_at_the_same_moment_save_once(cast: Cast) -> None:
    for _ in range(2):
        wishes.save("sama", words="joki", purpose="", email="")
    assert Wish.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "anchor"),
    [({"words": " "}, "id_words"), ({"email": "ope"}, "id_email"), ({"purpose": "ä" * 501}, "id_purpose"),
     ({"words": "ä" * 201}, "id_words"), ({"words": "a\x1bb"}, "id_words")],
)  # fmt: skip
def test_errors_keep_what_was_typed(changed: dict[str, str], anchor: str, client: Client, base: None) -> None:
    response = send(client, **changed)
    assert response.status_code == 200
    assert [where for _message, where in response.context["errors"]] == [anchor]
    content = response.content.decode()
    assert f'href="#{anchor}"' in content
    if "purpose" not in changed:
        assert "Kolmosille." in content
    assert not Wish.objects.exists()


@pytest.mark.parametrize("forged", ["", "x", "InNhbWEi:1w:abc"])
def test_form_that_was_not_opened_here_is_shown_again(forged: str, client: Client, base: None) -> None:
    response = client.post(FORMS["fi"], {"words": "joki", "token": forged})
    assert response.status_code == 200
    assert not Wish.objects.exists()
    again = client.post(FORMS["fi"], {"words": "joki", "token": response.context["form"]["token"].value()})
    assert again.status_code == 302
    assert Wish.objects.get().words == "joki"


def test_form_that_was_open_for_days_is_shown_again(client: Client, base: None) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        fields = {"words": "joki", "purpose": "Kolmosille.", "token": token(client)}
        clock.shift(letters.LASTS + timedelta(minutes=1))
        response = client.post(FORMS["fi"], fields)
        assert "Kolmosille." in response.content.decode()
        fields["token"] = response.context["form"]["token"].value()
        assert client.post(FORMS["fi"], fields).status_code == 302


def test_machine_that_fills_in_everything_is_thanked_and_forgotten(client: Client, cast: Cast) -> None:
    assert send(client, website="https://spam.example").status_code == 302
    assert not Wish.objects.exists()
    assert not Mail.objects.exists()


def test_many_wishes_wait_and_keep_what_was_typed(
    client: Client, base: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_LIMITS = True
    monkeypatch.setitem(limits.LIMITS, "wish", (2, 3600))
    answers = [send(client, words=f"toive {number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 3600
    assert "Kolmosille." in answers[2].content.decode()
    assert Wish.objects.count() == 2


def test_query_of_the_page_is_strict(client: Client, base: None) -> None:
    assert client.get(f"{FORMS['fi']}?foo=1")["Location"] == FORMS["fi"]
    assert client.get(f"{FORMS['fi']}?q={'a' * 201}").status_code == 400


def test_wishes_are_forgotten_after_400_days(base: None) -> None:
    wishes.save("a", words="joki", purpose="", email="")
    rule = [retention.BY_CODE["wishes"]]
    pruning.prune(rule)
    assert Wish.objects.count() == 1
    Wish.objects.update(created_at=datetime.now(tz=UTC) - timedelta(days=401))
    pruning.prune(rule)
    assert not Wish.objects.exists()


@pytest.mark.parametrize("part", ["coordinator", "chief"])
def test_coordinator_marks_a_wish_answered_and_changes_nothing_else(part: str, client: Client, cast: Cast) -> None:
    wishes.save("a", words="joki", purpose="Syy", email="ope@example.org")
    wish = Wish.objects.get()
    client.force_login(cast.everybody()[part])
    url = reverse("admin:portal_wish_change", args=[wish.pk])
    content = client.get(url).content.decode()
    assert all(text in content for text in ("joki", "Syy", "ope@example.org"))
    assert client.post(url, {"state": "answered", "words": "muu", "email": "x@example.org"}).status_code == 302
    wish.refresh_from_db()
    assert (wish.state, wish.words, wish.email) == ("answered", "joki", "ope@example.org")
    assert client.get(reverse("admin:portal_wish_add")).status_code == 403
    assert client.get(reverse("admin:portal_wish_delete", args=[wish.pk])).status_code == 403


@pytest.mark.parametrize("part", ["counsellor", "administrator"])
def test_others_do_not_see_the_wishes(part: str, client: Client, cast: Cast) -> None:
    client.force_login(cast.everybody()[part])
    assert client.get(reverse("admin:portal_wish_changelist")).status_code == 403
    assert client.get(reverse("admin:portal_searchmiss_changelist")).status_code == 403
