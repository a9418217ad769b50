"""The picture that goes along with the link of a practice."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from pytest_django import Settings

from polkka.portal import covers, limits, share
from polkka.upkeep import throttle
from tests.factory import Cast

from .published import publish, withdraw


def example_of(family: Any) -> str:
    names = (f"MALLI{number:03}" for number in range(1000))
    return next(name for name in names if covers.family_of(name) is family)


@pytest.mark.parametrize("family", covers.FAMILIES, ids=lambda family: family.__name__)
def test_every_pattern_becomes_a_picture(family: Any) -> None:
    data = share.picture(example_of(family), "into")
    image = Image.open(BytesIO(data))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(data) < 60_000
    colours = image.convert("RGB").getcolors(1200 * 630)
    assert colours is not None
    assert len(colours) > 3
    assert share.picture(example_of(family), "into") == data


def test_picture_has_the_colours_of_the_theme_and_the_odd_dot() -> None:
    colours = {
        colour for _n, colour in Image.open(BytesIO(share.picture("MALLI000", "clue"))).convert("RGB").getcolors(9999)
    }
    _dots, inks = covers.drawn("MALLI000", "clue")
    for ink in (covers.DOT, covers.CUT):
        red, green, blue = (int(inks[ink][place : place + 2], 16) for place in (1, 3, 5))
        assert min(abs(r - red) + abs(g - green) + abs(b - blue) for r, g, b in colours) <= 12


def test_picture_of_a_published_practice(client: Client, cast: Cast, django_assert_num_queries: Any) -> None:
    version = publish(cast)
    path = f"/share/{version.practice.public_id}-clue.png"
    with django_assert_num_queries(1):
        response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert not response.cookies
    assert client.get(path.replace("clue", "teema")).status_code == 404
    assert client.post(path).status_code == 405
    withdraw(cast, version)
    assert client.get(path).status_code == 404


def test_one_client_cannot_have_pictures_drawn_without_end(
    client: Client, cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_LIMITS = True
    throttle.counted.clear()
    monkeypatch.setitem(limits.LIMITS, "picture", (2, 60))
    public_id = publish(cast).practice.public_id
    drawn = share.picture.cache_info().misses
    answers = [client.get(f"/share/{public_id}-{theme}.png") for theme in ("clue", "scart", "into", "sveko")]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert answers[3]["Cache-Control"] == "no-store"
    assert share.picture.cache_info().misses == drawn + 2


def test_nothing_is_drawn_for_a_name_that_nobody_published(client: Client, base: None) -> None:
    drawn = share.picture.cache_info().misses
    assert client.get("/share/ZZZZZZZZ-clue.png").status_code == 404
    assert share.picture.cache_info().misses == drawn
    assert share.picture.cache_info().maxsize == share.KEPT
