"""Signing in by a code: new and known addresses, wrong and late codes, where it leads, and how often."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.models import User
from polkka.upkeep.models import Mail

from ..factory import Cast

pytestmark = pytest.mark.django_db
ASK = reverse("account_request_login_code")
CODE = reverse("account_confirm_login_code")
DESK = reverse("practices:desk")
PERSON, WRITES = re.compile('(FROM|INTO|UPDATE) "(network_user|account_emailaddress)"'), re.compile("INSERT|UPDATE")
LIMITS = {"request_login_code": "20/m/ip,5/m/key", "login": "30/m/ip"}


@pytest.fixture(autouse=True)
def _fresh_limits(base: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ask(client: Client, email: str, **fields: Any) -> Any:
    return client.post(ASK, {"email": email, **fields})


def code(email: str) -> str:
    return str(Mail.objects.filter(kind="sign_in_code", address=email).latest("pk").context["code"])


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_known_person_signs_in(client: Client, cast: Cast) -> None:
    assert ask(client, "author@example.org").url == CODE
    response = client.post(CODE, {"code": code("author@example.org")})
    assert (response.status_code, response.url) == (302, DESK)
    assert client.session["_auth_user_id"] == str(cast.author.pk)


def test_an_unknown_address_becomes_a_person_who_is_verified_by_the_code(client: Client) -> None:
    ask(client, "Uusi.Ihminen@Koulu.example")
    address = EmailAddress.objects.get(email="uusi.ihminen@koulu.example")
    assert (address.verified, is_in(client)) == (False, False)
    client.post(CODE, {"code": code("uusi.ihminen@koulu.example")})
    address.refresh_from_db()
    assert (address.verified, is_in(client)) == (True, True)
    assert User.objects.filter(email__iexact="uusi.ihminen@koulu.example").count() == 1


def test_asking_twice_makes_one_person(client: Client) -> None:
    ask(client, "uusi@koulu.example")
    ask(client, "uusi@koulu.example")
    assert User.objects.filter(email="uusi@koulu.example").count() == 1


def test_a_code_can_be_written_in_small_letters(client: Client, cast: Cast) -> None:
    ask(client, "author@example.org")
    client.post(CODE, {"code": f" {code('author@example.org').lower()} "})
    assert is_in(client)


def test_a_wrong_code_tells_how_many_tries_are_left(client: Client, cast: Cast) -> None:
    ask(client, "author@example.org")
    response = client.post(CODE, {"code": "VÄÄRÄ1"})
    assert (response.status_code, response.context["tries_left"], is_in(client)) == (400, 4, False)
    assert [anchor for _message, anchor in response.context["errors"]] == ["id_code"]


def test_an_empty_code_is_an_error_at_the_field(client: Client, cast: Cast) -> None:
    ask(client, "author@example.org")
    assert client.post(CODE, {"code": ""}).context["form"].has_error("code", "required")


def test_five_wrong_codes_end_the_try(client: Client, cast: Cast) -> None:
    ask(client, "author@example.org")
    right = code("author@example.org")
    responses = [client.post(CODE, {"code": "VÄÄRÄ1", "next": "/fi/"}) for _ in range(5)]
    assert responses[-1].url == f"{ASK}?why=tries&next=%2Ffi%2F"
    client.post(CODE, {"code": right})
    assert not is_in(client)


def test_a_late_code_does_not_sign_in(client: Client, cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client, "author@example.org")
        clock.shift(timedelta(minutes=16))
        response = client.post(CODE, {"code": code("author@example.org")})
    assert (response.url, is_in(client)) == (f"{ASK}?why=expired", False)


def test_a_code_works_once(client: Client, cast: Cast) -> None:
    ask(client, "author@example.org")
    used = code("author@example.org")
    client.post(CODE, {"code": used})
    other = Client()
    ask(other, "author@example.org")
    other.post(CODE, {"code": used})
    assert not is_in(other)


def test_resending_makes_a_new_code(client: Client, cast: Cast) -> None:
    ask(client, "author@example.org", next="/fi/")
    first = code("author@example.org")
    response = client.post(CODE, {"action": "resend", "next": "/fi/"})
    assert response.url == f"{CODE}?next=%2Ffi%2F"
    assert code("author@example.org") != first
    client.post(CODE, {"code": code("author@example.org")})
    assert is_in(client)


def test_another_address_can_be_given_while_a_code_is_on_its_way(client: Client, cast: Cast) -> None:
    ask(client, "auhtor@example.org")
    assert client.get(ASK).status_code == 200
    ask(client, "author@example.org")
    client.post(CODE, {"code": code("author@example.org")})
    assert client.session["_auth_user_id"] == str(cast.author.pk)


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("/fi/", "/fi/"),
        ("https://elsewhere.example/", DESK),
        ("//elsewhere.example", DESK),
        ("javascript:alert(1)", DESK),
    ],
)
def test_next_leads_only_within_the_portal(client: Client, cast: Cast, target: str, leads: str) -> None:
    response = ask(client, "author@example.org", next=target)
    response = client.post(response.url, {"code": code("author@example.org"), "next": target})
    assert response.url == leads


def test_the_page_says_that_a_session_had_ended(client: Client) -> None:
    page = client.get(f"{reverse('account_request_login_code')}?next=/fi/&ended=1").content.decode()
    assert ('name="next" value="/fi/"' in page, 'role="status"' in page) == (True, True)


@pytest.mark.parametrize("email", ["", "nimi(at)koulu", "a" * 250 + "@koulu.example", "nimi@koulu.example\0"])
def test_a_bad_address_is_an_error_at_the_field(client: Client, email: str) -> None:
    response = ask(client, email)
    assert response.status_code == 400
    assert [anchor for _message, anchor in response.context["errors"]][:1] == ["id_email"]
    assert (User.objects.count(), Mail.objects.count()) == (0, 0)


def test_a_closed_account_gets_no_code_and_looks_like_any_other(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.reader.pk).update(is_active=False)
    assert ask(client, "reader@example.org").url == CODE
    assert list(Mail.objects.values_list("kind", flat=True)) == ["no_account"]


def test_known_new_and_closed_addresses_cost_as_many_questions_and_writes(cast: Cast) -> None:
    EmailAddress.objects.update_or_create(
        email="author@example.org", defaults={"user": cast.author, "verified": True, "primary": True}
    )
    closed = User.objects.create_user("closed@example.org", is_active=False)
    EmailAddress.objects.create(user=closed, email=closed.email, verified=True, primary=True)

    asked = {}
    for address in ("warm@example.org", "author@example.org", "new@example.org", closed.email):
        with CaptureQueriesContext(connection) as counted:
            assert ask(Client(), address).url == CODE
        told = [row["sql"] for row in counted.captured_queries if PERSON.search(row["sql"])]
        asked[address] = sorted(WRITES.sub("WRITE", sql.partition(" ")[0]) for sql in told)
    _warm, known, new, shut = asked.values()

    assert known == new == shut
    assert known.count("WRITE") == 2


def test_an_account_closed_after_the_code_was_sent_does_not_open(client: Client, cast: Cast) -> None:
    ask(client, "reader@example.org")
    User.objects.filter(pk=cast.reader.pk).update(is_active=False)
    client.post(CODE, {"code": code("reader@example.org")})
    assert not is_in(client)


@override_settings(ACCOUNT_RATE_LIMITS=LIMITS)
def test_too_many_codes_for_one_address_are_refused(client: Client, cast: Cast) -> None:
    statuses = [ask(Client(), "author@example.org").status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]


@override_settings(ACCOUNT_RATE_LIMITS=LIMITS)
def test_too_many_addresses_from_one_place_are_refused_and_make_nobody(client: Client) -> None:
    statuses = [ask(Client(), f"nimi{number}@koulu.example").status_code for number in range(22)]
    assert statuses == [302] * 20 + [429] * 2
    assert User.objects.count() == 20


def test_signing_out_asks_once(client: Client, cast: Cast) -> None:
    client.force_login(cast.author)
    url = reverse("account_logout")
    assert client.get(url).status_code == 200
    assert is_in(client)
    assert client.post(url).url == reverse("portal:home")
    assert not is_in(client)


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_email_verification_sent", "account_reauthenticate"]
)
def test_allauth_names_lead_to_the_one_way(client: Client, name: str) -> None:
    assert client.get(reverse(name)).url == ASK


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/password/reset/", "/fi/oma-tili/salasana/", "/fi/accounts/signup/"]
)
def test_allauth_pages_of_its_own_are_missing(client: Client, path: str) -> None:
    assert client.get(path, follow=True).status_code == 404


def test_pages_of_signing_in_are_not_kept_by_caches(client: Client, cast: Cast) -> None:
    ask(client, "author@example.org")
    for url in (ASK, CODE):
        assert "no-store" in client.get(url)["Cache-Control"]


def test_somebody_signed_in_is_led_on(client: Client, cast: Cast) -> None:
    client.force_login(cast.author)
    assert [client.get(url).url for url in (ASK, CODE)] == [DESK, DESK]


def test_demo_people_are_listed_only_in_debug_mode(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.peer.pk).update(is_demo=True)
    assert "peer@example.org" not in client.get(ASK).content.decode()
