"""Terms as bytes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.packing import WEIGHTS, code, pack, unpack

NAMES = st.text(st.characters(exclude_characters="\n\0", exclude_categories=("Cs",)), min_size=1, max_size=20)


@given(st.dictionaries(NAMES, st.floats(0.05, 150), max_size=30))
def test_unpacking_is_the_opposite_of_packing(weights: dict[str, float]) -> None:
    names, codes = unpack(pack(weights))
    assert names == list(weights)
    for kept, given_ in zip(WEIGHTS[list(codes)] if codes else (), weights.values(), strict=True):
        assert kept == pytest.approx(given_, rel=0.02)


@pytest.mark.parametrize(("weight", "expected"), [(1.0, 100), (1e-9, 0), (1e9, 255)])
def test_code_of_a_weight(weight: float, expected: int) -> None:
    assert code(weight) == expected
    assert WEIGHTS[100] == 1.0


def test_scale_goes_up_by_equal_steps() -> None:
    assert all(1.03 < b / a < 1.042 for a, b in pairwise(WEIGHTS))
