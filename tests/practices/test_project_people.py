"""The people of a project: added, changed and removed by its managers, and asking to join."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from network.models import User
from polkka.upkeep.models import Mail
from practices import beginning, joining, leaving, places
from practices.models import Author, Version
from projects import people
from projects.models import Joining, ProjectMember

from ..factory import Cast, draft, person
from .test_people import KEY, end

TEAM = "/en/desk/projects/puro/"


@pytest.mark.parametrize(
    ("part", "get", "post"),
    [("author", 200, 302), ("editor", 200, 404), ("stranger", 404, 404), ("reader", 404, 404), ("chief", 404, 404)],
)
def test_people_of_a_project_are_seen_by_them_and_changed_by_managers(
    cast: Cast, client: Client, part: str, get: int, post: int
) -> None:
    row = ProjectMember.objects.get(user=cast.editor)
    client.force_login(getattr(cast, part))

    assert client.get(TEAM).status_code == get
    assert client.post(TEAM, {"deed": "remove", "pk": row.pk}).status_code == post
    assert ProjectMember.objects.filter(pk=row.pk).exists() is (post == 404)


def test_added_person_is_made_told_and_can_write(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    data = {"deed": "add", "address": "Outi@Example.org", "role": "editor", "once": KEY}

    client.post(TEAM, data)
    again = client.post(TEAM, data)

    outi = User.objects.get(email="outi@example.org")
    assert EmailAddress.objects.get(user=outi).verified is False
    assert ProjectMember.objects.get(user=outi).role == "editor"
    assert list(Version.unscoped.for_user(outi, "write")) == [version]
    assert Mail.objects.get(kind="added").address == "outi@example.org"
    assert list(again.context["form"].errors) == ["address"]


def test_added_person_who_had_asked_is_answered_and_writes_through_the_project(cast: Cast) -> None:
    place = next(one for one in places.found(cast.stranger, cast.project.name) if one.project == cast.project)
    joining.ask(cast.stranger, project=cast.project)
    begun = beginning.begin(place, by=cast.stranger, depth="tip", language="fi", title="Oma")

    assert joining.bring_in(cast.project, cast.stranger.email, "editor", by=cast.author) == cast.stranger

    assert joining.unconfirmed(begun.practice) == []
    assert not Author.unscoped.filter(user=cast.stranger).exists()
    assert Joining.objects.get(user=cast.stranger).state == Joining.State.ACCEPTED


def test_last_manager_who_leaves_an_ended_project_takes_no_rights_along(cast: Cast) -> None:
    version = draft(cast)
    Author.unscoped.create(practice=version.practice, user=cast.author)
    end(cast.project)
    tie = next(tie for tie in leaving.ties(cast.author) if tie.kind == leaving.PROJECT)
    leaving.leave(cast.author, tie)
    assert not Version.unscoped.for_user(cast.author, "own").filter(pk=version.pk).exists()


@pytest.mark.parametrize(
    ("changed", "field"), [({"address": ""}, "address"), ({"address": "outi"}, "address"), ({"role": "chief"}, "role")]
)
def test_bad_member_is_told_at_its_field(cast: Cast, client: Client, changed: dict[str, str], field: str) -> None:
    client.force_login(cast.author)

    response = client.post(TEAM, {"deed": "add", "address": "o@example.org", "role": "editor", **changed})

    assert list(response.context["form"].errors) == [field]
    assert ProjectMember.objects.filter(project=cast.project).count() == 2


@pytest.mark.parametrize("data", [{"deed": "remove"}, {"deed": "role", "role": "editor"}])
def test_last_manager_stays(cast: Cast, client: Client, data: dict[str, str]) -> None:
    row = ProjectMember.objects.get(user=cast.author)
    client.force_login(cast.author)

    response = client.post(TEAM, {**data, "pk": row.pk}, follow=True)

    assert ProjectMember.objects.get(pk=row.pk).role == "manager"
    assert "last manager" in response.content.decode()


def test_role_is_changed_and_the_removed_are_out_at_once(cast: Cast, client: Client) -> None:
    version = draft(cast)
    row = ProjectMember.objects.get(user=cast.editor)
    Author.unscoped.create(practice=version.practice, user=cast.editor)
    client.force_login(cast.author)

    client.post(TEAM, {"deed": "role", "role": "manager", "pk": row.pk})
    assert people.manages(cast.editor, cast.project)
    client.post(TEAM, {"deed": "remove", "pk": row.pk})

    assert not Version.unscoped.for_user(cast.editor, "see").exists()
    client.force_login(cast.editor)
    assert client.get(TEAM).status_code == 404


@pytest.mark.parametrize("deed", ["accept", "refuse"])
def test_request_to_join_is_answered_on_the_page(cast: Cast, client: Client, deed: str) -> None:
    row = Joining.objects.create(user=cast.reader, project=cast.project)
    other = Joining.objects.create(user=cast.reader, project=cast.other_project)
    client.force_login(cast.author)

    assert "reader@example.org" in client.get(TEAM).content.decode()
    client.post(TEAM, {"deed": deed, "pk": row.pk})
    client.post(TEAM, {"deed": deed, "pk": other.pk})

    assert ProjectMember.objects.filter(user=cast.reader, project=cast.project).exists() is (deed == "accept")
    assert Joining.objects.get(pk=other.pk).state == "waiting"


def test_people_of_a_project_are_asked_for_in_the_same_number_of_queries(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(TEAM)
        return len(found)

    Joining.objects.create(user=cast.reader, project=cast.project)
    count()
    few = count()
    for number in range(12):
        people.add(cast.project, person(f"in{number}"))
        Joining.objects.create(user=person(f"out{number}"), project=cast.project)

    assert count() == few


def test_people_of_an_ended_project_are_only_shown(cast: Cast, client: Client) -> None:
    row = ProjectMember.objects.get(user=cast.editor)
    end(cast.project)
    client.force_login(cast.author)

    assert "/en/contact-us/" in client.get(TEAM).content.decode()
    client.post(TEAM, {"deed": "remove", "pk": row.pk})

    assert ProjectMember.objects.filter(pk=row.pk).exists()


def test_other_methods_are_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)
    assert client.put(TEAM).status_code == 405
