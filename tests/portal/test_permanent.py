"""The permanent address of a practice."""

import pytest
from django.test import Client

from practices.models import Version
from tests.factory import Cast

from .published import publish, publish_in_two, withdraw


def ask(client: Client, public_id: str, accept: str = "") -> str:
    response = client.get(f"/p/{public_id}", headers={"accept-language": accept})
    assert response.status_code == 302
    assert "Accept-Language" in response["Vary"]
    return response["Location"]


@pytest.fixture
def version(cast: Cast) -> Version:
    return publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("sv", "sv"),
        ("sv-FI,sv;q=0.9,fi;q=0.8", "sv"),
        ("en,sv;q=0.5", "sv"),
        ("en", "fi"),
        ("fi", "fi"),
        ("", "fi"),
        ("xx;q=2,,", "fi"),
    ],
)
def test_permanent_leads_to_the_language_wanted(accept: str, language: str, client: Client, version: Version) -> None:
    paths = {
        "fi": f"/fi/kaytannot/{version.practice.public_id}-puron-tarina/",
        "sv": f"/sv/praxis/{version.practice.public_id}-backens-berattelse/",
    }
    assert ask(client, version.practice.public_id, accept) == paths[language]


def test_permanent_takes_small_letters(client: Client, version: Version) -> None:
    public_id = version.practice.public_id
    assert ask(client, public_id.lower()) == ask(client, public_id)


@pytest.mark.parametrize("public_id", ["00000000", "0000", "ÄÄÄÄÄÄÄÄ", "00000000-x", "<script>"])
def test_unknown_permanent_is_missing(public_id: str, client: Client, base: None) -> None:
    assert client.get(f"/p/{public_id}").status_code == 404


def test_withdrawn_permanent_is_gone(client: Client, cast: Cast) -> None:
    version = withdraw(cast, publish(cast))
    response = client.get(f"/p/{version.practice.public_id}", headers={"accept-language": "sv"})
    assert response.status_code == 410
    assert '<html lang="sv">' in response.content.decode()
    assert "Accept-Language" in response["Vary"]


def test_permanent_refuses_a_post(client: Client, version: Version) -> None:
    assert client.post(f"/p/{version.practice.public_id}").status_code == 405
