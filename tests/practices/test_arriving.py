"""Arriving: name, language, and a school or project that is found or proposed; one writes at once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.models import Membership, Organisation, User
from polkka.upkeep.models import Mail
from practices import joining, places, proposals
from practices.models import Author, Version
from projects.models import Joining, Project, ProjectMember

from ..factory import Cast, draft, person

URL = "/en/desk/welcome/"


@pytest.fixture
def newcomer(cast: Cast) -> User:
    """A person who has signed in for the first time."""
    user = person("newcomer")
    User.objects.filter(pk=user.pk).update(name="")
    return User.objects.get(pk=user.pk)


def sent(**changed: Any) -> dict[str, Any]:
    return {"go": "save", "name": "Ulla Uusi", "language": "sv", "q": "koul", "once": "a-key-of-one-form", **changed}


def school(**changed: Any) -> dict[str, Any]:
    place = {"place": "new-school", "school_name": "Kallion koulu", "municipality": "Ulvila", "kind": "school"}
    return sent(**place, **changed)


def project(**changed: Any) -> dict[str, Any]:
    return school() | {"place": "new-project", "project_name": "Meren yli"} | changed


def test_first_visit_to_the_desk_leads_to_the_welcome_page_once(newcomer: User, client: Client) -> None:
    client.force_login(newcomer)

    assert client.get("/en/desk/").url == URL
    assert client.get(URL).status_code == 200
    assert client.get("/en/desk/").status_code == 200


def test_search_finds_schools_and_running_projects_and_keeps_what_was_typed(
    cast: Cast, newcomer: User, client: Client
) -> None:
    Project.objects.create(code="vanha", name="Vanha koulu", ended=timezone.localdate() - timedelta(days=1))
    Organisation.objects.create(code="salainen", name="Salainen koulu", is_proposed=True)
    client.force_login(newcomer)

    form = client.post(URL, sent(go="search")).context["form"]

    names = [name for _value, name in form.fields["place"].choices]
    assert names[:4] == ["Project pelto", "Project puro", "Koivulan koulu", "Mäntylän koulu"]
    assert len(names) == 6
    assert (form["name"].value(), form["language"].value(), form.errors) == ("Ulla Uusi", "sv", {})


def test_without_words_nothing_is_said_of_a_search(cast: Cast, newcomer: User, client: Client) -> None:
    client.force_login(newcomer)

    nothing, something = (client.post(URL, sent(go="save", q=words)).content.decode() for words in ("", "Kivi-ilves"))

    assert "was found with" not in nothing
    assert "was found with “Kivi-ilves”" in something


def test_search_for_a_whole_name_chooses_it(cast: Cast, newcomer: User, client: Client) -> None:
    client.force_login(newcomer)

    form = client.post(URL, sent(go="", q="koivulan KOULU")).context["form"]

    assert form["place"].value() == f"school-{cast.school.pk}"


def test_suggestions_name_what_is_found(cast: Cast, newcomer: User, client: Client) -> None:
    client.force_login(newcomer)

    assert json.loads(client.get(f"{URL}suggestions/", {"q": "mänty"}).content) == [
        {"text": "Mäntylän koulu", "kind": "school"},
        {"text": "Project pelto", "kind": "project"},
    ]
    assert json.loads(client.get(f"{URL}suggestions/", {"q": " "}).content) == []


def test_choosing_a_project_asks_its_manager_and_lets_one_write_nothing_else(
    cast: Cast, newcomer: User, client: Client
) -> None:
    hidden = draft(cast)
    client.force_login(newcomer)

    response = client.post(f"{URL}?for=tip", sent(place=f"project-{cast.project.pk}"))

    joined = Joining.objects.get()
    assert (joined.user, joined.project, joined.state) == (newcomer, cast.project, "waiting")
    assert response.url == "/sv/skrivbord/ny/?depth=tip"
    assert User.objects.filter(pk=newcomer.pk, name="Ulla Uusi", language="sv").exists()
    mail = Mail.objects.get(kind="join_asked")
    assert (mail.address, mail.context["place"]) == (cast.author.email, "Project puro")
    assert "/desk/projects/puro/" in mail.context["url"] or "/tyopoyta/hankkeet/puro/" in mail.context["url"]

    begun = client.post(
        "/en/desk/new/", {"place": f"project-{cast.project.pk}", "depth": "tip", "language": "fi", "title": "Uusi"}
    )

    version = Version.unscoped.exclude(pk=hidden.pk).get()
    assert begun.url == f"/en/desk/{version.practice.public_id}/edit/tip/"
    assert list(Version.unscoped.for_user(newcomer, "write")) == [version]
    assert client.get(begun.url).status_code == 200
    assert client.get(f"/en/desk/{hidden.practice.public_id}/").status_code == 404
    assert "Editor" not in client.get(f"/en/desk/{version.practice.public_id}/people/").content.decode()
    assert not ProjectMember.objects.filter(user=newcomer).exists()


def test_choosing_twice_with_one_key_asks_once(cast: Cast, newcomer: User, client: Client) -> None:
    client.force_login(newcomer)

    for _time in range(2):
        client.post(URL, sent(place=f"school-{cast.school.pk}"))

    assert Joining.objects.count() == 1
    assert Mail.objects.filter(kind="join_asked").count() == 1
    assert Mail.objects.get(kind="join_asked").address == cast.chief.email


def test_proposed_school_has_its_founder_and_is_written_for_at_once(newcomer: User, client: Client) -> None:
    client.force_login(newcomer)

    client.post(URL, school())
    client.post(URL, school())

    made = Organisation.objects.get(is_proposed=True)
    assert (made.name, made.municipality, made.kind) == ("Kallion koulu", "Ulvila", "school")
    assert Membership.objects.get(user=newcomer).organisation == made
    assert [place.name for place in places.places(newcomer)] == ["Kallion koulu"]
    assert not places.found(person("other"), "Kallion")


def test_proposed_project_is_managed_by_its_founder_and_led_by_a_school(newcomer: User, client: Client) -> None:
    client.force_login(newcomer)

    client.post(URL, project())

    made = Project.objects.get(is_proposed=True)
    assert ProjectMember.objects.get(user=newcomer, project=made).role == "manager"
    assert [(each.name, each.is_proposed) for each in made.organisations.all()] == [("Kallion koulu", True)]
    assert [place.value for place in places.places(newcomer)] == [f"project-{made.pk}"]


def test_proposal_of_a_school_that_is_there_asks_it(cast: Cast, newcomer: User, client: Client) -> None:
    client.force_login(newcomer)

    client.post(URL, school() | {"school_name": "koivulan koulu", "municipality": "koivula"})

    assert not Organisation.objects.filter(is_proposed=True).exists()
    assert Joining.objects.get().organisation == cast.school


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (sent(place=""), ["place"]),
        (sent(place="school-999999"), ["place"]),
        (sent(place="project-²"), ["place"]),
        (sent(place="new-school", name=""), ["name", "school_name", "municipality", "kind"]),
        (project(project_name=""), ["project_name"]),
        (project(project_name="x" * 161), ["project_name"]),
        (school(language="de"), ["language"]),
        (school() | {"school_name": "\u202eevil"}, ["school_name"]),
        (school() | {"kind": "castle"}, ["kind"]),
    ],
)
def test_bad_input_is_told_at_its_field_and_the_rest_is_kept(
    cast: Cast, newcomer: User, client: Client, data: dict[str, Any], fields: list[str]
) -> None:
    client.force_login(newcomer)

    response = client.post(URL, data)

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (200, fields)
    assert [anchor for _words, anchor in response.context["errors"]] == [f"id_{name}" for name in fields]
    assert response.context["q"] == "koul"
    assert form["name"].value() == data["name"]
    assert not Organisation.objects.filter(is_proposed=True).exists() and not Joining.objects.exists()


def test_later_asks_nothing_and_creating_asks_again(newcomer: User, client: Client) -> None:
    client.force_login(newcomer)

    assert client.post(URL, sent(go="later", name="", place="")).url == "/en/desk/"
    assert User.objects.get(pk=newcomer.pk).name == ""
    client.post(URL, sent(go="later"))
    assert User.objects.get(pk=newcomer.pk).name == "Ulla Uusi"
    assert client.get("/en/desk/").status_code == 200
    assert client.get("/en/desk/new/?depth=tip").url == f"{URL}?for=tip"


def test_practice_sent_by_who_belongs_nowhere_is_shown_to_be_copied(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)

    response = client.post("/en/desk/new/", {"title": "Kadonnut otsikko"})

    assert response.status_code == 409
    assert "Kadonnut otsikko" in response.content.decode()


def test_places_leave_out_ended_projects(cast: Cast) -> None:
    Project.objects.filter(pk=cast.project.pk).update(ended=timezone.localdate() - timedelta(days=1))

    assert [place.name for place in places.places(cast.author)] == ["Koivulan koulu"]
    assert not places.found(cast.reader, "Project puro")


def test_only_a_few_places_can_be_asked_for_at_once(cast: Cast, newcomer: User, client: Client) -> None:
    for number in range(joining.MOST_WAITING):
        proposals.propose_school(newcomer, name=f"Koulu {number}", municipality="Ulvila", kind="school")
    client.force_login(newcomer)

    response = client.post(URL, school())

    assert list(response.context["form"].errors) == ["place"]
    assert Organisation.objects.filter(is_proposed=True).count() == joining.MOST_WAITING


def _asked(cast: Cast, user: User, client: Client) -> Joining:
    client.force_login(user)
    client.post(URL, sent(place=f"project-{cast.project.pk}"))
    client.post(
        "/en/desk/new/", {"place": f"project-{cast.project.pk}", "depth": "tip", "language": "fi", "title": "Uusi"}
    )
    return Joining.objects.get(user=user)


def test_accepted_person_becomes_an_editor_and_is_told(cast: Cast, newcomer: User, client: Client) -> None:
    request = _asked(cast, newcomer, client)

    assert joining.decide(request, accepted=True, by=cast.author)
    assert not joining.decide(request, accepted=False, by=cast.author)

    assert ProjectMember.objects.get(user=newcomer).role == "editor"
    assert not Author.unscoped.exists()
    assert joining.unconfirmed(Version.unscoped.get().practice) == []
    assert Version.unscoped.for_user(newcomer, "write").count() == 1
    assert Mail.objects.get(kind="joined").address == newcomer.email


def test_refused_person_keeps_the_own_text_and_cannot_ask_again_at_once(
    cast: Cast, newcomer: User, client: Client
) -> None:
    request = _asked(cast, newcomer, client)

    assert joining.decide(request, accepted=False, by=cast.coordinator)
    assert joining.unconfirmed(Version.unscoped.get().practice) == [newcomer]

    assert not ProjectMember.objects.filter(user=newcomer).exists()
    assert Version.unscoped.for_user(newcomer, "write").count() == 1
    assert Mail.objects.get(kind="join_refused").address == newcomer.email
    with pytest.raises(joining.Refused):
        joining.ask(newcomer, project=cast.project)


@pytest.mark.parametrize(
    ("part", "may"),
    [
        ("author", True), ("editor", False), ("stranger", False), ("reader", False), ("coordinator", True),
        ("other_coordinator", False), ("chief", True), ("administrator", False), ("newcomer", False),
    ],
)  # fmt: skip
def test_request_to_a_project_is_answered_by_its_managers_and_coordinators(
    cast: Cast, newcomer: User, part: str, may: bool
) -> None:
    request = joining.ask(newcomer, project=cast.project)
    assert request is not None

    by = newcomer if part == "newcomer" else getattr(cast, part)

    assert joining.decide(request, accepted=True, by=by) is may
    assert ProjectMember.objects.filter(user=newcomer).exists() is may
