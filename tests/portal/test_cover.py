"""The dot-pattern picture."""

from typing import Any

import pytest
from django.test import Client

from polkka.kit import headers
from polkka.portal import covers
from tests.factory import Cast

PICTURE = "/cover/7KQ2M9XA-into.svg"


def test_cover_is_a_picture_of_its_own(client: Client, base: None) -> None:
    response = client.get(PICTURE)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == headers.DRAWING
    assert response["Cache-Control"] == "public, max-age=86400, immutable"
    assert response.content.decode() == covers.cover("7KQ2M9XA", "into")


@pytest.mark.parametrize("theme", ["clue", "scart", "into", "sveko", "plain"])
def test_cover_knows_the_themes(theme: str, client: Client, base: None) -> None:
    assert client.get(f"/cover/7KQ2M9XA-{theme}.svg").status_code == 200


@pytest.mark.parametrize("name", ["7KQ2M9XA-x", "7KQ2M9X-into", "7KQ2M9XAB-into", "7KQ2M9XA", "7KQ2M9X%3C-into"])
def test_unknown_cover_is_missing(name: str, client: Client, base: None) -> None:
    assert client.get(f"/cover/{name}.svg").status_code == 404


def test_cover_asks_the_database_nothing(client: Client, cast: Cast, django_assert_num_queries: Any) -> None:
    client.force_login(cast.author)
    with django_assert_num_queries(0):
        response = client.get(PICTURE)
    assert response["Cache-Control"] == "public, max-age=86400, immutable"


def test_cover_refuses_a_post(client: Client, base: None) -> None:
    assert client.post(PICTURE).status_code == 405
