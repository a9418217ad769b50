"""Addresses and forms of the admin as nobody should write them: nothing hidden is guessed, nothing falls over."""

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone
from taggit.models import Tag

from network.models import User
from polkka.portal.models import Banner
from polkka.upkeep import outbox
from practices.admin_filters import ByScope
from practices.asking_forms import ask_form
from practices.deciding_forms import PublishForm
from practices.states import State

from .factory import Cast, in_state

pytestmark = pytest.mark.django_db
HIDDEN = {
    "administrator": (
        "upkeep/mail/?context__code=ABCD23", "upkeep/mail/?context__icontains=A", "upkeep/parked/?fields__icontains=a",
        "mfa/authenticator/?data__icontains=a", "network/user/?password__startswith=a",
    ),
    "chief": (
        "practices/comment/?text__startswith=a", "practices/point/?answer__startswith=a",
        "practices/rough/?fields__icontains=a", "practices/draftterms/?terms__icontains=a",
        "practices/invitation/?address__startswith=a", "practices/version/?assessment=1",
        "practices/version/?state__regex=%5B", f"practices/version/?id__in={'9' * 30}",
    ),
}  # fmt: skip
"""Who, and lists asked for by a column that it does not show, by another table, or letter by letter."""


def come_in(client: Client, user: User) -> None:
    client.force_login(user)


@pytest.mark.parametrize("part", HIDDEN)
def test_a_list_is_not_asked_by_what_it_does_not_show(client: Client, cast: Cast, part: str) -> None:
    outbox.queue("sign_in_code", key="k", address="chief@example.org", language="fi", context={"code": "ABCD23"})
    come_in(client, getattr(cast, part))
    for address in HIDDEN[part]:
        assert client.get(f"/admin/{address}").status_code == 400, address


def test_what_a_list_shows_can_be_asked_for(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED)
    come_in(client, cast.coordinator)
    for query in ("state__exact=submitted", f"id__exact={version.pk}", f"updated_at__year={timezone.localdate().year}"):
        page = client.get(f"/admin/practices/version/?{query}").content.decode()
        assert version.practice.public_id in page, query
    page = client.get("/admin/practices/practice/?scope=own").content.decode()
    assert version.practice.public_id in page


def test_a_year_that_no_calendar_has_leads_back(client: Client, cast: Cast) -> None:
    come_in(client, cast.coordinator)
    for year in ("9999", "99999999999", "0", "x"):
        answer = client.get(f"/admin/practices/version/?updated_at__year={year}")
        assert (answer.status_code, answer["Location"]) == (302, "/admin/practices/version/?e=1"), year


@pytest.mark.parametrize("key", ["x", "9" * 30])
def test_a_key_of_no_row_ticks_nothing(client: Client, cast: Cast, key: str) -> None:
    come_in(client, cast.chief)
    ticked = {"action": "withdraw_many", "_selected_action": [key]}
    assert client.post("/admin/practices/version/", ticked).status_code == 302
    tag = Tag.objects.create(name="puro", slug="puro")
    merged = client.post("/admin/taggit/tag/merge/", {"tag": [tag.pk, key], "stays": tag.pk, "once": "a" * 20})
    assert merged.status_code == 409
    form = ask_form(in_state(cast, State.IN_ASSESSMENT), cast.coordinator, {"assessor": [key]})
    assert "assessor" in form.errors


def test_a_keyword_is_one_line_of_plain_characters(client: Client, cast: Cast) -> None:
    come_in(client, cast.chief)
    for name, slug in (("\u202eoruP", "a"), ("Cafe\u0301 ", "b")):
        client.post("/admin/taggit/tag/add/", {"name": name, "slug": slug})
    assert list(Tag.objects.values_list("name", flat=True)) == ["Caf\u00e9"]


def test_the_first_day_of_the_calendar_is_a_fault_in_words(client: Client, cast: Cast) -> None:
    form = PublishForm({"when": "later", "day": "0001-01-01", "clock": "00:00"})
    assert list(form.errors) == ["day"]
    come_in(client, cast.chief)
    times = {"from_at_0": "0001-01-01", "from_at_1": "00:00", "to_at_0": "", "to_at_1": ""}
    told = {"text_fi": "a", "text_sv": "a", "text_en": "a", "kind": Banner.Kind.WARNING, "active": "on"}
    assert client.post("/admin/portal/banner/add/", told | times).status_code == 200
    assert not Banner.objects.exists()


def test_every_list_that_asks_whose_rows_knows_the_way_to_the_project(client: Client, cast: Cast) -> None:
    come_in(client, cast.chief)
    for model, page in admin.site._registry.items():
        if any(isinstance(one, type) and issubclass(one, ByScope) for one in page.list_filter):
            url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/?scope="
            assert [client.get(url + scope).status_code for scope in ("own", "none")] == [200, 200], url
