"""Nothing personal reaches a line of the log, whatever an error repeats."""

import json
import logging
import smtplib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from network.models import User
from polkka.kit.access import public
from polkka.operations import logs, scrubbing
from polkka.upkeep import outbox
from polkka.upkeep.models import DayCount, Mail

NAME, ADDRESS, CODE, PERSON, IPV6 = (
    "Liisa Salaranta",
    "liisa.salaranta@koulu.example",
    "KJMN-2345",
    "131052-308T",
    "2001:db8::7",
)
IPV4 = "10.20.30.40"
PLANTED = (*NAME.split(), ADDRESS, CODE, IPV4, IPV6, PERSON)
TOKEN = "pKx9_2mQ7vRt4LwYz8NcB1dF"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The lines of the log as production writes them, made by its own handler and formatter."""
    kept: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(logs.Json())
    handler.emit = lambda record: kept.append(handler.format(record))  # type: ignore[method-assign]
    root = logging.getLogger()
    root.addHandler(handler)
    yield kept
    root.removeHandler(handler)


def assert_clean(lines: list[str]) -> None:
    assert lines
    assert [word for word in (*PLANTED, TOKEN) if any(word in line for line in lines)] == []


def _same_address_twice() -> None:
    for _time in range(2):
        User.objects.create(email=ADDRESS, name=NAME)


def _nothing_where_something_must_be() -> None:
    User.objects.filter(pk=User.objects.create(email=ADDRESS, name=NAME).pk).update(language=None)


def _a_word_where_a_number_must_be() -> None:
    User.objects.filter(pk=NAME).count()


def _a_word_in_a_question() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT '{NAME}' FROM no_such_table WHERE email = %s", [ADDRESS])


def _a_word_that_is_too_long() -> None:
    DayCount.objects.create(day=timezone.localdate(), kind=NAME * 9, key=ADDRESS, times=-1)


def _a_bad_word_in_a_form() -> None:
    raise ValidationError("“%(value)s” is no name.", params={"value": NAME})


def _a_refused_address() -> None:
    raise smtplib.SMTPRecipientsRefused({ADDRESS: (550, f"no {NAME} here, {IPV4}".encode())})


def _a_key_with_words() -> None:
    try:
        {}[NAME]
    except KeyError as error:
        raise RuntimeError(f"code={CODE} of {PERSON} at {IPV6}, token {TOKEN}") from error


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault",
    [
        _same_address_twice,
        _nothing_where_something_must_be,
        _a_word_where_a_number_must_be,
        _a_word_in_a_question,
        _a_word_that_is_too_long,
        _a_bad_word_in_a_form,
        _a_refused_address,
        _a_key_with_words,
    ],
)
def test_trace_of_an_error_repeats_no_values(fault: Callable[[], None], lines: list[str]) -> None:
    with pytest.raises(Exception) as caught, transaction.atomic():  # each is of its own kind
        fault()
        raise DatabaseError(f"SQLite took it: Key (email)=({ADDRESS}) “{NAME}”")
    logging.getLogger("polkka.test").error("This failed: %s", caught.value, exc_info=caught.value)
    assert_clean(lines)
    told = json.loads(lines[-1])
    assert type(caught.value).__name__ in told["trace"] and fault.__name__ in told["trace"]


def test_names_of_the_program_are_kept() -> None:
    said = scrubbing.words_of(DatabaseError("relation \"practices_version\" does not exist\nLINE 1: SELECT 'Liisa'"))
    assert said == 'relation "practices_version" does not exist'
    assert scrubbing.words_of(AttributeError("'NoneType' object has no attribute 'pk'")).endswith("'pk'")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("postgres://polkka:hush@db.internal/polkka is away", "postgres://[address] is away"),
        ("Error handling request /fi/kaytannot/?q=Liisa", "Error handling request /fi/kaytannot/?[query]"),
        (f"/fi/kutsu/{TOKEN}/ was opened", "/fi/kutsu/[token]/ was opened"),
        ("Listening at: http://127.0.0.1:8000 at 12:30:59", "Listening at: http://127.0.0.1:8000 at 12:30:59"),
        ("from 10.20.30.40 and 2001:db8::7", "from [ip] and [ip]"),
        ("Authorization: Bearer abc", "Authorization: [secret]"),
    ],
)
def test_known_shapes_are_cut_and_the_rest_is_kept(said: str, left: str) -> None:
    assert scrubbing.text(said) == left


@public
def _broken(request: HttpRequest, **kwargs: str) -> HttpResponse:
    _same_address_twice()
    raise AssertionError


urlpatterns = [path("broken/<str:token>/", _broken, name="broken")]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_fault_of_a_page_is_logged_with_its_id_and_without_what_was_sent(lines: list[str]) -> None:
    client = Client(raise_request_exception=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("polkka.portal.errors.server_error", lambda request: HttpResponse(status=500))
        response = client.post(
            f"/broken/{TOKEN}/?name=Liisa&code=KJMN-2345",
            {"email": ADDRESS, "name": "Salaranta"},
        )
    assert response.status_code == 500
    assert_clean(lines)
    told = [json.loads(line) for line in lines]
    assert {line["request"] for line in told} == {response["X-Request-ID"]}
    assert {line["route"] for line in told if line["logger"] == logs.REQUESTS} == {"broken"}
    assert any("IntegrityError" in line.get("trace", "") for line in told)


@pytest.mark.django_db
def test_mail_that_is_refused_leaves_no_address_in_the_log(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: Any, **more: Any) -> None:
        _a_refused_address()

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refused)
    outbox.queue("publish", key="k", address=ADDRESS, language="fi", context={"title": "x"})
    assert outbox.send(Mail.objects.get().pk) is False
    assert_clean(lines)
