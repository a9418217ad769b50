"""One-time form keys: a deed is done once for each key and person."""

import pytest

from polkka.upkeep import receipts
from polkka.upkeep.models import Receipt

from ..factory import Cast

pytestmark = pytest.mark.django_db


def test_the_same_key_does_the_deed_once(cast: Cast) -> None:
    done: list[int] = []

    def deed() -> str:
        done.append(1)
        return f"/fi/{len(done)}/"

    assert [receipts.once("avain", cast.author, deed) for _ in range(3)] == ["/fi/1/"] * 3
    assert done == [1]


def test_the_same_key_of_another_person_is_another_key(cast: Cast) -> None:
    assert receipts.once("avain", cast.author, lambda: "/a/") == "/a/"
    assert receipts.once("avain", cast.editor, lambda: "/b/") == "/b/"


def test_a_deed_that_fails_leaves_no_receipt(cast: Cast) -> None:
    def fail() -> str:
        raise ValueError

    with pytest.raises(ValueError):
        receipts.once("avain", cast.author, fail)
    assert Receipt.objects.count() == 0
    assert receipts.once("avain", cast.author, lambda: "/a/") == "/a/"


def test_keys_are_never_the_same() -> None:
    assert len({receipts.new_key() for _ in range(1000)}) == 1000
