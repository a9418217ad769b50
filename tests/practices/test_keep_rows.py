"""Rows that two people change at the same time, without a database."""

import pytest

from practices.merging import Raw, digest, merged_rows


def rows(letters: str) -> list[dict[str, str]]:
    return [{"title": letter, "text": ""} for letter in letters]


@pytest.mark.parametrize(
    ("shown", "theirs", "mine", "both"),
    [
        ("ab", "abX", "abY", "abXY"),
        ("ab", "abXY", "abY", "abXY"),  # mine had been saved before, and is sent again
        ("ab", "Xb", "aY", "XY"),
        ("ab", "b", "abZ", "bZ"),
        ("ab", "aQb", "aRb", "aQRb"),
        ("ab", "Xb", "Xb", "Xb"),
        ("abcd", "aBcd", "abcD", "aBcD"),
        ("ab", "aBNT", "aBN", "aBNT"),
        ("", "XY", "Z", "XYZ"),
        ("ab", "Xb", "Yb", None),
        ("ab", "b", "Xb", None),
        ("ab", "", "aX", None),
    ],
)
def test_rows_of_two_people(shown: str, theirs: str, mine: str, both: str | None) -> None:
    merged = merged_rows(digest(rows(shown)), rows(theirs), rows(mine))
    assert merged == (None if both is None else rows(both))


@pytest.mark.parametrize(
    ("shown", "theirs", "mine"),
    [
        ("x", rows("a"), rows("b")),
        (digest(rows("a")), "text", rows("b")),
        (digest(rows("a")), rows("b"), Raw((("steps-0-title", "x"),))),
        (digest("text"), "theirs", "mine"),
    ],
)
def test_what_is_no_answer_of_rows_is_not_merged(shown: str, theirs: object, mine: object) -> None:
    assert merged_rows(shown, theirs, mine) is None


def test_the_digest_of_a_kept_text_is_not_that_of_an_answer() -> None:
    assert digest(Raw((("title", "a"),))) not in (digest("a"), digest([["title", "a"]]))
