"""The writer's desk: everything one may write, by where it is."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from practices import comments, edits, invitations
from practices.models import Point, Version
from practices.questions import pages
from practices.states import State
from projects.models import Joining

from ..factory import Cast, draft, go, in_state, person

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

    assert line.go_on == f"/en/desk/{version.practice.public_id}/edit/{pages('tip')[0].code}/"


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
    asker, returned = cast.reader, in_state(cast, State.RETURNED)
    comments.add(returned, by=cast.editor, text="Hyvä.")
    invite(draft(cast, title="Yhdessä"), cast)
    Joining.objects.create(user=asker, project=cast.project)
    Joining.objects.create(user=cast.author, project=cast.other_project)
    client.force_login(cast.author)
    client.get(URL)

    with django_assert_num_queries(23):
        client.get(URL)
    for n in range(4):
        state = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.PUBLISHED)[n]
        comments.add(in_state(cast, state, title=f"Tarina {n}"), by=cast.editor, text=f"Hyvä {n}.")
        invite(draft(cast, title=f"Yhdessä {n}"), cast)
        Joining.objects.create(user=person(f"asker_{n}"), project=cast.project)
    client.get(URL)
    with django_assert_num_queries(23):
        client.get(URL)


def invite(version: Version, cast: Cast) -> None:
    """An invitation of the editor to the author, who writes the practice by the project too."""
    once = f"key-{version.practice.public_id}"
    invitations.make(version.practice, by=cast.editor, once=once, address="author@example.org")


def begin_many(cast: Cast, n: int) -> None:
    for number in range(n):
        edits.create(
            by=cast.author,
            owner=cast.school,
            project=cast.project,
            depth="tip",
            language="fi",
            title=f"Nro {number:02}",
        )


def test_desk_shows_the_beginning_of_many_and_all_of_them_by_pages(cast: Cast, client: Client) -> None:
    begin_many(cast, 35)
    client.force_login(cast.author)

    first = client.get(URL)
    assert [(group.n, len(group.lines)) for group in first.context["groups"]] == [(35, 8)]
    assert 'href="?show=drafts"' in first.content.decode()

    pages_of = [client.get(f"{URL}?show=drafts&page={page}").context["groups"][0].lines for page in (1, 2)]
    assert [len(lines) for lines in pages_of] == [30, 5]
    assert len({line.version.pk for lines in pages_of for line in lines}) == 35


@pytest.mark.parametrize("query", ["show=nonsense", "show=drafts&page=99999", "page=x", "show=drafts&page=-1"])
def test_desk_bears_any_page(cast: Cast, client: Client, query: str) -> None:
    begin_many(cast, 1)
    client.force_login(cast.author)

    assert [group.n for group in client.get(f"{URL}?{query}").context["groups"]] == [1]


@pytest.mark.parametrize(
    ("q", "found"),
    [("nro 07", ["Nro 07"]), ("PURO nro 03", ["Nro 03"]), ("koivulan 05", ["Nro 05"]), ("x" * 40, []), ("", None)],
)
def test_desk_is_searched_by_title_and_place(cast: Cast, client: Client, q: str, found: list[str] | None) -> None:
    begin_many(cast, 11)
    client.force_login(cast.author)

    answer = client.get(URL, {"q": q})

    titles = [line.title for group in answer.context["groups"] for line in group.lines]
    assert len(titles) == 8 if found is None else titles == found
    assert 'name="q"' in answer.content.decode()


def test_desk_refuses_words_that_cannot_be_looked_for(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    assert client.get(URL, {"q": "a" * 201}).status_code == 400


def test_desk_counts_the_requests_of_a_letter_without_an_answer(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.RETURNED)
    for order, answer in enumerate(("", "Tehty.", "")):
        Point.unscoped.create(version=version, order=order, text="Täsmennä.", answer=answer)
    client.force_login(cast.author)

    line = client.get(URL).context["groups"][0].lines[0]

    assert (line.unanswered, line.go_on) == (2, f"/en/desk/{version.practice.public_id}/requests/")


def test_desk_only_shows_what_belongs_to_an_ended_project(cast: Cast, client: Client) -> None:
    in_state(cast, State.PUBLISHED)
    draft(cast, title="Kesken")
    cast.project.ended = date(2020, 1, 31)
    cast.project.save()
    client.force_login(cast.author)

    answer = client.get(URL)

    found = [line for group in answer.context["groups"] for line in group.lines]
    assert [(line.ended, line.go_on, line.can_renew) for line in found] == [(date(2020, 1, 31), "", False)] * 2
    assert "only to be read" in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "can_renew"),
    [(State.DRAFT, False), (State.SUBMITTED, False), (State.PUBLISHED, True), (State.WITHDRAWN, True)],
)
def test_desk_offers_a_new_version(cast: Cast, client: Client, state: str, can_renew: bool) -> None:
    in_state(cast, state)
    client.force_login(cast.author)

    assert client.get(URL).context["groups"][0].lines[0].can_renew == can_renew


def test_desk_tells_of_comments_by_others_only(cast: Cast, client: Client) -> None:
    version, quiet = draft(cast), draft(cast, title="Hiljainen")
    comments.add(quiet, by=cast.author, text="Oma.")
    for text in ("Ensimmäinen.", "Toinen."):
        comments.add(version, by=cast.editor, text=text)
    comments.set_done(comments.add(version, by=cast.editor, text="Valmis."), True, by=cast.author)
    client.force_login(cast.author)

    said = client.get(URL).context["said"]

    assert [(one.public_id, one.n, one.text) for one in said] == [(version.practice.public_id, 2, "Toinen.")]
    client.force_login(cast.stranger)
    assert client.get(URL).context["said"] == []


def test_an_invitation_to_the_own_address_is_accepted_on_the_desk(cast: Cast, client: Client) -> None:
    version = draft(cast)
    invitations.make(version.practice, by=cast.author, once="one-time-key", address="Reader@example.org")
    client.force_login(cast.reader)
    [one] = client.get(URL).context["invited"]

    answers = [client.post(f"/en/desk/invitations/{one.pk}/").url for _ in range(2)]

    assert answers[0] == f"/en/desk/{version.practice.public_id}/"
    assert (client.get(answers[0]).status_code, client.get(URL).context["invited"]) == (200, [])


def test_an_invitation_to_somebody_else_is_not(cast: Cast, client: Client) -> None:
    version = draft(cast)
    made = invitations.make(version.practice, by=cast.author, once="one-time-key", address="reader@example.org")
    client.force_login(cast.stranger)

    assert client.post(f"/en/desk/invitations/{made.invitation.pk}/").url == URL
    assert client.get(f"/en/desk/{version.practice.public_id}/").status_code == 404


def test_desk_tells_managers_who_asks_and_askers_that_they_wait(cast: Cast, client: Client) -> None:
    Joining.objects.create(user=cast.reader, project=cast.project)
    seen = {}
    for part in ("author", "editor", "reader"):
        client.force_login(getattr(cast, part))
        context = client.get(URL).context
        seen[part] = ([(one.place, one.n, one.url) for one in context["asked"]], len(context["asking"]))

    assert seen == {
        "author": ([("Project puro", 1, "/en/desk/projects/puro/")], 0),
        "editor": ([], 0),
        "reader": ([], 1),
    }


def test_desk_only_reads(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    assert client.post(URL).status_code == 405


def test_desk_asks_a_visitor_to_sign_in(cast: Cast, client: Client) -> None:
    assert client.get(URL).url == "/en/sign-in/?next=%2Fen%2Fdesk%2F"
