"""The writer's desk: everything one may write, by where it is."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from practices import edits
from practices.models import Version
from practices.states import State

from ..factory import Cast, draft, go, in_state

URL = "/en/desk/"


def lines(client: Client) -> list[tuple[str, str, int]]:
    """(group, title, version number) of every line."""
    groups = client.get(URL).context["groups"]
    return [(group.code, line.title, line.version.number) for group in groups for line in group.lines]


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (State.DRAFT, [("drafts", "Puron tarina", 1)]),
        (State.SUBMITTED, [("with-us", "Puron tarina", 1)]),
        (State.IN_ASSESSMENT, [("with-us", "Puron tarina", 1)]),
        (State.RETURNED, [("returned", "Puron tarina", 2)]),
        (State.DECLINED, [("others", "Puron tarina", 1)]),
        (State.PUBLISHED, [("published", "Puron tarina", 1)]),
        (State.SUPERSEDED, [("published", "Puron tarina", 2)]),
        (State.WITHDRAWN, [("others", "Puron tarina", 1)]),
    ],
)
def test_desk_shows_each_practice_where_it_is(
    cast: Cast, client: Client, state: str, shown: list[tuple[str, str, int]]
) -> None:
    in_state(cast, state)
    client.force_login(cast.editor)

    assert lines(client) == shown


def test_desk_shows_a_published_practice_beside_its_next_draft(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.PUBLISHED)
    edits.new_version(version, by=cast.author)
    client.force_login(cast.author)

    assert lines(client) == [("drafts", "Puron tarina", 2), ("published", "Puron tarina", 1)]


def test_desk_gives_the_letter_of_a_return_with_the_next_draft(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.RETURNED)
    client.force_login(cast.author)

    line = client.get(URL).context["groups"][0].lines[0]

    assert (line.letter, line.go_on) == ("Perustelut.", f"/en/desk/{version.practice.public_id}/check/")


def test_desk_keeps_the_letter_when_the_next_draft_was_discarded(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.RETURNED)
    go(Version.unscoped.get(practice=version.practice, state=State.DRAFT), "discard", cast.author)
    client.force_login(cast.author)

    line = client.get(URL).context["groups"][0].lines[0]

    assert (line.version, line.letter, line.go_on) == (version, "Perustelut.", "")


def test_desk_leads_a_draft_to_its_first_gap(cast: Cast, client: Client) -> None:
    version = draft(cast, result="", curriculum="")
    client.force_login(cast.author)

    line = client.get(URL).context["groups"][0].lines[0]

    assert (line.missing, line.go_on) == (2, f"/en/desk/{version.practice.public_id}/edit/result/")


def test_desk_begins_an_untouched_draft_from_its_first_page(cast: Cast, client: Client) -> None:
    version = edits.create(
        by=cast.author, owner=cast.school, project=cast.project, depth="tip", language="fi", title="Uusi"
    )
    client.force_login(cast.author)

    line = client.get(URL).context["groups"][0].lines[0]

    assert line.go_on == f"/en/desk/{version.practice.public_id}/edit/basics/"


@pytest.mark.parametrize("part", ["stranger", "reader", "peer", "coordinator", "chief", "administrator"])
def test_desk_shows_nothing_of_others(cast: Cast, client: Client, part: str) -> None:
    draft(cast)
    in_state(cast, State.PUBLISHED, title="Julkaistu")
    client.force_login(getattr(cast, part))

    assert lines(client) == []


def test_desk_of_a_beginner_says_what_to_do(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    content = client.get(URL).content.decode()

    assert content.count('class="button" href="/en/desk/new/"') == 1
    assert "Nothing has been written here yet." in content


@pytest.mark.parametrize(
    ("part", "link", "number"), [("peer", "/en/assessments/", 0), ("coordinator", "/en/coordination/", 1)]
)
def test_desk_links_to_the_other_duties(cast: Cast, client: Client, part: str, link: str, number: int) -> None:
    in_state(cast, State.SUBMITTED)
    client.force_login(getattr(cast, part))

    response = client.get(URL)

    main = response.content.decode().partition("<main")[2]
    assert main.count(f'href="{link}"') == 1
    assert response.context["to_assess"] + response.context["to_decide"] == number


def test_desk_asks_the_same_number_of_questions_for_many(
    cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    in_state(cast, State.RETURNED)
    client.force_login(cast.author)
    client.get(URL)

    with django_assert_num_queries(12):
        client.get(URL)
    for n in range(4):
        in_state(cast, (State.DRAFT, State.SUBMITTED, State.RETURNED, State.PUBLISHED)[n], title=f"Tarina {n}")
    client.get(URL)
    with django_assert_num_queries(12):
        client.get(URL)


def test_desk_only_reads(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    assert client.post(URL).status_code == 405


def test_desk_asks_a_visitor_to_sign_in(cast: Cast, client: Client) -> None:
    assert client.get(URL).url == "/en/sign-in/?next=%2Fen%2Fdesk%2F"
