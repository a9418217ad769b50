"""What changed between two texts, word by word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polkka.kit.differences import ADDED, GAP, MOST_WORDS, REMOVED, SAME, Piece, compared, listed

WORDS = st.lists(st.sampled_from(["puro", "joki", "vesi", "ja", "luokka", "tutkii", "Ä", "x."]), max_size=40)


@given(WORDS, WORDS)
def test_pieces_are_the_two_texts(old: list[str], new: list[str]) -> None:
    pieces = compared(" ".join(old), " ".join(new))
    if old == new:
        assert pieces == ()
        return
    if GAP in {piece.kind for piece in pieces}:
        return
    assert _joined(pieces, SAME, REMOVED) == old
    assert _joined(pieces, SAME, ADDED) == new


def _joined(pieces: tuple[Piece, ...], *kinds: str) -> list[str]:
    return [word for piece in pieces if piece.kind in kinds for word in piece.text.split()]


def test_long_same_stretch_is_left_out() -> None:
    same = " ".join(f"sana{number}" for number in range(100))
    pieces = compared(f"{same} vanha loppu", f"{same} uusi loppu")
    assert [piece.kind for piece in pieces] == [GAP, SAME, REMOVED, ADDED, SAME]
    assert len(pieces[1].text.split()) == 12


def test_text_written_anew_is_not_a_salad() -> None:
    pieces = compared("Kävimme purolla ja mittasimme veden ja sään", "Nyt luokka soittaa ja laulaa ja tanssii talvella")
    assert [piece.kind for piece in pieces] == [REMOVED, ADDED]


def test_lists_are_compared_without_their_order() -> None:
    assert listed(["a", "b"], ["b", "a"]) == ()
    assert listed(["a", "b"], ["b", "c"]) == (Piece(REMOVED, "a"), Piece(ADDED, "c"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 9_000, "b " * 9_000),
        ("a b " * (MOST_WORDS // 2), "b a a " * (MOST_WORDS // 3)),
        ("a " * MOST_WORDS, "a b " * (MOST_WORDS // 2)),
        ("a b c d e " * 39, "b a c e d " * 39),
        (" ".join(map(str, range(MOST_WORDS))), " ".join(map(str, range(MOST_WORDS, 0, -1)))),
    ],
)
def test_comparing_is_never_slow(old: str, new: str) -> None:
    start = time.process_time()
    pieces = compared(old, new)
    assert time.process_time() - start < 0.5
    assert sum(len(piece.text) for piece in pieces) < 12_000
