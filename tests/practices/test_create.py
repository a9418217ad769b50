"""Beginning a practice: for whom, how much, in which language, under which name."""

from typing import Any

import pytest
from django.test import Client

from network.models import Membership
from practices.models import HistoryEntry, Practice, Version
from projects.models import Project, ProjectMember

from ..factory import Cast

URL = "/en/desk/new/"


def sent(cast: Cast, **changed: Any) -> dict[str, Any]:
    return {
        "place": f"project-{cast.project.pk}",
        "depth": "tip",
        "language": "fi",
        "title": "Puron tarina",
        "once": "a-key-of-one-form",
        **changed,
    }


def test_create_makes_a_draft_and_opens_its_first_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    response = client.post(URL, sent(cast))

    version = Version.unscoped.get()
    practice = version.practice
    assert (practice.project, practice.owner) == (cast.project, cast.school)
    assert (version.state, version.depth, version.title, version.original.language) == (
        "draft",
        "tip",
        "Puron tarina",
        "fi",
    )
    assert response.url == f"/en/desk/{practice.public_id}/edit/tip/"
    assert HistoryEntry.unscoped.get().by == cast.author


def test_create_twice_with_one_key_makes_one_draft(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    first = client.post(URL, sent(cast))
    second = client.post(URL, sent(cast))

    assert first.url == second.url
    assert Practice.unscoped.count() == 1


def test_create_for_a_school_has_no_project(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    client.post(URL, sent(cast, place=f"school-{cast.school.pk}"))

    practice = Practice.unscoped.get()
    assert (practice.project, practice.owner) == (None, cast.school)


def test_create_gives_a_project_to_the_school_of_its_writer(cast: Cast, client: Client) -> None:
    other = cast.other_project.organisations.get()
    cast.project.organisations.add(other)
    Membership.objects.create(user=cast.editor, organisation=other)
    client.force_login(cast.editor)

    client.post(URL, sent(cast))

    assert Practice.unscoped.get().owner == other


def test_create_offers_only_ones_own_places_and_chooses_the_only_one(cast: Cast, client: Client) -> None:
    client.force_login(cast.editor)

    form = client.get(URL).context["form"]

    assert form.fields["place"].choices == [(f"project-{cast.project.pk}", "Project puro")]
    assert form["place"].value() == f"project-{cast.project.pk}"


def test_create_chooses_nothing_when_there_are_several_places(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    form = client.get(URL).context["form"]

    assert [name for _value, name in form.fields["place"].choices] == ["Project puro", "Koivulan koulu"]
    assert form["place"].value() == ""


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"place": ""}, "place"),
        ({"place": "school-999999"}, "place"),
        ({"depth": "novel"}, "depth"),
        ({"language": "de"}, "language"),
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "bell \x07"}, "title"),
    ],
)
def test_create_refuses_bad_input_at_its_field_and_keeps_the_rest(
    cast: Cast, client: Client, changed: dict[str, str], field: str
) -> None:
    client.force_login(cast.author)

    response = client.post(URL, sent(cast, **changed))

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (200, [field])
    assert form["title"].value() == changed.get("title", "Puron tarina")
    assert response.context["errors"][0][1] == f"id_{field}"
    assert Practice.unscoped.count() == 0


def test_create_cannot_be_for_somebody_elses_project(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    response = client.post(URL, sent(cast, place=f"project-{cast.other_project.pk}"))

    assert list(response.context["form"].errors) == ["place"]
    assert Practice.unscoped.count() == 0


def test_create_for_a_project_without_a_school_says_whom_to_ask(cast: Cast, client: Client) -> None:
    bare = Project.objects.create(code="paljas", name="Paljas")
    ProjectMember.objects.create(user=cast.author, project=bare)
    client.force_login(cast.author)

    response = client.post(URL, sent(cast, place=f"project-{bare.pk}"))

    assert list(response.context["form"].errors) == ["place"]
    assert Practice.unscoped.count() == 0


def test_create_leads_a_reader_to_find_a_school_first(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)

    assert client.get(URL).url == "/en/desk/welcome/?for=new"


def test_create_chooses_the_place_of_the_practice_begun_last(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)
    client.post(URL, sent(cast, place=f"school-{cast.school.pk}"))

    assert client.get(URL).context["form"]["place"].value() == f"school-{cast.school.pk}"


def test_create_chooses_the_depth_of_the_address(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    assert client.get(f"{URL}?depth=tip").context["form"]["depth"].value() == "tip"
    assert client.get(f"{URL}?depth=novel").context["form"]["depth"].value() is None


def test_create_asks_a_visitor_to_sign_in(cast: Cast, client: Client) -> None:
    response = client.get(URL)

    assert response.url == "/en/sign-in/?next=%2Fen%2Fdesk%2Fnew%2F"


def test_create_answers_no_other_method(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    assert client.delete(URL).status_code == 405
