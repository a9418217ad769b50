"""Writing together: invitation links, co-authors, and projects that have ended."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.models import User
from polkka.upkeep import outbox
from polkka.upkeep.models import Mail
from practices import edits, invitations, joining
from practices.models import Author, Invitation, Version
from projects.models import Project, ProjectMember

from ..factory import Cast, draft, in_state, person, read

KEY = "a-key-of-one-form"


def url(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/people/"


def link_in(response: Any) -> str:
    found = re.search(r"/en/join/[0-9a-f]{40}/", response.content.decode())
    assert found
    return found[0]


def made(version: Version, by: User) -> str:
    """The address of a new invitation."""
    secret = invitations.make(version.practice, by=by, once=f"key-{Invitation.unscoped.count()}").secret
    return f"/en/join/{secret}/"


def test_link_is_made_shown_and_only_its_digest_kept(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.editor)

    first = client.post(url(version), {"deed": "invite", "address": "", "once": KEY})
    again = client.post(url(version), {"deed": "invite", "address": "", "once": KEY})

    assert link_in(first) == link_in(again)
    kept = Invitation.unscoped.get()
    assert kept.secret_digest not in link_in(first)
    assert kept.expires_at - kept.created_at > timedelta(days=13, hours=23)
    assert "/en/join/" not in client.get(url(version)).content.decode()
    assert not Mail.objects.filter(kind="invitation").exists()


def test_link_is_mailed_to_an_address_and_its_words_forgotten_once_sent(
    cast: Cast, client: Client, settings: Any
) -> None:
    settings.OUTBOX_PAGE = False
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version), {"deed": "invite", "address": "Outi@Example.org", "once": KEY})

    mail = Mail.objects.get(kind="invitation")
    assert (mail.address, mail.context["title"]) == ("outi@example.org", "Puron tarina")
    assert link_in(response).rsplit("/", 2)[1] in mail.context["url"]
    assert outbox.send(mail.pk)
    assert Mail.objects.get(pk=mail.pk).context == {}


def test_invited_person_joins_by_a_button_and_writes_this_practice_only(cast: Cast, client: Client) -> None:
    version, other = draft(cast), draft(cast)
    link = made(version, cast.author)
    client.force_login(cast.reader)

    shown = client.get(link)
    assert (shown.status_code, "Puron tarina" in shown.content.decode()) == (200, True)
    assert not Author.unscoped.exists()
    response = client.post(link)

    assert response.url == f"/en/desk/{version.practice.public_id}/"
    assert list(Version.unscoped.for_user(cast.reader, "write")) == [version]
    assert client.get(f"/en/desk/{other.practice.public_id}/").status_code == 404
    assert Invitation.unscoped.get().used_by_name == "Reader"
    assert Mail.objects.get(kind="accepted").address == cast.author.email
    assert client.get(link).url == response.url


def test_invitation_waits_for_the_sign_in(cast: Cast, client: Client) -> None:
    link = made(draft(cast), cast.author)

    response = client.get(link)

    assert response.url == f"/en/sign-in/?next={link.replace('/', '%2F')}"


def test_person_without_a_name_gives_it_when_joining(cast: Cast, client: Client) -> None:
    version = draft(cast)
    User.objects.filter(pk=cast.reader.pk).update(name="")
    client.force_login(cast.reader)
    link = made(version, cast.author)

    assert list(client.post(link, {"name": " "}).context["form"].errors) == ["name"]
    client.post(link, {"name": "Reetta"})

    assert User.objects.get(pk=cast.reader.pk).name == "Reetta"
    assert Author.unscoped.get().user == cast.reader


@pytest.mark.parametrize("reason", ["wrong", "used", "revoked", "expired"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_dead_link_tells_nothing_of_the_practice(cast: Cast, client: Client, reason: str, method: str) -> None:
    version = draft(cast)
    link = made(version, cast.author)
    if reason == "wrong":
        link = "/en/join/" + "0" * 40 + "/"
    elif reason == "used":
        invitations.accept(link.split("/")[3], by=cast.stranger)
    elif reason == "revoked":
        invitations.revoke(version.practice, Invitation.unscoped.get().pk, by=cast.author)
    client.force_login(cast.reader)

    with time_machine.travel(timezone.now() + timedelta(days=15 if reason == "expired" else 0)):
        client.force_login(cast.reader)
        response = getattr(client, method)(link)

    assert response.status_code == 410
    assert "Puron tarina" not in response.content.decode()
    assert not Author.unscoped.filter(user=cast.reader).exists()


def test_two_people_with_one_link_at_once_make_one_author(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = draft(cast)
    secret = made(version, cast.author).split("/")[3]
    seen = invitations.find(secret)
    invitations.accept(secret, by=cast.reader)
    monkeypatch.setattr(invitations, "find", lambda _secret: seen)

    with pytest.raises(invitations.Gone):
        invitations.accept(secret, by=cast.stranger)

    assert [row.user for row in Author.unscoped.all()] == [cast.reader]


def test_author_who_opens_the_own_link_uses_nothing_up(cast: Cast, client: Client) -> None:
    version = draft(cast)
    link = made(version, cast.author)
    client.force_login(cast.editor)

    assert client.post(link).url == f"/en/desk/{version.practice.public_id}/"
    assert invitations.state(Invitation.unscoped.get()) == "waiting"


def test_link_to_a_practice_of_an_ended_project_joins_nobody(cast: Cast, client: Client) -> None:
    version = draft(cast)
    link = made(version, cast.author)
    end(cast.project)
    client.force_login(cast.reader)

    response = client.post(link)

    assert (response.status_code, Author.unscoped.exists()) == (409, False)


def test_removed_co_author_loses_the_rights_at_once_and_no_text(cast: Cast, client: Client) -> None:
    version = draft(cast)
    invitations.accept(made(version, cast.author).split("/")[3], by=cast.reader)
    client.force_login(cast.author)

    client.post(url(version), {"deed": "remove", "pk": Author.unscoped.get().pk})

    assert not Author.unscoped.exists()
    client.force_login(cast.reader)
    response = client.post(
        f"/en/desk/{version.practice.public_id}/edit/basics/", {"title": "Kesken jäänyt otsikko", "go": "stay"}
    )
    assert response.status_code in (404, 409)
    assert "Kesken jäänyt otsikko" in response.content.decode()
    assert read(version).title == "Puron tarina"


@pytest.mark.parametrize("way", ["page of the project", "page of the practice", "admin"])
def test_who_was_removed_comes_back_by_no_link_of_their_own(cast: Cast, client: Client, way: str) -> None:
    version = draft(cast)
    Author.unscoped.create(practice=version.practice, user=cast.reader)
    removed = cast.reader if way == "page of the practice" else cast.editor
    link = made(version, removed)
    mailed = invitations.make(version.practice, by=removed, once=KEY, address=removed.email).invitation
    member = ProjectMember.objects.get(user=cast.editor)
    if way == "page of the project":
        joining.take_out(member)
    elif way == "page of the practice":
        invitations.remove(version.practice, Author.unscoped.get().pk, by=cast.author)
    else:
        member.delete()

    client.force_login(removed)
    assert client.post(link).status_code == 410
    client.post(f"/en/desk/invitations/{mailed.pk}/")

    assert not invitations.may_see(version.practice, removed)
    assert invitations.open_ones(version.practice).exists() == (way == "admin")


def test_invited_guest_neither_takes_the_draft_away_nor_deletes_it(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.stranger)
    client.post(made(version, cast.author))
    home, edit = f"/en/desk/{version.practice.public_id}/", read(version).edit
    page = client.get(home).content.decode()

    moved = client.post(home + "place/", {"place": f"project-{cast.other_project.pk}", "once": KEY})
    gone = client.post(home + "move/discard/", {"seen": edit, "version": 1, "once": KEY})

    assert (moved.status_code, gone.status_code) == (409, 404)
    assert read(version).practice.project == cast.project
    assert "move/discard/" not in page
    assert home + "place/" not in page


def test_co_author_may_leave_but_not_remove_the_one_who_began(cast: Cast, client: Client) -> None:
    version = draft(cast)
    began = Author.unscoped.create(practice=version.practice, user=cast.stranger)
    invitations.accept(made(version, cast.author).split("/")[3], by=cast.reader)
    mine = Author.unscoped.get(user=cast.reader)
    client.force_login(cast.reader)

    client.post(url(version), {"deed": "remove", "pk": began.pk})
    assert Author.unscoped.filter(pk=began.pk).exists()

    assert client.post(url(version), {"deed": "remove", "pk": mine.pk}).url == "/en/desk/"
    assert not Author.unscoped.filter(pk=mine.pk).exists()


@pytest.mark.parametrize("data", [{"deed": "revoke"}, {"deed": "remove"}, {"deed": "revoke", "pk": "²"}])
def test_ids_of_another_practice_do_nothing(cast: Cast, client: Client, data: dict[str, str]) -> None:
    mine, theirs = draft(cast), draft(cast)
    made(theirs, cast.author)
    row = Author.unscoped.create(practice=theirs.practice, user=cast.reader)
    client.force_login(cast.author)

    client.post(url(mine), {"pk": row.pk, **data})

    assert Author.unscoped.filter(pk=row.pk).exists()
    assert invitations.state(Invitation.unscoped.get()) == "waiting"


def test_bad_address_is_told_at_its_field(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version), {"deed": "invite", "address": "outi", "once": KEY})

    assert list(response.context["form"].errors) == ["address"]
    assert response.context["form"]["address"].value() == "outi"
    assert not Invitation.unscoped.exists()


def test_people_page_asks_the_same_whatever_the_number(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(url(version))
        return len(found)

    made(version, cast.author)
    Author.unscoped.create(practice=version.practice, user=cast.reader)
    count()  # what a process reads once
    few = count()
    for number in range(6):
        made(version, cast.author)
        Author.unscoped.create(practice=version.practice, user=person(f"co{number}"))

    assert count() == few


def end(project: Project) -> None:
    """Its last day was yesterday."""
    Project.objects.filter(pk=project.pk).update(ended=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize(
    ("page", "status"),
    [("", 200), ("preview/", 200), ("edit/basics/", 409), ("check/", 409), ("people/", 409), ("move/discard/", 409)],
)
def test_ended_project_is_read_and_says_whom_to_ask(cast: Cast, client: Client, page: str, status: int) -> None:
    version = draft(cast)
    end(cast.project)
    client.force_login(cast.author)

    response = client.get(f"/en/desk/{version.practice.public_id}/{page}")

    assert response.status_code == status
    if status == 409:
        assert "/en/contact-us/" in response.content.decode()
    client.force_login(cast.stranger)
    assert client.get(f"/en/desk/{version.practice.public_id}/{page}").status_code == 404


def test_text_sent_to_an_ended_project_is_shown_and_not_saved(cast: Cast, client: Client) -> None:
    version = draft(cast)
    end(cast.project)
    client.force_login(cast.editor)

    response = client.post(f"/en/desk/{version.practice.public_id}/edit/basics/", {"title": "Myöhässä"})

    assert (response.status_code, "Myöhässä" in response.content.decode()) == (409, True)
    assert read(version).title == "Puron tarina"
    with pytest.raises(edits.NotWritable):
        edits.save(version, {"title": "Myöhässä"}, by=cast.editor, seen={})


def test_other_methods_are_refused(cast: Cast, client: Client) -> None:
    version = in_state(cast, "published")
    client.force_login(cast.author)

    assert client.put(url(version)).status_code == 405
    assert client.delete(made(version, cast.author)).status_code == 405
