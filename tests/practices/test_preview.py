"""The look of a version before it is published, for its own people."""

import pytest
from django.test import Client

from practices.models import Text, Version
from practices.questions import TEXT_QUESTIONS
from practices.states import State

from ..factory import Cast, draft, in_state


def url(version: Version) -> str:
    return f"/en/desk/{version.practice.public_id}/preview/"


def test_preview_shows_the_draft_as_readers_would_see_it(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.get(url(version))

    assert response.context["practice"].card.title == "Puron tarina"
    assert response.context["is_preview"] is True
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_preview_shows_an_empty_draft(cast: Cast, client: Client) -> None:
    version = draft(cast, title="", summary="", steps=[], level=[], theme=[], stage=[], contact_email="")
    client.force_login(cast.author)

    assert client.get(url(version)).status_code == 200


@pytest.mark.parametrize("state", list(State))
def test_preview_shows_every_state_to_its_authors(cast: Cast, client: Client, state: str) -> None:
    version = in_state(cast, state)
    client.force_login(cast.author)

    assert client.get(url(version)).context["version"].practice == version.practice


@pytest.mark.parametrize(
    ("state", "part", "status"),
    [
        (State.DRAFT, "coordinator", 404),
        (State.DRAFT, "stranger", 404),
        (State.SUBMITTED, "coordinator", 200),
        (State.SUBMITTED, "chief", 200),
        (State.SUBMITTED, "other_coordinator", 200),
        (State.SUBMITTED, "peer", 404),
        (State.IN_ASSESSMENT, "peer", 200),
        (State.IN_ASSESSMENT, "expert", 404),
        (State.PUBLISHED, "peer", 404),
        (State.PUBLISHED, "reader", 404),
    ],
)
def test_preview_is_for_those_who_may_see_the_version(
    cast: Cast, client: Client, state: str, part: str, status: int
) -> None:
    version = in_state(cast, state)
    client.force_login(getattr(cast, part))

    assert client.get(url(version)).status_code == status


def test_preview_never_shows_a_newer_draft_to_a_coordinator(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.RETURNED)
    client.force_login(cast.coordinator)

    assert client.get(url(version)).context["version"] == version


def test_preview_leads_only_authors_back_to_writing(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.SUBMITTED)
    answers = {}
    for part in ("author", "coordinator"):
        client.force_login(getattr(cast, part))
        answers[part] = client.get(url(version)).context["is_author"]

    assert answers == {"author": True, "coordinator": False}


def test_preview_only_reads(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    assert client.post(url(version)).status_code == 405


def test_preview_is_made_of_the_very_templates_of_the_published_page(cast: Cast, client: Client) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.force_login(cast.author)

    preview = client.get(url(version))
    public = client.get(preview.context["practice"].alternates[2].url)

    made_of = [{template.name for template in page.templates if template.name} for page in (preview, public)]
    assert {"portal/practice.html", "portal/practice_article.html"} <= made_of[0] & made_of[1]
    assert made_of[0] - made_of[1] == {"practices/preview.html"}


def test_preview_of_a_draft_in_two_languages_leads_to_the_other_preview(cast: Cast, client: Client) -> None:
    version = draft(cast)
    copied = {question.code: getattr(version.original, question.code) for question in TEXT_QUESTIONS}
    Text.unscoped.create(version=version, language="sv", **copied)
    client.force_login(cast.author)

    response = client.get(url(version))

    links = {code: address for code, _name, address in response.context["practice"].languages}
    place = version.practice.public_id
    assert links == {
        "fi": f"/fi/tyopoyta/{place}/esikatselu/",
        "sv": f"/sv/skrivbord/{place}/forhandsvisning/",
    }
    assert client.get(links["sv"]).status_code == 200
