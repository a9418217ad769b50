"""The second step of signing in: setting it up, needing it, losing the phone, and asking again before rights change."""

import time
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from network import factor
from network.models import Duty, User
from polkka.upkeep import throttle
from polkka.upkeep.models import Change, Mail, Parked
from practices.states import State
from projects.models import CoordinationProject, Coordinator

from ..factory import Cast, draft, in_state

pytestmark = pytest.mark.django_db
ASK, CODE = reverse("account_request_login_code"), reverse("account_confirm_login_code")
SECOND, AGAIN, KEPT = reverse("mfa_authenticate"), reverse("mfa_reauthenticate"), reverse("mfa_kept")
SET_UP, CODES, OWN = reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes"), reverse("mfa_index")
ADMIN = reverse("admin:index")
LIMITS = {"login_failed": "10/m/ip,5/5m/key"}


@pytest.fixture(autouse=True)
def _fresh(base: None, settings: Any) -> Iterator[None]:
    settings.STAFF_SECOND_FACTOR = True
    cache.clear()
    throttle.counted.clear()
    yield
    cache.clear()


def app_code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def by_mail(client: Client, user: User, **fields: str) -> Any:
    """Sign in with the code of the mail; the answer to it."""
    client.post(ASK, {"email": user.email, **fields})
    return client.post(CODE, {"code": mail_code(user), **fields})


def mail_code(user: User) -> str:
    return str(Mail.objects.filter(kind="sign_in_code", address=user.email).latest("pk").context["code"])


def with_app(user: User, secret: str = "JBSWY3DPEHPK3PXP") -> str:
    """Give the person an app; its secret."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def set_up(client: Client) -> str:
    """Take an app into use; its secret."""
    secret = client.get(SET_UP).context["secret"].replace(" ", "")
    client.post(SET_UP, {"code": app_code(secret)})
    return secret


# --- setting it up -------------------------------------------------------------------------------------------------
def test_new_staff_are_led_to_the_second_step_and_back_to_where_they_were_going(client: Client, cast: Cast) -> None:
    response = by_mail(client, cast.coordinator, next=ADMIN)
    assert response.url == ADMIN
    response = client.get(ADMIN)
    assert response.url == f"{SET_UP}?next=%2Fadmin%2F"
    page = client.get(response.url)
    secret = page.context["secret"].replace(" ", "")
    assert ("<svg" in page.content.decode(), "data:" in page.content.decode()) == (True, False)
    response = client.post(SET_UP, {"code": app_code(secret), "next": ADMIN})
    assert response.url == f"{CODES}?next=%2Fadmin%2F"
    assert len(client.get(response.url).context["codes"]) == 10
    assert client.post(CODES, {"next": ADMIN}).url == ADMIN
    assert client.get(ADMIN).status_code == 200
    assert client.get(CODES).context["codes"] == []


def test_a_wrong_first_code_keeps_the_key(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    before = client.get(SET_UP).context["secret"]
    response = client.post(SET_UP, {"code": "000000"})
    assert (response.status_code, response.context["secret"]) == (400, before)
    assert [anchor for _words, anchor in response.context["errors"]] == ["id_code"]
    assert not factor.is_held(cast.coordinator)


def test_secrets_are_unreadable_in_the_database(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    secret = set_up(client)
    stored = [str(row.data) for row in Authenticator.objects.filter(user=cast.coordinator)]
    codes = client.get(CODES).context["codes"]
    assert len(stored) == 2
    assert not [held for held in stored for word in (secret, *codes) if word in held]


def test_a_new_phone_takes_the_place_of_the_old_one(client: Client, cast: Cast) -> None:
    old = with_app(cast.coordinator)
    client.force_login(cast.coordinator)
    assert client.get(SET_UP).url.startswith(AGAIN)
    client.post(AGAIN, {"code": app_code(old)})
    elsewhere = Client()
    elsewhere.force_login(User.objects.get(pk=cast.coordinator.pk))
    new = set_up(client)
    assert new != old
    assert client.get(ADMIN).status_code == 200
    assert elsewhere.get(OWN).status_code == 302
    assert not factor.fits(new, app_code(old))


# --- signing in ----------------------------------------------------------------------------------------------------
def test_the_code_of_the_app_is_asked_after_the_code_of_the_mail(client: Client, cast: Cast) -> None:
    secret = with_app(cast.coordinator)
    assert by_mail(client, cast.coordinator, next=ADMIN).url == SECOND
    assert "_auth_user_id" not in client.session
    assert client.get(ADMIN).status_code == 302
    wrong = client.post(SECOND, {"code": "000000"})
    assert (wrong.status_code, len(wrong.context["errors"])) == (400, 1)
    assert client.post(SECOND, {"code": app_code(secret)}).url == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_a_used_code_is_not_taken_again_while_it_would_still_fit(client: Client, cast: Cast) -> None:
    secret = with_app(cast.coordinator)
    with time_machine.travel(time.time(), tick=False) as clock:
        code = app_code(secret)
        by_mail(client, cast.coordinator)
        client.post(SECOND, {"code": code})
        clock.shift(35)
        other = Client()
        by_mail(other, cast.coordinator)
        assert other.post(SECOND, {"code": code}).status_code == 400


def test_a_recovery_code_opens_once(client: Client, cast: Cast) -> None:
    with_app(cast.coordinator)
    codes = factor.recovery(cast.coordinator)
    assert codes is not None
    code = codes.get_unused_codes()[0]
    for expected in (302, 400):
        other = Client()
        by_mail(other, cast.coordinator)
        assert other.post(SECOND, {"code": code}).status_code == expected


@override_settings(ACCOUNT_RATE_LIMITS=LIMITS)
def test_too_many_wrong_codes_are_refused_even_when_the_next_is_right(client: Client, cast: Cast) -> None:
    secret = with_app(cast.coordinator)
    by_mail(client, cast.coordinator)
    statuses = [client.post(SECOND, {"code": "000000"}).status_code for _ in range(6)]
    assert statuses == [400] * 5 + [429]
    assert client.post(SECOND, {"code": app_code(secret)}).status_code == 429


@pytest.mark.parametrize("part", ["author", "reader", "peer"])
def test_others_sign_in_as_before(client: Client, cast: Cast, part: str) -> None:
    by_mail(client, getattr(cast, part))
    assert client.get(reverse("practices:desk")).status_code == 200


# --- until it is taken ---------------------------------------------------------------------------------------------
def test_nothing_private_opens_before_the_second_step(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.coordinator)
    code = {"public_id": version.practice.public_id}
    doors = ["decide", "preview", "changes"]
    pages = [reverse(f"practices:{door}", kwargs=code) for door in doors]
    pages += [reverse("practices:coordination"), reverse("practices:desk"), reverse("practices:account"), ADMIN]
    pages += [reverse("admin:practices_version_changelist"), reverse("admin:guide")]
    assert {url: client.get(url).url.split("?")[0] for url in pages} == dict.fromkeys(pages, SET_UP)
    assert client.get(reverse("portal:home")).context["user"].has_perm("practices.coordinate") is False


def test_rights_that_come_and_go_count_at_once(client: Client, cast: Cast, settings: Any) -> None:
    """Somebody signed in becomes a coordinator: the next page asks for the second step. Without the duty, 404."""
    client.force_login(cast.reader)
    assert client.get(reverse("practices:desk")).status_code == 200
    row = Coordinator.objects.create(user=cast.reader, coordination=CoordinationProject.objects.get(code="clue"))
    assert client.get(reverse("practices:desk")).url.startswith(SET_UP)
    settings.STAFF_SECOND_FACTOR = False
    assert client.get(ADMIN).status_code == 200
    row.delete()
    assert client.get(ADMIN).status_code == 404


def test_what_was_typed_is_kept_over_the_second_step(client: Client, cast: Cast) -> None:
    version = draft(cast)
    Duty.objects.create(user=cast.author, kind=Duty.Kind.COUNSELLOR)
    client.force_login(cast.author)
    url = reverse("practices:edit", kwargs={"public_id": version.practice.public_id, "page": "basics"})
    target = client.post(url, {"title": "Uusi otsikko"}).url
    assert target.startswith(f"{SET_UP}?next=")
    assert Parked.objects.get().fields == [["title", "Uusi otsikko"]]


def test_a_script_is_told_plainly(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    assert client.get(ADMIN, headers={"accept": "application/json"}).status_code == 401


def test_the_second_step_cannot_be_given_up_by_staff(client: Client, cast: Cast, settings: Any) -> None:
    secret = with_app(cast.coordinator)
    client.force_login(cast.coordinator)
    client.post(AGAIN, {"code": app_code(secret)})
    url = reverse("mfa_deactivate_totp")
    assert [client.get(url).status_code, client.post(url).status_code] == [404, 404]
    settings.STAFF_SECOND_FACTOR = False
    assert client.get(url).status_code == 200
    assert client.post(url).url == OWN
    assert not factor.is_held(cast.coordinator)


# --- a lost phone --------------------------------------------------------------------------------------------------
def reset_url(user: User) -> str:
    return reverse("admin:network_user_factor", args=[user.pk])


def test_an_administrator_takes_it_off_another_person_who_is_told(client: Client, cast: Cast, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    with_app(cast.coordinator)
    elsewhere = Client()
    elsewhere.force_login(cast.coordinator)
    client.force_login(cast.administrator)
    assert client.get(reset_url(cast.coordinator)).status_code == 200
    for _click in range(2):
        assert client.post(reset_url(cast.coordinator)).status_code == 302
    assert not Authenticator.objects.filter(user=cast.coordinator).exists()
    mails = Mail.objects.filter(kind="factor_reset").values_list("address", flat=True)
    assert list(mails) == [cast.coordinator.email]
    assert Change.objects.filter(model="network.user", key=str(cast.coordinator.pk), by=cast.administrator).count() == 1
    assert elsewhere.get(OWN).status_code == 302


def test_the_only_administrator_comes_back_by_the_console(client: Client, cast: Cast) -> None:
    """The printed link alone does not replace the second step."""
    with_app(cast.administrator)
    for options, target in (([], AGAIN), (["--lost-phone"], SET_UP)):
        out = StringIO()
        call_command("invite_admin", cast.administrator.email, *options, stdout=out)
        client.post("/" + out.getvalue().strip().split("/", 3)[3])
        assert client.get(ADMIN).url.split("?")[0] == target


@pytest.mark.parametrize("part", ["administrator", "chief", "counsellor", "author"])
def test_nobody_takes_it_off_oneself_and_others_cannot(client: Client, cast: Cast, settings: Any, part: str) -> None:
    settings.STAFF_SECOND_FACTOR = False
    user = getattr(cast, part)
    with_app(user)
    client.force_login(user)
    assert client.post(reset_url(user)).status_code == 404
    row = Authenticator.objects.filter(user=user, type=factor.APP).get()
    client.post(reverse("admin:mfa_authenticator_delete", args=[row.pk]), {"post": "yes"})
    assert factor.is_held(user)


def test_the_admin_never_shows_the_secrets(client: Client, cast: Cast, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    secret = with_app(cast.coordinator)
    codes = factor.recovery(cast.coordinator)
    assert codes is not None
    client.force_login(cast.administrator)
    rows = Authenticator.objects.filter(user=cast.coordinator)
    hidden = [secret, *codes.get_unused_codes(), *(str(value) for row in rows for value in row.data.values())]
    urls = [reverse("admin:mfa_authenticator_changelist"), reverse("admin:network_user_change", args=[rows[0].user_id])]
    urls += [reverse(f"admin:mfa_authenticator_{page}", args=[row.pk]) for row in rows for page in ("change", "delete")]
    pages = {url: client.get(url) for url in urls}
    assert {url: page.status_code for url, page in pages.items()} == dict.fromkeys(urls, 200)
    assert [
        url for url, page in pages.items() if any(word in page.content.decode() for word in hidden if len(word) > 5)
    ] == []


# --- asking again --------------------------------------------------------------------------------------------------
def test_a_change_of_rights_asks_again_and_loses_nothing(client: Client, cast: Cast, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR, settings.ASK_AGAIN_AFTER = False, 15
    client.force_login(cast.administrator)
    add = reverse("admin:network_duty_add")
    sent = {"user": cast.reader.email, "kind": Duty.Kind.CHIEF}
    assert client.post(add, sent).url == f"{AGAIN}?next={KEPT.replace('/', '%2F')}"
    assert not cast.reader.duties.exists()
    client.post(AGAIN, {"action": "send", "next": KEPT})
    wrong = client.post(AGAIN, {"code": "VÄÄRÄ1", "next": KEPT})
    assert (wrong.status_code, wrong.context["pending"].tries_left) == (400, 4)
    assert client.post(AGAIN, {"code": mail_code(cast.administrator), "next": KEPT}).url == KEPT
    page = client.get(KEPT)
    assert cast.reader.email in page.content.decode()
    assert not cast.reader.duties.exists()
    row = page.context["kept"]
    client.post(row.path, dict(row.fields) | {"parked": row.key})
    assert list(cast.reader.duties.values_list("kind", flat=True)) == [Duty.Kind.CHIEF]
    assert client.get(KEPT).status_code == 410


def test_a_fresh_sign_in_is_enough_and_gets_old(client: Client, cast: Cast, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR, settings.ASK_AGAIN_AFTER = False, 15
    sent = {"user": cast.reader.email, "kind": Duty.Kind.PEER}
    with time_machine.travel(time.time(), tick=False) as clock:
        by_mail(client, cast.administrator)
        client.post(reverse("admin:network_duty_add"), sent)
        assert cast.reader.duties.count() == 1
        clock.shift(16 * 60)
        response = client.post(reverse("admin:network_duty_add"), sent | {"kind": Duty.Kind.EXPERT})
    assert (response.url.split("?")[0], cast.reader.duties.count()) == (AGAIN, 1)


RIGHTS_PAGES = [
    ("network_user", "change"), ("network_user", "delete"), ("network_user", "factor"), ("network_duty", "add"),
    ("network_duty", "change"), ("network_duty", "delete"), ("network_membership", "add"),
    ("network_duty", "changelist"), ("projects_coordinator", "add"), ("projects_coordinator", "delete"),
    ("mfa_authenticator", "delete"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "page"), RIGHTS_PAGES)
def test_every_deed_on_rights_asks_again(client: Client, cast: Cast, settings: Any, model: str, page: str) -> None:
    settings.STAFF_SECOND_FACTOR, settings.ASK_AGAIN_AFTER = False, 15
    client.force_login(cast.administrator)
    args = [] if page in ("add", "changelist") else [1]
    response = client.post(reverse(f"admin:{model}_{page}", args=args), {"post": "yes"})
    assert response.url.split("?")[0] == AGAIN


@pytest.mark.parametrize("part", ["author", "coordinator", "chief"])
def test_asking_again_names_nobody_to_those_who_may_not_look(
    client: Client, cast: Cast, settings: Any, part: str
) -> None:
    settings.STAFF_SECOND_FACTOR, settings.ASK_AGAIN_AFTER = False, 15
    client.force_login(vars(cast)[part])
    person = cast.administrator
    deeds = {
        reverse("admin:network_user_change", args=[person.pk]): {"name": "x"},
        reverse("admin:network_duty_add"): {"user": person.pk},
        reverse("admin:projects_coordinator_add"): {"user": person.pk},
    }
    for url, sent in deeds.items():
        client.post(url, sent)
        told = client.get(KEPT).content.decode()
        assert [words for words in (person.name, person.email) if words in told] == []


def test_codes_of_asking_again_are_few(client: Client, cast: Cast) -> None:
    client.force_login(cast.author)
    statuses = [client.post(AGAIN, {"action": "send"}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]


@pytest.mark.parametrize("method", ["delete", "put"])
@pytest.mark.parametrize("url", [SECOND, AGAIN, SET_UP, CODES, OWN, KEPT])
def test_other_methods_are_refused(client: Client, cast: Cast, url: str, method: str) -> None:
    client.force_login(cast.author)
    assert getattr(client, method)(url).status_code == 405


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_next_leads_only_within_the_portal(client: Client, cast: Cast, target: str) -> None:
    secret = with_app(cast.coordinator)
    client.force_login(cast.coordinator)
    response = client.post(AGAIN, {"code": app_code(secret), "next": target})
    assert response.url == reverse("practices:desk")
