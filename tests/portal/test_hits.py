"""Cards kept in memory: each is read once, and none is lost when there is no room for all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polkka.portal import hits
from polkka.upkeep import generation
from tests.factory import Cast

from .published import publish_many


def names_of(cast: Cast, number: int) -> list[str]:
    return [version.practice.public_id for version in publish_many(cast, number)]


def found(names: list[str]) -> list[str]:
    return [card.public_id for card in hits.cards(names, "fi", generation.number())]


def test_cards_come_in_the_order_asked_and_are_read_once(cast: Cast) -> None:
    first, second = names_of(cast, 2)
    assert found([second, first]) == [second, first]
    at = generation.number()
    with CaptureQueriesContext(connection) as asked:
        hits.cards([first, second], "fi", at)
    assert len(asked) == 0


def test_cards_of_practices_not_published_are_left_out(cast: Cast) -> None:
    (name,) = names_of(cast, 1)
    assert found(["00000000", name]) == [name]


def test_no_card_is_lost_when_the_memory_is_full(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "MOST", 2)
    first, second, third = names_of(cast, 3)
    found([first, second])
    assert found([first, third]) == [first, third]
    assert found([first, second, third]) == [first, second, third]


def test_a_card_pushed_out_while_it_is_asked_for_is_still_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "MOST", 1)
    first, second = names_of(cast, 2)
    found([first])
    assert found([second, first]) == [second, first]
