"""Proposed schools and projects: hidden until a coordinator confirms them or joins them with others."""

from typing import Any

import pytest
from django.test import Client

from network.models import Membership, Organisation
from polkka.upkeep import generation
from polkka.upkeep.models import Change, Mail
from practices import edits, joining, proposals
from practices.models import Author, Practice, Version
from projects.models import Joining, Project, ProjectMember

from ..factory import Cast, answers, go, read

SCHOOL = {"name": "Salakoulu", "municipality": "Salakunta", "kind": "school"}


def proposed(cast: Cast) -> Version:
    """A tip written by somebody for a project and a school that only that person knows of."""
    project = proposals.propose_project(cast.reader, name="Salahanke", school=SCHOOL)
    version = edits.create(
        by=cast.reader, owner=project.organisations.get(), project=project, depth="tip", language="fi", title="Uusi"
    )
    edits.save(version, answers(), by=cast.reader, seen={})
    return read(version)


LISTS = (
    "/en/projects/", "/en/projects/?q=sala", "/en/organisations/", "/en/organisations/?q=sala", "/en/projects/puro/",
    "/en/practices/?q=sala", "/en/coordination-projects/clue/", "/en/in-numbers/", "/sitemap-1.xml", "/api/practices/",
    "/en/practices/suggestions/?q=sala",
)  # fmt: skip


def test_proposed_places_are_on_no_public_page(cast: Cast, client: Client) -> None:
    version = proposed(cast)
    project, school = version.practice.project, version.practice.owner
    assert project is not None
    Project.objects.filter(pk=project.pk).update(coordination=cast.project.coordination)
    cast.project.organisations.add(school)
    generation.bump()

    pages = {path: client.get(path) for path in LISTS}

    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(LISTS, 200)
    words = (project.code, school.code, "Salahanke", "Salakoulu")
    assert [path for path, page in pages.items() if any(word in page.content.decode() for word in words)] == []
    assert client.get(f"/en/projects/{project.code}/").status_code == 404
    assert client.get(f"/en/organisations/{school.code}/").status_code == 404


def test_confirmed_project_is_public_with_its_school_and_its_people_are_told(cast: Cast, client: Client) -> None:
    version = proposed(cast)
    project = version.practice.project
    assert project is not None

    assert proposals.confirm(project)
    assert not proposals.confirm(project)

    assert "Salahanke" in client.get("/en/projects/").content.decode()
    assert not Organisation.objects.filter(is_proposed=True).exists()
    assert Mail.objects.get(kind="joined").address == cast.reader.email


def test_publishing_confirms_the_places_of_a_practice(cast: Cast, client: Client) -> None:
    version = go(proposed(cast), "submit", cast.reader)
    client.force_login(cast.chief)
    page = client.get(f"/en/coordination/{version.practice.public_id}/").content.decode()
    assert "Publishing confirms it" in page and "Nobody has confirmed" not in page

    go(version, "publish", cast.chief)

    practice = Practice.unscoped.select_related("owner", "project").get()
    assert practice.project is not None
    assert (practice.owner.is_proposed, practice.project.is_proposed) == (False, False)


def test_merged_project_moves_practices_and_people_and_its_founder_edits(cast: Cast) -> None:
    version = proposed(cast)
    source = version.practice.project
    assert source is not None
    Joining.objects.create(user=cast.stranger, project=source)

    proposals.merge(source, cast.project)

    assert read(version).practice.project == cast.project
    assert ProjectMember.objects.get(user=cast.reader).role == "editor"
    assert Joining.objects.get(user=cast.stranger).project == cast.project
    assert not Project.objects.filter(pk=source.pk).exists()
    assert Version.unscoped.for_user(cast.reader, "write").exists()


def test_merged_school_moves_practices_people_and_projects(cast: Cast) -> None:
    school = proposals.propose_school(cast.author, **SCHOOL)
    version = proposed(cast)

    proposals.merge(version.practice.owner, cast.school)
    proposals.merge(school, cast.school)

    practice = read(version).practice
    assert practice.owner == cast.school
    assert practice.project is not None and list(practice.project.organisations.all()) == [cast.school]
    assert Membership.objects.filter(user=cast.author).count() == 1


def test_confirmed_place_is_never_merged_away(cast: Cast) -> None:
    with pytest.raises(joining.Refused):
        proposals.merge(cast.project, cast.other_project)
    with pytest.raises(joining.Refused):
        proposals.merge(cast.project, cast.school)

    assert Project.objects.filter(pk=cast.project.pk).exists()


def test_admin_confirms_and_merges_and_keeps_a_log(cast: Cast, client: Client) -> None:
    version = proposed(cast)
    project, school = version.practice.project, version.practice.owner
    assert project is not None
    client.force_login(cast.coordinator)
    merge = f"/admin/network/organisation/{school.pk}/merge/"

    assert "Salakoulu" in client.get("/admin/network/organisation/?is_proposed__exact=1").content.decode()
    assert client.post(merge, {"target": ""}).status_code == 400
    assert client.post(merge, {"target": cast.school.pk}).status_code == 302
    assert client.get(merge).status_code == 404
    client.post("/admin/projects/project/", {"action": "confirm", "_selected_action": [project.pk]})

    assert Project.objects.get(pk=project.pk).is_proposed is False
    assert read(version).practice.owner == cast.school
    assert Change.objects.count() == 2


@pytest.mark.parametrize(("action", "is_in"), [("accept", True), ("refuse", False)])
def test_admin_answers_requests_of_the_own_coordination(cast: Cast, client: Client, action: str, is_in: bool) -> None:
    mine = joining.ask(cast.reader, project=cast.project)
    others = joining.ask(cast.reader, project=cast.other_project)
    school = joining.ask(cast.reader, organisation=cast.school)
    assert mine and others and school
    client.force_login(cast.coordinator)

    shown = client.get("/admin/projects/joining/?state__exact=waiting").content.decode()
    data: dict[str, Any] = {"action": action, "_selected_action": [mine.pk, others.pk, school.pk]}
    client.post("/admin/projects/joining/", data)

    assert "Project puro" in shown and "Project pelto" not in shown
    assert ProjectMember.objects.filter(user=cast.reader, project=cast.project).exists() is is_in
    assert Membership.objects.filter(user=cast.reader, organisation=cast.school).exists() is is_in
    assert Joining.objects.get(pk=others.pk).state == "waiting"
    assert Change.objects.count() == 2


def test_person_with_a_request_can_be_deleted_by_an_administrator(cast: Cast, client: Client) -> None:
    joining.ask(cast.reader, organisation=cast.school)
    Author.unscoped.create(practice=proposed(cast).practice, user=cast.stranger)
    client.force_login(cast.administrator)

    for user in (cast.reader, cast.stranger):
        client.post(f"/admin/network/user/{user.pk}/delete/", {"post": "yes"})

    assert not Joining.objects.exists()
    assert not Author.unscoped.exists()
