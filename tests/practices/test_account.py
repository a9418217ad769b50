"""One's own account: name and language, kinds of mail, another address, other sessions, and moving a draft."""

from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network import mailing
from network.adapter import CODE_LASTS
from network.models import MailChoice, Membership, User
from polkka.upkeep import outbox, throttle
from polkka.upkeep.models import Mail
from practices import addresses, assessing, comments, placing
from practices.models import Author, HistoryEntry, Version
from practices.places import places
from practices.states import State
from projects.models import Joining, ProjectMember

from ..factory import Cast, draft, go, in_state, person, read, yes_to_all
from ..tree import TEMPLATES

URL = "/en/account/"
ADDRESS, CODE = "/en/account/address/", "/en/account/address/code/"
NEW = "uusi.osoite@example.org"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    throttle.counted.clear()


NO_MAIL = {group.code: mailing.NEVER for group in mailing.GROUPS}


def ways(**chosen: str) -> dict[str, str]:
    """The form of the choices of mail as somebody sends it who wants the others at once."""
    codes = ("progress", "comments", "joining", "translations")
    return {f"mail-{code}": chosen.get(code, mailing.NOW) for code in codes}


def mailed(kind: str) -> list[str]:
    return list(Mail.objects.filter(kind=kind).order_by("pk").values_list("address", flat=True))


def code() -> str:
    return str(Mail.objects.filter(kind="sign_in_code").latest("pk").context["code"])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_name_and_language_are_saved(cast: Cast) -> None:
    client = signed_in(cast.reader)

    answer = client.post(URL, {"name": "  Ääni\u0301  Uusi ", "language": "sv"})

    cast.reader.refresh_from_db()
    assert (answer.url, cast.reader.name, cast.reader.language) == (URL, "Ääní  Uusi", "sv")


@pytest.mark.parametrize(
    ("sent", "anchor"),
    [
        ({"name": "", "language": "fi"}, "id_name"),
        ({"name": " \u200b ", "language": "fi"}, "id_name"),
        ({"name": "a" * 121, "language": "fi"}, "id_name"),
        ({"name": "Nimi\u202e", "language": "fi"}, "id_name"),
        ({"name": "Nimi", "language": "de"}, "id_language"),
    ],
)
def test_a_bad_name_or_language_is_told_at_the_field(cast: Cast, sent: dict[str, str], anchor: str) -> None:
    answer = signed_in(cast.reader).post(URL, sent)

    assert (answer.status_code, [where for _m, where in answer.context["errors"]]) == (400, [anchor])
    assert answer.context["form"]["name"].value() == sent["name"]
    assert User.objects.get(pk=cast.reader.pk).name == "Reader"


def test_the_account_shows_only_what_is_ones_own(cast: Cast) -> None:
    draft(cast)
    page = signed_in(cast.stranger).get(URL)

    assert [tie.name for tie in page.context["ties"]] == ["Mäntylän koulu", "Project pelto"]
    assert "puro" not in page.content.decode().partition("<main")[2].casefold()


@pytest.mark.parametrize(
    ("part", "codes"),
    [
        ("author", ["progress", "comments", "joining", "translations"]),
        ("peer", ["progress", "comments", "joining", "translations", "assessing", "reminders", "outcomes"]),
        ("coordinator", ["progress", "comments", "joining", "translations", "coordinating"]),
    ],
)
def test_kinds_of_mail_are_offered_by_what_a_person_does(cast: Cast, part: str, codes: list[str]) -> None:
    assert [group.code for group in mailing.offered(getattr(cast, part))] == codes


def test_choices_of_mail_hold(cast: Cast) -> None:
    client = signed_in(cast.editor)
    version = draft(cast)

    client.post("/en/account/messages/", ways(comments="never"))
    comments.add(version, by=cast.author, text="Hei.")
    assert (mailed("comment"), client.get(URL).context["mail"].initial["comments"]) == ([], "never")

    client.post("/en/account/messages/", ways(comments="daily"))
    comments.add(version, by=cast.author, text="Hei taas.")
    assert list(Mail.objects.values_list("kind", "state")) == [("comment", Mail.State.GATHERED)]

    client.post("/en/account/messages/", ways())
    assert mailing.ways([cast.editor], "comment") == [(cast.editor, False)]
    assert not MailChoice.objects.exists()


def test_assessors_and_coordinators_can_decline_theirs(cast: Cast) -> None:
    version = go(draft(cast), "submit", cast.author)
    Mail.objects.all().delete()
    for user in (cast.peer, cast.coordinator):
        mailing.choose(user, NO_MAIL)
    assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    version = go(version, "take_up", cast.coordinator)

    assessing.assign(version, cast.peer, kind="peer", by=cast.coordinator)
    assessing.assign(version, cast.second_peer, kind="peer", by=cast.coordinator)

    assert mailed("assigned") == ["second-peer@example.org"]


def test_decisions_are_sent_whatever_was_chosen(cast: Cast) -> None:
    mailing.choose(cast.author, NO_MAIL)
    version = in_state(cast, State.IN_ASSESSMENT)

    go(version, "return", cast.coordinator, note="Täsmentäkää.")

    assert mailed("return") == ["author@example.org"]


def test_every_kind_of_mail_is_chosen_once_or_always_sent() -> None:
    kinds = [kind for group in mailing.GROUPS for kind in group.kinds] + sorted(mailing.ALWAYS)
    assert sorted(kinds) == sorted(path.stem for path in (TEMPLATES / "email").glob("*.txt"))


@pytest.mark.parametrize("sent", ["nonsense", ""])
def test_another_choice_is_told_at_its_group_and_the_others_stay(cast: Cast, sent: str) -> None:
    client = signed_in(cast.reader)
    answer = client.post("/en/account/messages/", ways(comments=sent, progress="daily"))
    assert (answer.status_code, [where for _m, where in answer.context["errors"]]) == (400, ["id_mail-comments"])
    assert answer.context["mail"]["progress"].value() == "daily"
    assert not MailChoice.objects.exists()


def test_an_address_that_takes_no_mail_is_told_to_its_person(cast: Cast) -> None:
    client = signed_in(cast.author)
    assert client.get(URL).context["refused_since"] is None
    refused = {"kind": "publish", "state": Mail.State.PARKED, "last_error": outbox.REFUSED + "550 no such user"}
    Mail.objects.create(key="a", address=cast.author.email, language="fi", **refused)
    assert client.get(URL).context["refused_since"] is not None
    Mail.objects.create(key="b", address=cast.author.email, kind="publish", state="sent", sent_at=timezone.now())
    assert client.get(URL).context["refused_since"] is None


def test_signing_out_elsewhere_keeps_this_session(cast: Cast) -> None:
    here, there = signed_in(cast.author), signed_in(cast.author)

    here.post("/en/account/sessions/")

    assert (here.get(URL).status_code, there.get(URL).status_code) == (200, 302)


def test_the_address_changes_by_the_code_and_the_session_goes_on(cast: Cast) -> None:
    client = signed_in(cast.author)
    version = draft(cast, contact_email="author@example.org")

    assert client.post(ADDRESS, {"email": f" {NEW.title()} "}).url == CODE
    assert client.post(CODE, {"code": code().lower()}).url == URL

    cast.author.refresh_from_db()
    assert (cast.author.email, read(version).contact_email) == (NEW, NEW)
    held = EmailAddress.objects.filter(user=cast.author)
    assert list(held.values_list("email", "verified", "primary")) == [(NEW, True, True)]
    assert (mailed("sign_in_code"), mailed("address_changed")) == ([NEW], ["author@example.org"])
    assert client.get(URL).status_code == 200


def test_a_taken_address_looks_like_any_other(cast: Cast) -> None:
    client = signed_in(cast.author)

    answer = client.post(ADDRESS, {"email": "stranger@example.org"}, follow=True)

    free = signed_in(cast.editor).post(ADDRESS, {"email": NEW}, follow=True)
    own = answer.content.decode().replace("stranger@example.org", NEW)
    assert (
        own.partition("<main")[2].partition("csrf")[0]
        == free.content.decode().partition("<main")[2].partition("csrf")[0]
    )
    assert mailed("address_taken") == ["stranger@example.org"]
    assert client.post(CODE, {"code": "ABCDEF"}).status_code == 400
    assert User.objects.get(pk=cast.author.pk).email == "author@example.org"


def test_roles_given_to_a_new_address_come_along(cast: Cast) -> None:
    waiting = User.objects.create_user(NEW)
    ProjectMember.objects.create(user=waiting, project=cast.other_project)
    ProjectMember.objects.create(user=waiting, project=cast.project)

    assert addresses.change(cast.author, NEW)

    mine = ProjectMember.objects.filter(user=cast.author).order_by("project__code")
    assert [(row.project.code, row.role) for row in mine] == [("pelto", "editor"), ("puro", "manager")]
    assert not User.objects.filter(pk=waiting.pk).exists()


@pytest.mark.parametrize("tie", ["signed in", "duty", "demo", "closed"])
def test_an_address_that_belongs_to_somebody_is_not_taken_over(cast: Cast, tie: str) -> None:
    other = User.objects.create_user(NEW, is_demo=tie == "demo", is_active=tie != "closed")
    if tie == "signed in":
        User.objects.filter(pk=other.pk).update(last_login=timezone.now())
    if tie == "duty":
        other.duties.create(kind="peer")

    assert not addresses.change(cast.author, NEW)
    assert User.objects.get(pk=cast.author.pk).email == "author@example.org"


@pytest.mark.parametrize("email", ["", "nimi(at)koulu", "a" * 250 + "@example.org", "author@example.org"])
def test_a_bad_address_is_told_at_the_field(cast: Cast, email: str) -> None:
    answer = signed_in(cast.author).post(ADDRESS, {"email": email})

    assert (answer.status_code, [where for _m, where in answer.context["errors"]][:1]) == (400, ["id_email"])
    assert Mail.objects.count() == 0


def test_a_wrong_code_is_counted_and_five_end_the_try(cast: Cast) -> None:
    client = signed_in(cast.author)
    client.post(ADDRESS, {"email": NEW})
    right = code()

    answers = [client.post(CODE, {"code": "VÄÄRÄ1"}) for _ in range(5)]

    assert answers[0].context["tries_left"] == 4
    assert ([answer.status_code for answer in answers], answers[-1].url) == ([400] * 4 + [302], ADDRESS)
    assert client.post(CODE, {"code": right}).url == ADDRESS
    assert User.objects.get(pk=cast.author.pk).email == "author@example.org"


def test_a_late_code_does_nothing(cast: Cast) -> None:
    client = signed_in(cast.author)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post(ADDRESS, {"email": NEW})
        clock.shift(CODE_LASTS)
        assert client.post(CODE, {"code": code()}).url == ADDRESS


def test_a_double_click_sends_one_code_and_a_sixth_is_refused(cast: Cast) -> None:
    client = signed_in(cast.author)
    for _ in range(2):
        client.post(ADDRESS, {"email": NEW, "once": "one-form-key"})
    assert mailed("sign_in_code") == [NEW]

    statuses = [client.post(ADDRESS, {"email": f"nimi{n}@example.org"}).status_code for n in range(5)]
    assert statuses == [302] * 4 + [429]


def test_the_code_of_another_session_does_not_help(cast: Cast) -> None:
    signed_in(cast.author).post(ADDRESS, {"email": NEW})

    assert signed_in(cast.stranger).post(CODE, {"code": code()}).url == ADDRESS


def test_an_administrator_changes_a_lost_address_and_the_old_sessions_end(cast: Cast) -> None:
    lost, client = signed_in(cast.author), signed_in(cast.administrator)
    page = reverse("admin:network_user_change", args=[cast.author.pk])
    inlines = {
        f"{prefix}-{name}": "0" for prefix in ("duties", "memberships") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }

    client.post(page, {"email": NEW, "name": "Author", "language": "fi", "is_active": "on", **inlines})

    assert User.objects.get(pk=cast.author.pk).email == NEW
    assert lost.get(URL).status_code == 302


def test_an_administrator_ends_the_sessions_of_others(cast: Cast) -> None:
    theirs, client = signed_in(cast.author), signed_in(cast.administrator)
    sent = {"action": "end_sessions", admin.helpers.ACTION_CHECKBOX_NAME: [cast.author.pk]}

    client.post(reverse("admin:network_user_changelist"), sent)

    assert theirs.get(URL).status_code == 302


def test_the_lost_mailbox_page_needs_no_session(client: Client, base: None) -> None:
    sign_in = client.get("/en/sign-in/").content.decode()

    assert 'href="/en/sign-in/lost-mailbox/"' in sign_in
    assert "/en/contact-us/" in client.get("/en/sign-in/lost-mailbox/").content.decode()


@pytest.fixture
def homes(cast: Cast) -> Version:
    """A draft of the project; its author also belongs to the school, and works in the other project."""
    ProjectMember.objects.create(user=cast.author, project=cast.other_project)
    return draft(cast)


def place(client: Client, version: Version, value: str) -> Any:
    sent = {"place": value, "once": "one-form-key"}
    return client.post(f"/en/desk/{version.practice.public_id}/place/", sent)


def test_a_draft_moves_with_its_coauthors_once(cast: Cast, homes: Version) -> None:
    Author.unscoped.create(practice=homes.practice, user=cast.reader)
    client = signed_in(cast.author)
    target = f"project-{cast.other_project.pk}"

    answers = [place(client, homes, target).url for _ in range(2)]

    moved = read(homes).practice
    assert answers == [f"/en/desk/{moved.public_id}/"] * 2
    assert (moved.project, moved.owner.code) == (cast.other_project, "mantyla")
    assert HistoryEntry.unscoped.filter(practice=moved, move="moved", by=cast.author).count() == 1
    may = {
        part: signed_in(getattr(cast, part)).get(answers[0]).status_code for part in ("reader", "stranger", "editor")
    }
    assert may == {"reader": 200, "stranger": 200, "editor": 404}
    assert "Moved" in client.get(answers[0]).content.decode()


def test_a_draft_moves_to_a_place_that_has_not_answered(cast: Cast) -> None:
    version, asker = draft(cast), person("asker")
    Author.unscoped.create(practice=version.practice, user=asker)
    Joining.objects.create(user=asker, project=cast.other_project)
    target = next(one for one in places(asker) if one.is_waiting)

    placing.move(version, target, by=asker)

    assert Author.unscoped.filter(practice=version.practice, user=asker).count() == 1
    assert signed_in(asker).get(f"/en/desk/{version.practice.public_id}/").status_code == 200


@pytest.mark.parametrize("value", ["", "project-999999", "nonsense", "own", "of another"])
def test_a_draft_moves_only_to_another_place_of_ones_own(cast: Cast, homes: Version, value: str) -> None:
    elsewhere = Membership.objects.get(user=cast.stranger).organisation
    value = {"own": f"project-{cast.project.pk}", "of another": f"school-{elsewhere.pk}"}.get(value, value)

    answer = place(signed_in(cast.author), homes, value)

    assert (answer.status_code, [where for _m, where in answer.context["errors"]]) == (400, ["id_place"])
    assert read(homes).practice.project == cast.project


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PUBLISHED])
def test_what_is_no_draft_stays_where_it_is(cast: Cast, state: str) -> None:
    version = in_state(cast, state)
    ProjectMember.objects.create(user=cast.author, project=cast.other_project)

    answer = place(signed_in(cast.author), version, f"project-{cast.other_project.pk}")

    assert answer.status_code == 409
    assert read(version).practice.project == cast.project
