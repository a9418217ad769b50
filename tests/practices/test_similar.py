"""Published practices like the one being written: found by its words, never a draft, and two choices about each."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from practices import edits, similar
from practices.models import Version

from ..factory import Cast, draft, in_state, read
from .pages import shown

LIKE = {
    "title": "Lähipuron tutkimus",
    "summary": "Luokka tutkii lähipuroa ja vertaa tuloksia ystävyysluokan kanssa.",
    "challenge": "Oppilaat tunsivat kaukaisten maiden eläimet paremmin kuin puronsa.",
}
UNLIKE = {"title": "Kirjeenvaihto", "summary": "Kirjoitetaan kortteja.", "challenge": "Kukaan ei kirjoita enää."}


def url(version: Version, end: str) -> str:
    return f"/en/desk/{version.practice.public_id}/{end}/"


def names(version: Version, **said: str) -> list[str]:
    return [one.public_id for one in similar.similar({**similar.answers(version), **said}, version, "fi")]


def test_similar_published_practice_is_shown_beside_title_and_challenge(cast: Cast, client: Client) -> None:
    live = in_state(cast, "published")
    version = draft(cast, **LIKE)
    client.force_login(cast.author)

    for page in ("basics", "challenge"):
        found = client.get(url(version, f"edit/{page}")).context["similar"]
        assert [(one.public_id, one.title) for one in found] == [(live.practice.public_id, "Puron tarina")]
        assert found[0].words.startswith("puro, ")
    assert client.get(url(version, "edit/result")).context["similar"] is None


@pytest.mark.parametrize("said", [UNLIKE, {"title": "", "summary": "", "challenge": ""}, {**UNLIKE, "title": "* # <"}])
def test_unlike_words_find_nothing(cast: Cast, said: dict[str, str]) -> None:
    in_state(cast, "published")

    assert names(draft(cast, **LIKE), **said) == []


@pytest.mark.parametrize("state", ["draft", "in_assessment", "withdrawn"])
def test_what_is_not_published_is_never_found(cast: Cast, state: str) -> None:
    in_state(cast, state)

    assert names(draft(cast, **LIKE)) == []


def test_next_version_does_not_find_itself(cast: Cast) -> None:
    live = in_state(cast, "published")

    assert names(edits.new_version(live, by=cast.author)) == []


def test_what_is_being_typed_is_compared_and_not_saved(cast: Cast, client: Client) -> None:
    live = in_state(cast, "published")
    version = draft(cast, **UNLIKE)
    client.force_login(cast.author)

    fields = {"page": "basics", "title": LIKE["title"], "summary": LIKE["summary"] + " \x07"}
    response = client.post(url(version, "similar"), fields, headers={"X-Part": "1"})

    assert [one.public_id for one in response.context["similar"]] == [live.practice.public_id]
    assert read(version).title == "Kirjeenvaihto"


@pytest.mark.parametrize("header", [{}, {"X-Part": "1"}])
def test_building_on_one_is_noted_once_and_puts_it_away(cast: Cast, client: Client, header: dict[str, str]) -> None:
    name = in_state(cast, "published").practice.public_id
    version = draft(cast, **LIKE, builds_on="Vanha.")
    client.force_login(cast.author)
    fields = {"page": "basics", "name": name, "deed": "build"}

    for _click in range(2):
        response = client.post(url(version, "similar"), fields, headers=header)

    assert response.status_code == (200 if header else 302)
    assert read(version).original.builds_on == f"Vanha.\n\n[Puron tarina]({settings.SITE_URL}/p/{name})"
    assert client.get(url(version, "edit/basics")).context["similar"] == []


def test_differing_puts_one_away_for_this_draft_only(cast: Cast, client: Client) -> None:
    name = in_state(cast, "published").practice.public_id
    version, other = draft(cast, **LIKE), draft(cast, **LIKE)
    client.force_login(cast.author)

    client.post(url(version, "similar"), {"page": "basics", "name": name, "deed": "differ"})

    assert client.get(url(version, "edit/basics")).context["similar"] == []
    assert len(client.get(url(other, "edit/basics")).context["similar"]) == 1
    assert read(version).original.builds_on == ""


@pytest.mark.parametrize("bad", ["nothing", "draft", "itself", "full"])
def test_building_on_what_cannot_be_is_refused_in_words(cast: Cast, client: Client, bad: str) -> None:
    live = in_state(cast, "published").practice.public_id
    version = draft(cast, **LIKE, builds_on="x" * 1990 if bad == "full" else "")
    draft_name = draft(cast).practice.public_id
    given = {"nothing": "ZZZZZZZZ", "draft": draft_name, "itself": version.practice.public_id, "full": live}[bad]
    client.force_login(cast.author)

    fields: dict[str, Any] = {"page": "basics", "name": given, "deed": "build"}
    response = client.post(url(version, "similar"), fields, headers={"X-Part": "1"})

    assert response.context["said"]
    assert len(read(version).original.builds_on) == (1990 if bad == "full" else 0)


def test_similar_is_only_for_those_who_write(cast: Cast, client: Client) -> None:
    version = draft(cast)
    for user, status in ((cast.stranger, 404), (cast.coordinator, 404), (cast.editor, 302)):
        client.force_login(user)
        assert client.post(url(version, "similar"), {"page": "basics"}).status_code == status
    assert client.get(url(version, "similar")).status_code == 405


def test_page_is_saved_whatever_is_similar(cast: Cast, client: Client) -> None:
    in_state(cast, "published")
    version = draft(cast, **LIKE)
    client.force_login(cast.author)

    response = client.post(url(version, "edit/basics"), shown(client, version, "basics") | {"title": "Puron tarina"})

    assert response.status_code == 302
    assert read(version).title == "Puron tarina"
