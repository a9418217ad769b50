"""A form that comes after its session has ended: kept and sent on, or told honestly that it could not be kept."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from network.models import User
from polkka.kit import requests
from polkka.upkeep import parking
from polkka.upkeep.models import Parked
from practices.models import Version
from practices.questions import GATE
from practices.states import State

from .factory import Cast, draft, in_state, read


@pytest.fixture(autouse=True)
def _fresh_limits(base: None) -> None:
    cache.clear()


def address(name: str, version: Version, **kwargs: str) -> str:
    return reverse(f"practices:{name}", kwargs={"public_id": version.practice.public_id, **kwargs})


def asked(response: Any) -> dict[str, str]:
    """The question string of the sign-in page to which a form was led."""
    return {name: values[0] for name, values in parse_qs(urlsplit(response.url).query).items()}


def send_kept(client: Client, user: User, ended: Any) -> Any:
    """Sign in, open the kept form and press its button."""
    client.force_login(user)
    kept = client.get(asked(ended)["next"]).context["kept"]
    return client.post(kept.path, {**dict(kept.fields), "parked": kept.key})


def test_gate_is_kept_and_sent_after_sign_in(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    fields = {question: "yes" for question, _words in GATE} | {"seen": str(version.edit), "once": "avain-12345"}
    ended = client.post(address("take_up", version), fields)
    sent = send_kept(client, cast.coordinator, ended)
    assert (asked(ended)["ended"], sent.url) == ("1", address("decide", version))
    assert (read(version).state, Parked.objects.count()) == (State.IN_ASSESSMENT, 0)


def test_assignment_is_kept(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    fields = {"assessor": str(cast.expert.pk), "deadline": "2099-02-01"}
    ended = client.post(address("assign", version), fields)
    client.force_login(cast.coordinator)
    kept = client.get(asked(ended)["next"])
    client.force_login(cast.reader)
    assert [words for _label, words in kept.context["typed"]] == ["Expert (asiantuntija)", "2099-02-01"]
    assert [words for _label, words in client.get(asked(ended)["next"]).context["typed"]] == ["2099-02-01"]


def test_kept_form_names_itself_so_that_it_can_be_forgotten(cast: Cast, client: Client) -> None:
    kept = Parked.objects.create(path="/fi/tyopoyta/uusi/", fields=[["title", "Puro"]])
    client.force_login(cast.author)
    page = client.get(reverse("practices:parked", kwargs={"key": kept.key})).content.decode()
    assert f'<input type="hidden" name="parked" value="{kept.key}">' in page


def test_kept_form_stays_until_it_has_been_sent_where_it_was_going(cast: Cast, client: Client) -> None:
    version = draft(cast)
    kept = Parked.objects.create(path=address("edit", version, page="result"), fields=[["result", "Teksti"]])
    fields = {"result": "Teksti", "parked": kept.key}
    client.post(kept.path, fields)
    client.force_login(cast.stranger)
    client.post(kept.path, fields)
    client.force_login(cast.author)
    client.post(address("edit", version, page="challenge"), fields)
    left = Parked.objects.filter(pk=kept.pk).count()
    client.post(kept.path, fields)
    assert (left, Parked.objects.filter(pk=kept.pk).count(), read(version).original.result) == (1, 0, "Teksti")


@pytest.mark.parametrize("key", ["", "x", "a\0" * 10, "ä" * 20, "a" * 100])
def test_nonsense_for_a_key_forgets_nothing(key: str, cast: Cast, client: Client) -> None:
    version = draft(cast)
    kept = Parked.objects.create(path=address("edit", version, page="result"), fields=[["result", "Teksti"]])
    client.force_login(cast.author)
    assert client.post(kept.path, {"result": "Teksti", "parked": key}).status_code == 302
    assert Parked.objects.count() == 1


def test_form_too_large_to_keep_is_told_to_be_lost(cast: Cast, client: Client) -> None:
    url = address("edit", draft(cast), page="result")
    ended = client.post(url, {"result": "x" * requests.LARGEST}, HTTP_REFERER=f"http://testserver{url}")
    assert asked(ended) == {"next": url, "ended": "lost"}
    assert "could not be kept" in client.get(ended.url.replace("/fi/kirjaudu/", "/en/sign-in/")).content.decode()


def test_one_form_too_many_from_one_place_is_told_to_be_lost(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parking, "MOST_AN_HOUR", 1)
    url = address("take_up", in_state(cast, State.SUBMITTED))
    told = [asked(client.post(url, {"used": "yes"}))["ended"] for _ in range(2)]
    assert told == ["1", "lost"]


def test_form_that_was_lost_leads_to_a_page_that_opens(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parking, "MOST_AN_HOUR", 0)
    version = in_state(cast, State.SUBMITTED)
    page, url = address("decide", version), address("take_up", version)
    with_referer = client.post(url, {"used": "yes"}, HTTP_REFERER=f"http://testserver{page}")
    after_errors = client.post(url, {"used": "yes"}, HTTP_REFERER=f"http://testserver{url}")
    assert [asked(with_referer)["next"], asked(after_errors)["next"]] == [page, reverse("practices:desk")]


def test_form_of_the_admin_leads_back_to_its_page_or_to_the_index(cast: Cast, client: Client) -> None:
    page, url = reverse("admin:network_user_changelist"), reverse("admin:logout")
    back = client.post(url, {"name": "x"}, HTTP_REFERER=f"http://testserver{page}")
    assert asked(back) == {"next": page, "ended": "lost"}
    assert asked(client.post(url, {"name": "x"})) == {"next": reverse("admin:index"), "ended": "lost"}


def test_form_that_held_nothing_is_not_told_to_be_lost(client: Client) -> None:
    url = reverse("account_logout")
    assert asked(client.post(url, {"csrfmiddlewaretoken": "x"})) == {"next": reverse("practices:desk")}


def test_nul_in_a_kept_form_is_left_out(cast: Cast, client: Client) -> None:
    url = address("edit", draft(cast), page="result")
    assert client.post(url, {"result": "a\0b"}).status_code == 302
    assert Parked.objects.get().fields == [["result", "ab"]]
