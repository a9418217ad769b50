"""The first page of the admin and the quick find: for whom what, how many queries, and nothing that is not theirs."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from network.models import Duty, User
from polkka.portal.models import Feedback, SearchMiss, Wish
from polkka.upkeep import clock, counting, outbox
from polkka.upkeep.models import DayCount, Mail
from polkka.workspace.groups import GROUPS, grouped
from practices import comments, searching
from practices.models import Version
from practices.states import State
from projects.models import Project

from .factory import Cast, draft, in_state

pytestmark = pytest.mark.django_db
URL, FIND = "/admin/", "/admin/find/"


def enter(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def codes(client: Client, **query: str) -> list[str]:
    return [queue.code for queue in client.get(URL, query).context["queues"]]


def left_by_readers(key: str = "a") -> None:
    """A wish, feedback and a search without hits, and a message that was given up."""
    Wish.objects.create(once=f"w{key}", words="kemian etävaihto", language="fi")
    Feedback.objects.create(once=f"f{key}", text="Haku ei löydä.", language="fi")
    SearchMiss.objects.create(day=timezone.localdate(), language="fi", words=f"sana {key}", times=3)
    outbox.queue("publish", key=key, address="a@example.org", language="fi", context={"title": "x"})
    Mail.objects.update(state=Mail.State.PARKED)


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("coordinator", ["new", "wish", "feedback", "mail", "misses"]),
        ("chief", ["new", "wish", "feedback", "mail", "misses"]),
        ("administrator", ["feedback", "mail"]),
        ("counsellor", []),
    ],
)
def test_each_role_sees_what_waits_for_it(client: Client, cast: Cast, part: str, shown: list[str]) -> None:
    in_state(cast, State.SUBMITTED)
    left_by_readers()
    assert codes(enter(client, getattr(cast, part))) == shown


def test_who_does_not_run_the_mail_sees_only_how_much_did_not_leave(client: Client, cast: Cast) -> None:
    left_by_readers()
    (mine,) = [queue for queue in enter(client, cast.chief).get(URL).context["queues"] if queue.code == "mail"]
    assert (mine.n, mine.lines, mine.url) == (1, [], "")
    page = enter(client, cast.administrator).get(URL)
    (mine,) = [queue for queue in page.context["queues"] if queue.code == "mail"]
    assert [line.title for line in mine.lines] == ["a@example.org"]


def test_the_switch_to_all_is_remembered(client: Client, cast: Cast) -> None:
    in_state(cast, State.SUBMITTED)
    enter(client, cast.other_coordinator)
    assert codes(client) == []
    assert codes(client, all="1") == codes(client) == ["new"]
    assert codes(client, all="nonsense") == ["new"]
    assert codes(client, all="0") == codes(client) == []


def test_nothing_waiting_is_said_kindly(client: Client, cast: Cast) -> None:
    page = enter(client, cast.coordinator).get(URL)
    assert (page.context["queues"], page.context["n_waiting"], 'class="nothing"' in page.content.decode()) == (
        [],
        0,
        True,
    )


@pytest.mark.parametrize("part", ["coordinator", "chief"])
def test_it_takes_as_many_queries_for_thirty(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries, part: str
) -> None:
    enter(client, getattr(cast, part))
    counts = []
    for n in (1, 29):
        in_state(cast, State.SUBMITTED, title=f"Lähetetty {n}")
        in_state(cast, State.IN_ASSESSMENT, title=f"Arvioitava {n}")
        for number in range(n):
            left_by_readers(f"{n}-{number}")
            Project.objects.create(code=f"p{n}-{number}", name="P", is_proposed=True)
            DayCount.objects.create(day=timezone.localdate(), kind=counting.VIEW, key=f"k{n}-{number}", times=2)
        client.get(URL, {"all": "1"})
        with django_assert_max_num_queries(20) as counted:
            client.get(URL, {"all": "1"})
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_picture_tells_gaps_and_what_is_on_its_way(client: Client, cast: Cast) -> None:
    in_state(cast, State.PUBLISHED)
    draft(cast)
    picture = enter(client, cast.counsellor).get(URL).context["picture"]
    assert picture.total == 1
    cells = {cell.name: cell for row in picture.rows for cell in row.cells}
    assert sum(cell.count for cell in cells.values()) == 2
    assert [cell.under_way for cell in cells.values() if cell.count] == [1, 1]
    assert len(picture.gaps) == sum(cell.is_gap for cell in cells.values())


def test_the_month_counts_readers_too(client: Client, cast: Cast) -> None:
    today = timezone.localdate()
    before = today.replace(day=1) - timedelta(days=1)
    for day, times in ((today, 5), (before, 7)):
        DayCount.objects.create(day=day, kind=counting.VIEW, key="A", times=times)
        DayCount.objects.create(day=day, kind=counting.SEARCH, key="fi", times=times + 1)
        SearchMiss.objects.create(day=day, language="fi", words="puuttuva", times=times + 2)
    figures = enter(client, cast.chief).get(URL).context["figures"]
    assert [(row.now, row.before) for row in figures if row.is_of_all] == [("5", "7"), ("6", "8"), ("7", "9")]


def test_tables_stand_in_groups_and_none_is_lost(client: Client, cast: Cast) -> None:
    request = enter(client, cast.chief).get(URL).wsgi_request
    apps = admin.site.get_app_list(request)
    listed = [model["object_name"] for app in apps for model in app["models"]]
    found = [model["object_name"] for group in grouped(apps) for model in group["models"]]
    assert sorted(found) == sorted(listed)
    named = {label for _code, _name, labels in GROUPS for label in labels}
    known = {model._meta.label_lower for model in admin.site._registry}
    inline = {inline.model._meta.label_lower for row in admin.site._registry.values() for inline in row.inlines}
    assert named <= known | inline


def test_the_clock_tells_administrators_when_it_ran(client: Client, cast: Cast) -> None:
    assert enter(client, cast.administrator).get(URL).context["clock"] is None
    call_command("tick")
    call_command("tick")
    ran = enter(client, cast.administrator).get(URL).context["clock"]
    assert timezone.now() - ran < timedelta(minutes=1)
    assert DayCount.objects.get(kind=clock.TICK).times == 2
    assert enter(client, cast.coordinator).get(URL).context["clock"] is None


# --- finding -----------------------------------------------------------------------------------------------------
def found(client: Client, typed: str) -> dict[str, list[str]]:
    groups = client.get(FIND, {"q": typed}).context["groups"]
    return {str(group.name): [one.title for one in group.found] for group in groups}


def remembered(version: Version) -> Version:
    searching.remember(version)
    return version


def test_one_field_finds_practices_places_and_concepts(client: Client, cast: Cast) -> None:
    remembered(in_state(cast, State.SUBMITTED, title="Koivulan puro"))
    remembered(draft(cast, title="Koivulan salainen luonnos"))
    answer = found(enter(client, cast.chief), "koivula")
    assert answer == {"Käytännöt": ["Koivulan puro"], "Organisaatiot": ["Koivulan koulu"]}
    assert "Liikkuvuus" in [title for titles in found(client, "liikkuvuus").values() for title in titles]


def test_a_draft_is_found_once_it_has_been_shown(client: Client, cast: Cast) -> None:
    version = remembered(draft(cast, title="Näytetty luonnos"))
    enter(client, cast.other_coordinator)
    assert found(client, "näytetty") == {}
    comments.add(version, by=cast.author, text="Neuvokaa.", asks=True)
    (group,) = client.get(FIND, {"q": "näytetty"}).context["groups"]
    assert client.get(group.found[0].url).status_code == 200


def test_a_permanent_name_leads_straight_to_its_practice(client: Client, cast: Cast) -> None:
    public_id = in_state(cast, State.PUBLISHED).practice.public_id
    enter(client, cast.coordinator)
    expected = f"/fi/koordinointi/{public_id}/"
    assert client.get(FIND, {"q": f" {public_id.lower()} "}).url == expected
    secret = draft(cast).practice.public_id
    assert client.get(FIND, {"q": secret}).status_code == 200


@pytest.mark.parametrize(("part", "sees"), [("administrator", True), ("coordinator", False), ("counsellor", False)])
def test_people_are_found_by_administrators_only(client: Client, cast: Cast, part: str, sees: bool) -> None:
    remembered(in_state(cast, State.SUBMITTED, title="Stranger than fiction"))
    answer = found(enter(client, getattr(cast, part)), "stranger")
    assert (("Ihmiset" in answer), ("Käytännöt" in answer)) == (sees, part == "coordinator")


@pytest.mark.parametrize("typed", ["", "a", " ", "x" * 500, "' OR 1=1 --", "%", "ä̈"])
def test_whatever_is_typed_is_answered(client: Client, cast: Cast, typed: str) -> None:
    assert enter(client, cast.chief).get(FIND, {"q": typed}).status_code == 200


@pytest.mark.parametrize("part", ["author", "peer"])
def test_the_quick_find_is_missing_for_others(client: Client, cast: Cast, part: str) -> None:
    assert enter(client, getattr(cast, part)).get(FIND, {"q": "koivula"}).status_code == 404


def test_the_masthead_leads_to_the_first_page(client: Client, cast: Cast) -> None:
    for person, name in ((cast.coordinator, "Koordinaatio"), (cast.administrator, "Hallinta")):
        page = enter(client, person).get("/fi/oma-tili/")
        assert [url for label, url, _here in page.context["account_nav"] if label == name] == [reverse("admin:index")]


def test_a_duty_of_two_roles_opens_both(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    Duty.objects.create(user=cast.chief, kind=Duty.Kind.ADMINISTRATOR)
    in_state(cast, State.SUBMITTED)
    left_by_readers()
    enter(client, cast.chief).get(URL)
    with django_assert_max_num_queries(20):
        assert codes(client) == ["new", "wish", "feedback", "mail", "misses"]
