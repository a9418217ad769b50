"""Counts as rows of equal dots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polkka.kit.dot_rows import COLUMNS, MOST, PITCH, dot_rows


def dots(path: str) -> int:
    return path.count("M")


@given(st.lists(st.integers(0, 100_000), max_size=12))
def test_every_count_has_its_dots_and_none_more_than_fit(counts: list[int]) -> None:
    drawn = dot_rows(counts)
    assert [row.count for row in drawn.rows] == counts
    for row in drawn.rows:
        assert dots(row.path) <= MOST
        assert abs(dots(row.path) * drawn.worth - row.count) <= drawn.worth
        assert bool(row.path) == bool(row.count)
        assert row.height == max(1, -(-dots(row.path) // COLUMNS)) * PITCH


@pytest.mark.parametrize(("largest", "worth"), [(0, 1), (96, 1), (97, 10), (960, 10), (961, 100)])
def test_one_dot_is_worth_more_when_there_are_many(largest: int, worth: int) -> None:
    assert dot_rows([largest, 1]).worth == worth


def test_dots_fill_a_row_before_the_next() -> None:
    (row,) = dot_rows([COLUMNS + 1]).rows
    assert row.path.endswith(f"M{PITCH // 2} {PITCH + PITCH // 2}h0")
    assert row.height == 2 * PITCH
