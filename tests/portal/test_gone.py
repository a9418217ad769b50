"""A practice that has been withdrawn."""

import pytest
from django.test import Client

from tests.factory import Cast, go

from .published import publish, withdraw


@pytest.mark.parametrize(
    "path",
    ["/fi/kaytannot/{}-puron-tarina/", "/sv/praxis/{}-x/", "/en/practices/{}/", "/fi/kaytannot/{}/yhteys/", "/p/{}"],
)
def test_withdrawn_practice_is_gone(path: str, client: Client, cast: Cast) -> None:
    version = withdraw(cast, publish(cast))
    response = client.get(path.format(version.practice.public_id))
    content = response.content.decode()
    assert response.status_code == 410
    assert "Puron tarina" in content
    assert "lähipuroa" not in content
    assert '<meta name="robots" content="noindex">' in content
    assert "puro@example.org" not in content
    assert "Pyynnöstä" not in content  # the reason is for the authors


def test_restored_practice_is_back(client: Client, cast: Cast) -> None:
    version = withdraw(cast, publish(cast))
    go(version, "restore", cast.coordinator)
    assert client.get(f"/fi/kaytannot/{version.practice.public_id}-puron-tarina/").status_code == 200
