"""The page of the contact of a practice; its form is tested in test_letters.py."""

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


def test_practice_without_a_contact_can_be_asked_about_all_the_same(client: Client, cast: Cast) -> None:
    version = publish(cast)
    Version.unscoped.filter(pk=version.pk).update(contact_email="")
    response = client.get(PATHS["fi"].format(version.practice.public_id))
    assert response.status_code == 200
    assert "mailto:" not in response.content.decode()


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_contact_of_an_unpublished_practice_is_missing(state: str, client: Client, cast: Cast) -> None:
    version = in_state(cast, state)
    assert client.get(PATHS["fi"].format(version.practice.public_id)).status_code == 404
