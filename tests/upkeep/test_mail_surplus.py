"""Messages hold what they say and nothing more: every stored value is one that the template of its kind uses."""

import re
from pathlib import Path

import pytest

from polkka.upkeep.models import Mail
from practices import assessing, comments

from ..factory import Cast, draft, finish, go, yes_to_all

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[2] / "templates" / "email"
TOLD = {
    "name", "title", "url", "public", "site", "letter", "point", "deadline", "code", "address", "who", "place", "at",
    "n", "asker", "message", "reply_to", "text", "page", "words", "why", "reason", "label", "language", "group", "line",
    "answer_by",
}  # fmt: skip
"""Everything that messages may tell: no score, no assessor, no answer of a draft."""
UNSEEN = {"reply_to"}
"""Kept to address the message, not told in it."""


def used(kind: str) -> set[str]:
    """The names that a template reads."""
    words = (FOLDER / f"{kind}.txt").read_text("utf-8")
    tags = " ".join(re.findall(r"\{[{%](.*?)[%}]\}", words, re.S))
    return set(re.findall(r"(?<![\w.\"'])([a-z_]+)", re.sub(r"\"[^\"]*\"", "", tags)))


def spoken() -> set[str]:
    """The names that stand between double braces in any template."""
    return {
        name.partition(".")[0]
        for path in FOLDER.glob("*.txt")
        for name in re.findall(r"\{\{\s*([\w.]+)", path.read_text("utf-8"))
    } - {"forloop"}


def test_messages_tell_nothing_but_these() -> None:
    assert spoken() == TOLD


def test_every_value_that_is_stored_is_used(cast: Cast) -> None:
    for move in ("publish", "return"):
        version = go(draft(cast), "submit", cast.author)
        assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
        version = go(version, "take_up", cast.coordinator)
        for peer in (cast.peer, cast.second_peer):
            finish(version, peer, by=cast.coordinator)
        version = go(version, move, cast.coordinator, note="Kiitos.")
        comments.add(version, by=cast.editor, text="Hyvä.")
    rows = list(Mail.objects.all())
    assert {"submit", "assigned", "finished", "publish", "return", "comment"} <= {mail.kind for mail in rows}
    surplus = {
        (mail.kind, key)
        for mail in rows
        for key in {key for key, told in mail.context.items() if told} - used(mail.kind) - UNSEEN
    }
    assert surplus == set()


def test_a_value_too_many_is_found() -> None:
    assert {"title", "score"} - used("publish") == {"score"}
