"""Materials in the words of the reader."""

import pytest

from polkka.kit import languages
from practices import materials


@pytest.mark.parametrize(("size", "words"), [(0, "0 kB"), (9, "1 kB"), (410_200, "410 kB"), (2_340_000, "2.3 MB")])
def test_size_is_told_in_round_numbers(size: int, words: str) -> None:
    with languages.speaking("en"):
        assert materials.size_name(size) == words
