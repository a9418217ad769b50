"""The self-check of the authors: saved as one goes, told to who decides, and changing nothing that others see."""

import json
from typing import Any

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client

from criteria.models import CriteriaSet
from practices import assessing, assessors, exporting, labels, profiles, self_check
from practices.assessing import Given
from practices.models import Assessment, Author, Version
from practices.states import AssessmentState, Kind, State

from ..factory import CRITERIA, Cast, draft, finish, go, in_state, read, yes_to_all


def url(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/self-check/"


def post(client: Client, version: Version, go: str = "stay", **sent: Any) -> HttpResponse:
    return client.post(url(version), {"go": go, "seen": "0", **sent})


def checked(cast: Cast, version: Version, step: int = 1) -> Assessment:
    given = {code: Given(step, comment=f"Oma {code}") for code in CRITERIA}
    return self_check.save(version, given, by=cast.author, is_done=True)


def test_self_check_asks_the_criteria_of_the_assessors(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    form = client.get(url(version)).context["form"]

    assert [row.code for row in form.checked()] == list(CRITERIA)
    assert all(sorted(row.hints) == ["0", "1", "2", "3", "4"] for row in form.checked())


def test_self_check_is_saved_as_one_goes(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = post(client, version, go="IMP", step_CUR="3", comment_CUR="Kohta T5.")

    assert response.url == f"{url(version)}#IMP"
    check = self_check.own(version, cast.author)
    assert check is not None
    assert (check.kind, check.state, read(version).edit) == (Kind.SELF, AssessmentState.OPEN, version.edit)
    form = client.get(url(version)).context["form"]
    assert (form["step_CUR"].value(), form["comment_CUR"].value()) == ("3", "Kohta T5.")


def test_self_check_tells_the_lowest_and_where_to_tell_more(cast: Cast, client: Client) -> None:
    version = draft(cast, depth="model")
    client.force_login(cast.author)

    response = post(client, version, go="done", step_CUR="4", step_SUS="0", step_RES="2", step_NET="na")

    lowest = client.get(response.url).context["lowest"]
    assert [(low["step"], next(link for _label, link in low["places"])) for low in lowest] == [
        (0, f"/en/desk/{version.practice.public_id}/edit/adopt/#id_rooting"),
        (2, f"/en/desk/{version.practice.public_id}/edit/adopt/#id_resources"),
    ]


@pytest.mark.parametrize(
    "sent",
    [
        {"step_CUR": "5"},
        {"step_CUR": "\x00"},
        {"comment_CUR": "x" * 2001},
        {"comment_CUR": "kello \x07"},
    ],
)
def test_self_check_refuses_what_cannot_be_stored_and_saves_the_rest(
    cast: Cast, client: Client, sent: dict[str, str]
) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = post(client, version, go="done", step_IMP="2", **sent)

    assert (response.status_code, list(response.context["form"].errors)) == (400, list(sent))
    given, _number = self_check.answers(version, cast.author)
    assert {code: answer.step for code, answer in given.items() if answer.step is not None} == {"IMP": 2}


def test_self_check_of_another_window_is_not_overwritten(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    post(client, version, step_CUR="1")
    post(client, version, step_CUR="2", seen="1")

    response = post(client, version, step_CUR="4", seen="1")

    assert (response.status_code, response.context["form"]["step_CUR"].value()) == (409, "4")
    assert self_check.answers(version, cast.author)[0]["CUR"].step == 2


def test_self_check_of_what_was_sent_meanwhile_is_shown_to_be_copied(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.author)

    response = post(client, version, comment_CUR="Tärkeä huomio")

    assert (response.status_code, "Tärkeä huomio" in response.content.decode()) == (409, True)
    assert client.get(url(version)).url == f"/en/desk/{version.practice.public_id}/"


def test_the_next_draft_begins_with_the_last_self_check(cast: Cast, client: Client) -> None:
    version = draft(cast)
    checked(cast, version)
    go(version, "submit", cast.author)
    following = go(version, "return", cast.coordinator, note="Lisää.")
    client.force_login(cast.author)

    context = client.get(url(following)).context

    assert (context["before"], context["form"]["step_CUR"].value(), context["is_done"]) == (1, "1", False)
    assert self_check.own(following, cast.author) is None


def test_self_check_is_no_assessment(cast: Cast, client: Client) -> None:
    """No task, no label, no figure, no public column, no letter; only who decides sees it."""
    version = draft(cast)
    checked(cast, version, step=0)
    version = go(version, "submit", cast.author)
    assert Assessment.unscoped.for_user(cast.author).count() == 0
    assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    version = go(version, "take_up", cast.coordinator)
    for peer in (cast.peer, cast.second_peer):
        finish(version, peer, by=cast.coordinator)
    version = read(version)

    public, own = profiles.profile(version, "en"), profiles.profile(version, "en", with_own=True)
    outcome = assessing.outcome(version)
    assert public and own and outcome
    assert ({row.own for row in public.rows}, {row.own for row in own.rows}) == ({None}, {0.0})
    assert (public.total, public.peers, labels.label(labels.scored(version))) == (75, 2, "peer")
    assert (outcome.wants_third, public.summary == own.summary) == (False, True)
    client.force_login(cast.coordinator)
    page = client.get(f"/en/coordination/{version.practice.public_id}/")
    assert "Oma CUR" in page.content.decode()
    letter = client.get(f"/en/desk/{version.practice.public_id}/move/publish/").context["form"]["note"].value()
    assert "Oma CUR" not in letter
    client.force_login(cast.peer)
    mine = Assessment.unscoped.get(version=version, assessor=cast.peer)
    assert "Oma CUR" not in client.get(f"/en/assessments/{mine.pk}/").content.decode()


def test_an_author_who_has_left_does_not_become_an_assessor(cast: Cast, client: Client) -> None:
    version = draft(cast)
    Author.unscoped.create(practice=version.practice, user=cast.reader)
    check = self_check.save(version, {"CUR": Given(2)}, by=cast.reader, is_done=True)
    version = go(version, "submit", cast.author)
    assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
    go(version, "take_up", cast.coordinator)
    Author.unscoped.filter(user=cast.reader).delete()
    client.force_login(cast.reader)

    addresses = (f"/en/assessments/{check.pk}/", f"/en/desk/{version.practice.public_id}/preview/", url(version))
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_ones_own_data_hold_the_self_check(cast: Cast) -> None:
    checked(cast, draft(cast))

    found = json.loads("".join(exporting.data(cast.author)))

    assert [row["kind"] for row in found["assessments"]] == ["self"]


def test_an_author_is_not_asked_to_assess(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    Author.unscoped.create(practice=version.practice, user=cast.expert)

    assert cast.expert not in assessors.untied(version, cast.coordinator)


def test_self_check_without_criteria_is_missing(cast: Cast, client: Client) -> None:
    version = draft(cast)
    CriteriaSet.objects.update(is_current=False)
    client.force_login(cast.author)

    assert client.get(url(version)).status_code == 404
    assert url(version) not in client.get(f"/en/desk/{version.practice.public_id}/check/").content.decode()


def test_self_check_is_missing_for_others(cast: Cast, client: Client) -> None:
    version = draft(cast)

    for part in ("stranger", "reader", "peer", "coordinator", "chief"):
        client.force_login(getattr(cast, part))
        answers = [client.get(url(version)), post(client, version, step_CUR="1")]
        assert [answer.status_code for answer in answers] == [404, 404], part


def test_self_check_answers_no_other_method(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    assert client.put(url(version)).status_code == 405


def test_a_self_check_sent_after_signing_out_is_kept(cast: Cast, client: Client) -> None:
    version = draft(cast)

    response = post(client, version, step_CUR="3", comment_CUR="Kohta T5.")

    client.force_login(cast.author)
    content = client.get(QueryDict(response.url.partition("?")[2])["next"]).content.decode()
    assert "Kohta T5." in content
