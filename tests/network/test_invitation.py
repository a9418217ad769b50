"""The one-time link of an administrator."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.models import Duty, User
from network.views import invitation_token

from ..factory import Cast

pytestmark = pytest.mark.django_db


def link(user: User) -> str:
    return reverse("invitation", kwargs={"token": invitation_token(user)})


def test_invitation_signs_in_by_its_button_only(client: Client, cast: Cast) -> None:
    url = link(cast.administrator)
    assert client.get(url).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(url).url == reverse("admin:index")
    assert client.session["_auth_user_id"] == str(cast.administrator.pk)


def test_invitation_works_once(client: Client, cast: Cast) -> None:
    url = link(cast.administrator)
    client.post(url)
    assert Client().post(url).status_code == 410


def test_invitation_ends_after_a_day(client: Client, cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        url = link(cast.administrator)
        clock.shift(timedelta(hours=25))
        assert client.get(url).status_code == 410


@pytest.mark.parametrize("token", ["x", "a:b:c", "WzEsIm5ldmVyIl0:1abc:xyz"])
def test_a_broken_invitation_is_gone(client: Client, base: None, token: str) -> None:
    assert client.get(reverse("invitation", kwargs={"token": token})).status_code == 410


def test_invitation_of_a_closed_account_is_gone(client: Client, cast: Cast) -> None:
    url = link(cast.administrator)
    User.objects.filter(pk=cast.administrator.pk).update(is_active=False)
    assert client.post(url).status_code == 410


def test_invitation_refuses_other_methods(client: Client, cast: Cast) -> None:
    assert client.delete(link(cast.administrator)).status_code == 405


def test_invitation_page_is_not_kept_by_caches(client: Client, cast: Cast) -> None:
    assert client.get(link(cast.administrator))["Cache-Control"] == "no-store"


def test_invite_admin_makes_an_administrator_and_prints_a_working_link(client: Client, base: None) -> None:
    out = StringIO()
    call_command("invite_admin", "Uusi@Virasto.example", stdout=out)
    user = User.objects.get(email="uusi@virasto.example")
    assert list(user.duties.values_list("kind", flat=True)) == [Duty.Kind.ADMINISTRATOR]
    path = "/" + out.getvalue().strip().split("/", 3)[3]
    assert client.post(path).url == reverse("admin:index")


def test_invite_admin_refuses_what_is_no_address(base: None) -> None:
    with pytest.raises(CommandError):
        call_command("invite_admin", "nimi(at)koulu")
