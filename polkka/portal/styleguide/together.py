"""Writing together: comments on a draft, and published practices like it."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

NAME = "ABCD1234"


def _said(pk: int, text: str, **changed: Any) -> SimpleNamespace:
    values = {"number": 1, "question": "challenge", "by_name": "Aino Aalto", "by_coordinator": False}
    values |= {"to_coordinator": False, "done_at": None, "done_by_name": ""}
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    return SimpleNamespace(pk=pk, text=text, created_at=at, **(values | changed))


def _line(comment: SimpleNamespace, *, is_mine: bool = False) -> SimpleNamespace:
    return SimpleNamespace(
        comment=comment,
        question="Haaste",
        page="challenge",
        is_mine=is_mine,
        can_remove=is_mine and not comment.done_at,
    )


def samples() -> dict[str, Any]:
    """A comment of one's own, a coordinator's, one that is done; and two practices that share words."""
    done = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    lines = [
        _line(_said(1, "Kuka laskee, montako puhui?\nMinusta opettaja riittää.", to_coordinator=True), is_mine=True),
        _line(
            _said(
                2, "Opettaja riittää. Kerro kuitenkin, milloin laskettiin.", by_coordinator=True, by_name="Kaisa Koski"
            )
        ),
        _line(_said(3, "Kirjan nimi puuttuu.", done_at=done, done_by_name="Mika Mäki")),
    ]
    alike = [
        ("Lukupiiri videolla", "Vertaisarvioitu", "lukupiiri, kirja, video"),
        ("Yksi kirja, kaksi kieltä", "", "kirja"),
    ]
    similar = [
        SimpleNamespace(public_id=NAME, title=title, language="fi", path="#g-together", label=label, words=words)
        for title, label, words in alike
    ]
    return {"comment_lines": lines, "similar_items": similar, "together_name": NAME}
