"""The page before submitting: what is missing, and how much is told."""

import pytest
from django.test import Client

from practices import edits
from practices.models import Version
from practices.states import State

from ..factory import Cast, draft, in_state, read


def url(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/check/"


def test_check_links_to_each_missing_answer(cast: Cast, client: Client) -> None:
    version = draft(cast, title="", level=[], steps=[])
    client.force_login(cast.author)

    missing = client.get(url(version)).context["missing"]

    place = f"/en/desk/{version.practice.public_id}/edit"
    assert [(str(label), link) for label, _message, link in missing] == [
        ("Title", f"{place}/basics/#id_title"),
        ("Level of internationalisation", f"{place}/for-whom/#id_level"),
        ("The steps", f"{place}/method/#id_steps"),
    ]


@pytest.mark.parametrize(("page", "code"), [("basics", "title"), ("for-whom", "level"), ("method", "steps")])
def test_check_leads_to_fields_that_are_there(cast: Cast, client: Client, page: str, code: str) -> None:
    version = draft(cast, title="", level=[], steps=[])
    client.force_login(cast.author)

    content = client.get(f"/en/desk/{version.practice.public_id}/edit/{page}/").content.decode()

    assert content.count(f'id="id_{code}"') == 1


def test_check_offers_to_submit_only_what_is_complete(cast: Cast, client: Client) -> None:
    complete, lacking = draft(cast), draft(cast, result="")
    client.force_login(cast.author)

    pages = [client.get(url(version)).content.decode() for version in (complete, lacking)]

    offers = [
        f"/en/desk/{version.practice.public_id}/send/" in page
        for version, page in zip((complete, lacking), pages, strict=True)
    ]
    assert offers == [True, False]
    assert "CC BY 4.0" in pages[0]


def test_check_tells_how_far_the_other_languages_are(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    rows = client.get(url(version)).context["languages"]
    assert [(row.standing.language, row.standing.state, row.is_asked) for row in rows] == [
        ("sv", "missing", True),
        ("en", "missing", False),
    ]


def test_check_changes_the_depth_and_keeps_every_answer(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version), {"depth": "tip"})

    after = read(version)
    assert response.url == url(version)
    assert (after.depth, after.original.curriculum) == ("tip", version.original.curriculum)


def test_check_telling_more_leads_to_what_is_new_and_keeps_every_answer(cast: Cast, client: Client) -> None:
    version = draft(cast, depth="tip")
    client.force_login(cast.author)

    response = client.post(url(version), {"depth": "practice"})

    assert response.url == f"/en/desk/{version.practice.public_id}/edit/for-whom/"
    assert (read(version).depth, read(version).title) == ("practice", "Puron tarina")


@pytest.mark.parametrize("depth", ["", "novel", "\x00"])
def test_check_refuses_an_unknown_depth(cast: Cast, client: Client, depth: str) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version), {"depth": depth}, follow=True)

    assert [str(message) for message in response.context["messages"]] == ["Choose how much you will tell."]
    assert read(version).depth == "practice"


@pytest.mark.parametrize("method", ["get", "post"])
def test_check_of_what_is_no_longer_a_draft_shows_its_status(cast: Cast, client: Client, method: str) -> None:
    version = in_state(cast, State.SUBMITTED)
    client.force_login(cast.author)

    response = getattr(client, method)(url(version), {"depth": "tip"})

    assert response.url == f"/en/desk/{version.practice.public_id}/"
    assert read(version).depth == "practice"


@pytest.mark.parametrize("part", ["stranger", "reader", "coordinator", "chief"])
def test_check_is_missing_for_others(cast: Cast, client: Client, part: str) -> None:
    version = draft(cast)
    client.force_login(getattr(cast, part))

    assert [client.get(url(version)).status_code, client.post(url(version), {"depth": "tip"}).status_code] == [404, 404]


def test_check_answers_no_other_method(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    assert client.delete(url(version)).status_code == 405


def test_check_depth_of_a_draft_submitted_at_the_same_moment_says_so(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    def refuse(*arguments: object, **options: object) -> None:
        raise edits.NotWritable("This version is no longer a draft.")

    monkeypatch.setattr(edits, "set_depth", refuse)
    response = client.post(url(version), {"depth": "tip"}, follow=True)

    assert [str(message) for message in response.context["messages"]] == ["This version is no longer a draft."]
