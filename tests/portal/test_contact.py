"""The contact of a practice."""

import pytest
from django.test import Client

from practices.models import Version
from practices.states import State
from tests.factory import Cast, in_state

from .published import publish

PATHS = {"fi": "/fi/kaytannot/{}/yhteys/", "sv": "/sv/praxis/{}/kontakt/", "en": "/en/practices/{}/contact/"}


@pytest.mark.parametrize("language", PATHS)
def test_contact_is_told(language: str, client: Client, cast: Cast) -> None:
    response = client.get(PATHS[language].format(publish(cast).practice.public_id))
    content = response.content.decode()
    assert response.status_code == 200
    assert '<a class="address" href="mailto:puro@example.org">puro@example.org</a>' in content
    assert '<meta name="robots" content="noindex, nofollow">' in content
    assert not response.cookies


def test_practice_without_a_contact_has_no_such_page(client: Client, cast: Cast) -> None:
    version = publish(cast)
    Version.unscoped.filter(pk=version.pk).update(contact_email="")
    assert client.get(PATHS["fi"].format(version.practice.public_id)).status_code == 404


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_contact_of_an_unpublished_practice_is_missing(state: str, client: Client, cast: Cast) -> None:
    version = in_state(cast, state)
    assert client.get(PATHS["fi"].format(version.practice.public_id)).status_code == 404


def test_contact_refuses_a_post(client: Client, cast: Cast) -> None:
    assert client.post(PATHS["fi"].format(publish(cast).practice.public_id)).status_code == 405
