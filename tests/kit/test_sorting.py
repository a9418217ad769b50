"""One order on every database."""

from hypothesis import given
from hypothesis import strategies as st

from polkka.kit import sorting


def test_swedish_letters_come_last_in_their_order() -> None:
    names = ["Öja", "Zeta", "Åbo", "Ähtäri", "Alavus", "alavus 2", "alavus 10", "Éva", "Eva B"]
    assert sorted(names, key=sorting.key) == [
        "Alavus", "alavus 2", "alavus 10", "Éva", "Eva B", "Zeta", "Åbo", "Ähtäri", "Öja",
    ]  # fmt: skip


@given(st.text(), st.text())
def test_key_is_hexadecimal_and_ignores_case(first: str, second: str) -> None:
    key = sorting.key(first)
    assert set(key) <= set("0123456789abcdef") and len(key) <= 200
    if first.casefold() == second.casefold():
        assert key == sorting.key(second)
