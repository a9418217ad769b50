"""What stands beside a page of questions: comments, similar practices, text not yet placed, who else is writing."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from polkka.kit.languages import current
from polkka.upkeep import generation, receipts

from .. import comments, points, setting_aside, similar
from ..comment_forms import CommentForm, lines, of_page
from ..models import Version
from ..questions import Page

DIFFERS = "differs"
"""In the session: by public name of a draft, the practices that its writer has put away as different."""


def beside(request: HttpRequest, version: Version, page: Page) -> dict[str, Any]:
    """The context of the fragments in templates/practices/edit/."""
    found = commented(request, version, page) | aside(version, page) | alike(request, version, page)
    return found | {"points": points.concerning(version, page)}


def differing(request: HttpRequest, public_id: str) -> list[str]:
    """The practices that need not be shown beside this draft again."""
    return list(request.session.get(DIFFERS, {}).get(public_id, []))


def alike(request: HttpRequest, version: Version, page: Page, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Published practices like the draft, where title, summary or challenge are asked; `typed` stands for the stored.

    At most three queries: two for the practices, one for the generation.
    """
    if not similar.is_asked(page):
        return {"similar": None}
    said, gone = similar.answers(version) | dict(typed or {}), differing(request, version.practice.public_id)
    return {"similar": similar.similar(said, version, current(), without=gone, at=generation.seen(request))}


def aside(version: Version, page: Page, *, is_open: bool = False) -> dict[str, Any]:
    """The text that waits for a question, and the questions of this page that can take it; no query."""
    shown = {
        "waiting": setting_aside.waiting(version) if version.aside else [],
        "questions": setting_aside.questions(page),
        "is_open": is_open,
    }
    return {"aside": shown}


def commented(request: HttpRequest, version: Version, page: Page) -> dict[str, Any]:
    """The comments on the questions of a page and on the whole, and a form for one more: one query."""
    rows = comments.visible_to(request.user).filter(practice=version.practice_id, question__in=of_page(page))
    found = lines(rows, request.user, version.depth)
    shown = {
        "open": [line for line in found if line.comment.done_at is None],
        "done": [line for line in found if line.comment.done_at is not None],
        "form": CommentForm(depth=version.depth, here=page),
        "once": receipts.new_key(),
    }
    return {"comments": shown}
