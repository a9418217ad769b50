"""Cleaning of what people type."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from polkka.kit import text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Puro  ", "Puro"),
        ("a\u0308iti", "äiti"),
        ("yksi\r\nkaksi\rkolme", "yksi\nkaksi\nkolme"),
        ("\u200b\u00ad \n\ufeff", ""),
        ("perhe 👩‍👩‍👧 ja lippu 🇫🇮", "perhe 👩‍👩‍👧 ja lippu 🇫🇮"),
        ("مرحبا", "مرحبا"),
        ("", ""),
    ],
)
def test_clean_keeps_words_and_drops_noise(typed: str, stored: str) -> None:
    assert text.clean(typed) == stored


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x85", "\u202e", "\u2066", "\ud800", "\uffff"])
def test_clean_refuses_what_cannot_be_seen_or_stored(character: str) -> None:
    with pytest.raises(ValidationError):
        text.clean(f"a{character}b")


def test_clean_line_joins_lines() -> None:
    assert text.clean_line("yksi \n\t kaksi") == "yksi kaksi"


@given(st.text())
def test_clean_of_anything_is_storable_and_stable(typed: str) -> None:
    try:
        stored = text.clean(typed)
    except ValidationError:
        return
    assert text.clean(stored) == stored == unicodedata.normalize("NFC", stored)
    stored.encode()


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Ystävyysluokka videon päässä: kahden maan lukupiiri", "ystavyysluokka-videon-paassa-kahden-maan-lukupiiri"),
        ("Över språkgränsen på Åland", "over-sprakgransen-pa-aland"),
        (
            "Demokratiakahvit, joilla vieras antaa lupauksen lautasliinalla",
            "demokratiakahvit-joilla-vieras-antaa-lupauksen",
        ),
        ("!!!", "p"),
        ("x" * 90, "x" * 60),
    ],
)
def test_slug_is_plain_ascii(title: str, slug: str) -> None:
    assert text.slug(title, words="p") == slug
