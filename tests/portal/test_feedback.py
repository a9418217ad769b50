"""Problems of practices and feedback on the site: kept, told to the right people, marked answered, forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from network.models import Duty
from polkka.operations import pruning, retention
from polkka.portal import letters
from polkka.portal.models import Feedback
from polkka.upkeep.models import Mail
from projects.models import Coordinator
from tests.factory import Cast

from .published import publish
from .writing import NOON, path, place, send, sent


# --- a problem --------------------------------------------------------------------------------------------------------
def test_problem_is_kept_and_told_to_the_coordinators(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    version = publish(cast)
    send(client, path("report", version.practice.public_id, "sv"), "report")
    row = Feedback.objects.get()
    assert (row.kind, row.public_id, row.email) == ("problem", version.practice.public_id, "olli@example.org")
    assert (row.language, row.state) == ("sv", Feedback.State.NEW)
    assert row.text.endswith("Toinen linkki on poikki.")
    assert len(row.text.split("\n\n")) == 2
    letters_sent = sent(mailoutbox)
    assert list(letters_sent) == ["coordinator@example.org"]
    body = letters_sent["coordinator@example.org"].body
    assert "Toinen linkki on poikki." in body
    assert reverse("admin:portal_feedback_change", args=[row.pk]) in body
    assert "olli@example.org" not in body


def test_problem_goes_to_the_chiefs_where_nobody_coordinates(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    version = publish(cast)
    Coordinator.objects.all().delete()
    send(client, path("report", version.practice.public_id), "report")
    assert list(sent(mailoutbox)) == ["chief@example.org"]


def test_longest_report_fits(client: Client, cast: Cast) -> None:
    assert send(client, place("report", cast), "report", what="shown", text="ä" * 1900).status_code == 302
    assert len(Feedback.objects.get().text) <= 2000


# --- feedback ---------------------------------------------------------------------------------------------------------
def test_feedback_is_kept_and_told_to_chiefs_and_administrators(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    send(client, path("feedback"), "feedback")
    row = Feedback.objects.get()
    assert (row.kind, row.text, row.page) == ("general", "Hyvä sivusto.", "etusivu")
    told = sent(mailoutbox)
    assert set(told) == {"chief@example.org", "administrator@example.org"}
    for letter in told.values():
        assert "Hyvä sivusto." in letter.body
        assert "olli@example.org" not in letter.body
        assert "14" not in letter.body.split("http")[0]


def test_accessibility_feedback_tells_the_last_day_of_the_answer(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    with time_machine.travel(NOON, tick=False):
        send(client, path("feedback"), "feedback", kind="accessibility")
        told = sent(mailoutbox)
    assert Feedback.objects.get().kind == "accessibility"
    assert "18.5.2026" in told["chief@example.org"].body


def test_only_the_kind_and_the_words_are_needed(client: Client, cast: Cast) -> None:
    assert send(client, path("feedback"), "feedback", page="", email="").status_code == 302


@pytest.mark.parametrize(
    ("query", "page", "kind"),
    [
        ("page=/fi/kaytannot/", "/fi/kaytannot/", None),
        ("page=%2Fsv%2Fpraxis%2F&kind=accessibility", "/sv/praxis/", "accessibility"),
        ("kind=general", "", "general"),
    ],
)
def test_address_may_tell_page_and_kind(query: str, page: str, kind: str | None, client: Client, base: None) -> None:
    response = client.get(f"{path('feedback')}?{query}")
    assert response.status_code == 200
    assert (response.context["form"]["page"].value() or "") == page
    assert (response.context["form"]["kind"].value() or None) == kind
    assert all("page=" in one.url or not page for one in response.context["alternates"])


@pytest.mark.parametrize(
    "query",
    ["page=//evil.example/", "page=https://evil.example/", "page=/fi/../x%0a", "page=/admin/", "page=/fi/%3Cscript%3E",
     "page=javascript:alert(1)", "page=/en/invitation/key/",
     f"page=/fi/{'a' * 301}", "kind=problem", "kind=foo", "foo=1", "page="],
)  # fmt: skip
def test_other_addresses_are_left_out(query: str, client: Client, base: None) -> None:
    response = client.get(f"{path('feedback')}?{query}")
    assert (response.status_code, response["Location"]) == (301, path("feedback"))


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("http://testserver/sv/praxis/?q=hemligt", "/sv/praxis/"), ("http://testserver/fi/palaute/", ""),
        ("https://evil.example/fi/kaytannot/", ""), ("http://testserver.evil.example/fi/", ""), ("", ""),
        ("http://testserver/admin/", ""), ("http://testserver/fi/kutsu/salainen-avain/", ""),
        ("http://testserver/sv/inbjudan/salainen-avain/", ""),
    ],
)  # fmt: skip
def test_page_the_reader_comes_from_is_offered(referer: str, page: str, client: Client, base: None) -> None:
    response = client.get(path("feedback"), headers={"referer": referer})
    assert response.context["form"]["page"].value() == page


# --- in the admin, and forgotten --------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", ["coordinator", "chief", "administrator"])
def test_feedback_is_marked_answered_and_nothing_else_changed(part: str, client: Client, cast: Cast) -> None:
    public_id = publish(cast).practice.public_id
    letters.save("a", Feedback.Kind.PROBLEM, text="Poikki", email="olli@example.org", public_id=public_id)
    row = Feedback.objects.get()
    client.force_login(cast.everybody()[part])
    url = reverse("admin:portal_feedback_change", args=[row.pk])
    content = client.get(url).content.decode()
    assert all(text in content for text in ("Poikki", "olli@example.org", f"/p/{public_id}"))
    assert client.post(url, {"state": "answered", "text": "muu", "email": "x@example.org"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.text, row.email) == ("answered", "Poikki", "olli@example.org")
    rows = reverse("admin:portal_feedback_changelist")
    assert "Poikki" in client.get(f"{rows}?kind__exact=problem&state__exact=answered").content.decode()
    assert "Poikki" not in client.get(f"{rows}?kind__exact=general").content.decode()
    assert client.get(reverse("admin:portal_feedback_add")).status_code == 403
    assert client.get(reverse("admin:portal_feedback_delete", args=[row.pk])).status_code == 403


def test_counsellors_do_not_see_the_feedback(client: Client, cast: Cast) -> None:
    client.force_login(cast.counsellor)
    assert client.get(reverse("admin:portal_feedback_changelist")).status_code == 403


def test_feedback_is_forgotten_after_400_days(base: None) -> None:
    letters.save("a", Feedback.Kind.GENERAL, text="joki", email="")
    rule = [retention.BY_CODE["feedback"]]
    pruning.prune(rule)
    assert Feedback.objects.count() == 1
    Feedback.objects.update(created_at=datetime.now(tz=UTC) - timedelta(days=401))
    pruning.prune(rule)
    assert not Feedback.objects.exists()


def test_nobody_is_told_twice(client: Client, cast: Cast) -> None:
    Duty.objects.create(user=cast.chief, kind=Duty.Kind.ADMINISTRATOR)
    send(client, path("feedback"), "feedback")
    addresses = list(Mail.objects.values_list("address", flat=True))
    assert len(addresses) == len(set(addresses)) == 2
