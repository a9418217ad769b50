"""Letters of readers without an account: every form alike, and questions to the authors of a practice."""

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from network.models import Organisation
from polkka.portal import letters, limits
from polkka.portal.models import Feedback
from polkka.upkeep import throttle
from polkka.upkeep.models import Mail
from practices.models import Version
from tests.factory import Cast, in_state

from .published import publish, withdraw
from .writing import NAMES, NOON, WRITTEN, kept, path, place, send, sent, token


# --- every form -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_form_sets_no_cookie_and_thanks(name: str, language: str, cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    url = path(name, "" if name == "feedback" else publish(cast).practice.public_id, language)
    response = strict.get(url)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert "noindex" in response.content.decode()
    answer = send(strict, url, name)
    assert answer.status_code == 302
    assert not response.cookies
    assert not answer.cookies
    thanks = strict.get(answer["Location"])
    assert thanks.status_code == 200
    assert kept() == 1


@pytest.mark.parametrize("name", NAMES)
def test_form_is_new_for_everybody_although_pages_are_kept_in_memory(name: str, cast: Cast, settings: Settings) -> None:
    settings.PAGE_CACHE = True
    url = place(name, cast)
    assert len({token(Client(), url) for _ in range(3)}) == 3


@pytest.mark.parametrize("name", NAMES)
def test_double_submit_saves_once(name: str, client: Client, cast: Cast) -> None:
    url = place(name, cast)
    fields = {**WRITTEN[name], "token": token(client, url)}
    assert {client.post(url, fields).status_code for _ in range(3)} == {302}
    assert kept() == 1


@pytest.mark.parametrize("name", NAMES)
def test_words_changed_after_going_back_are_a_letter_of_their_own(name: str, client: Client, cast: Cast) -> None:
    """Browsers show the page that was left, with its token, when the reader goes back."""
    url = place(name, cast)
    fields = {**WRITTEN[name], "token": token(client, url)}
    for text in ("Ensin näin.", "Vielä tämä.", "Vielä tämä.\r\n"):
        assert client.post(url, {**fields, "text": text}).status_code == 302
    assert kept() == 2


@pytest.mark.parametrize("name", ["contact", "report"])
def test_one_page_of_a_form_may_be_sent_to_another_practice(name: str, client: Client, cast: Cast) -> None:
    fields = {**WRITTEN[name], "token": token(client, place(name, cast))}
    for version in (publish(cast, "Joki"), publish(cast, "Meri")):
        assert client.post(path(name, version.practice.public_id), fields).status_code == 302
    assert kept() == 2


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("forged", ["", "x", "InNhbWEi:1w:abc"])
def test_form_that_was_not_opened_here_is_shown_again(name: str, forged: str, client: Client, cast: Cast) -> None:
    url = place(name, cast)
    response = client.post(url, {**WRITTEN[name], "token": forged})
    assert response.status_code == 200
    assert [where for _message, where in response.context["errors"]] == ["id_text"]
    assert WRITTEN[name]["text"] in response.content.decode()
    assert kept() == 0
    again = client.post(url, {**WRITTEN[name], "token": response.context["form"]["token"].value()})
    assert again.status_code == 302
    assert kept() == 1


@pytest.mark.parametrize("name", NAMES)
def test_form_that_was_open_for_days_is_shown_again(name: str, client: Client, cast: Cast) -> None:
    url = place(name, cast)
    with time_machine.travel(NOON, tick=False) as clock:
        fields = {**WRITTEN[name], "token": token(client, url)}
        clock.shift(letters.LASTS + timedelta(minutes=1))
        assert client.post(url, fields).status_code == 200
    assert kept() == 0


@pytest.mark.parametrize("name", NAMES)
def test_machine_that_fills_in_everything_is_thanked_and_forgotten(name: str, client: Client, cast: Cast) -> None:
    assert send(client, place(name, cast), name, website="https://spam.example").status_code == 302
    assert kept() == 0
    assert not Mail.objects.exists()


@pytest.mark.parametrize("name", NAMES)
def test_many_letters_wait_and_keep_what_was_typed(
    name: str, client: Client, cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_LIMITS = True
    throttle.counted.clear()
    monkeypatch.setitem(limits.LIMITS, "question", (2, 3600))
    monkeypatch.setitem(limits.LIMITS, "feedback", (2, 3600))
    url = place(name, cast)
    answers = [send(client, url, name) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 3600
    assert WRITTEN[name]["text"] in answers[2].content.decode()
    assert kept() == 2


@pytest.mark.parametrize("name", NAMES)
def test_more_than_anybody_types_is_refused_unread(name: str, client: Client, cast: Cast) -> None:
    response = send(client, place(name, cast), name, text="ä" * 200_000)
    content = response.content.decode()
    assert response.status_code == 413
    assert "0.2 MB" in content
    assert "äää" not in content
    assert kept() == 0


@pytest.mark.parametrize(
    ("name", "changed", "anchor"),
    [
        ("contact", {"text": " "}, "id_text"), ("contact", {"name": ""}, "id_name"),
        ("contact", {"email": ""}, "id_email"),
        ("contact", {"email": "olli"}, "id_email"), ("contact", {"text": "ä" * 2001}, "id_text"),
        ("contact", {"name": "a\x1bb"}, "id_name"), ("report", {"what": ""}, "id_what_0"),
        ("report", {"what": "muu"}, "id_what_0"), ("report", {"text": ""}, "id_text"),
        ("report", {"email": "x"}, "id_email"),
        ("feedback", {"kind": ""}, "id_kind_0"), ("feedback", {"kind": "problem"}, "id_kind_0"),
        ("feedback", {"text": ""}, "id_text"), ("feedback", {"page": "ä" * 301}, "id_page"),
    ],
)  # fmt: skip
def test_errors_keep_what_was_typed(
    name: str, changed: dict[str, str], anchor: str, client: Client, cast: Cast
) -> None:
    response = send(client, place(name, cast), name, **changed)
    content = response.content.decode()
    assert response.status_code == 200
    assert [where for _message, where in response.context["errors"]] == [anchor]
    assert f'href="#{anchor}"' in content
    assert f'id="{anchor}"' in content
    for field, value in WRITTEN[name].items():
        assert field in changed or value in content
    message = next(iter(response.context["form"].errors.values()))[0]
    assert content.count(str(message)) >= 2
    assert kept() == 0


@pytest.mark.parametrize("name", ["contact", "report"])
def test_form_of_a_practice_that_is_not_published(name: str, client: Client, cast: Cast) -> None:
    assert client.get(path(name, "AAAAAAAA")).status_code == 404
    assert client.post(path(name, "AAAAAAAA"), WRITTEN[name]).status_code == 404
    version = publish(cast)
    url = path(name, version.practice.public_id)
    fields = {**WRITTEN[name], "token": token(client, url)}
    withdraw(cast, version)
    assert client.get(url).status_code == 410
    assert client.post(url, fields).status_code == 410
    assert client.get(path(f"{name}_thanks", version.practice.public_id)).status_code == 410
    assert client.get(path(name, in_state(cast, "draft").practice.public_id)).status_code == 404
    assert kept() == 0


@pytest.mark.parametrize("name", ["contact", "report"])
def test_nothing_stands_after_the_question_mark(name: str, client: Client, cast: Cast) -> None:
    url = place(name, cast)
    assert client.get(f"{url}?foo=1")["Location"] == url


@pytest.mark.parametrize("name", NAMES)
def test_two_at_the_same_moment_save_once(name: str, cast: Cast) -> None:
    public_id = publish(cast).practice.public_id
    for _ in range(2):
        if name == "contact":
            letters.ask("sama", public_id, title="T", name="N", email="n@example.org", message="M")
        else:
            letters.save("sama", Feedback.Kind.GENERAL, text="M", email="")
    assert kept() == 1


# --- a question to the authors --------------------------------------------------------------------------------------
def test_question_reaches_the_contact_with_the_address_to_answer_to(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    url = place("contact", cast)
    content = client.get(url).content.decode()
    assert "Koivulan koulu" in content
    send(client, url, "contact", text="Miten <b>aloititte</b>?\r\nEntä sitten?")
    (letter,) = sent(mailoutbox).values()
    assert letter.to == ["puro@example.org"]
    assert "Puron tarina" in letter.subject
    assert all(words in letter.body for words in ("Opettaja Olli", "olli@example.org", "Miten <b>aloititte</b>?\nEntä"))
    assert not Feedback.objects.exists()


def test_question_is_put_in_the_language_of_the_contact(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    url = path("contact", publish(cast, contact_email="Editor@example.org").practice.public_id)
    send(client, url, "contact")
    assert Mail.objects.get(kind="question").language == "sv"
    assert list(sent(mailoutbox)) == ["Editor@example.org"]
    assert mailoutbox[0].reply_to == ["olli@example.org"]


def test_question_goes_to_the_owner_when_the_contact_has_left(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    Organisation.objects.filter(pk=cast.school.pk).update(email="kanslia@koivula.example")
    version = publish(cast, contact_email="editor@example.org")
    url = path("contact", version.practice.public_id)
    assert "kanslia@koivula.example" not in client.get(url).content.decode()
    cast.editor.is_active = False
    cast.editor.save()
    content = client.get(url).content.decode()
    assert "kanslia@koivula.example" in content
    assert "editor@example.org" not in content
    assert client.get(url).context["is_owner"]
    send(client, url, "contact")
    assert list(sent(mailoutbox)) == ["kanslia@koivula.example"]


def test_question_goes_to_the_coordinators_when_nobody_else_is_left(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    version = publish(cast)
    Version.unscoped.filter(pk=version.pk).update(contact_email="")
    url = path("contact", version.practice.public_id)
    content = client.get(url).content.decode()
    assert "coordinator@example.org" not in content
    assert "<details" not in content.split("<main", 1)[1].split("</main>")[0]
    send(client, url, "contact")
    assert list(sent(mailoutbox)) == ["coordinator@example.org"]


def test_address_stands_only_where_it_is_asked_for(client: Client, cast: Cast) -> None:
    version = publish(cast)
    shown = client.get(path("contact", version.practice.public_id)).content.decode()
    before, _details, after = shown.partition("<details>")
    assert "puro@example.org" not in before
    assert 'href="mailto:puro@example.org"' in after
    for name in ("report", "contact_thanks", "report_thanks"):
        assert "puro@example.org" not in client.get(path(name, version.practice.public_id)).content.decode()
