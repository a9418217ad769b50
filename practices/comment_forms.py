"""The forms of comments and of a question to the coordinators, and the comments as the pages show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit.text import ProseInput

from . import comments
from .inputs import MESSAGES
from .models import Comment
from .questions import BY_CODE, PAGES, Page, pages

WHOLE = _("The whole description")


class WholeInput(ProseInput):
    """A text area without `maxlength`: a browser would cut what is pasted and say nothing."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class CommentForm(forms.Form):
    """A comment: what it is about and its words; `here` offers the questions of one page only."""

    use_required_attribute = False
    question = forms.ChoiceField(
        label=_("What is it about?"), required=False, error_messages={"invalid_choice": _("Choose one of these.")}
    )
    text = WholeInput(
        label=_("Your comment"),
        max_length=Comment._meta.get_field("text").max_length,
        error_messages={"required": _("Write something first."), **MESSAGES},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, depth: str, here: Page | None = None, question: str = "") -> None:
        super().__init__(data, auto_id="comment_%s", label_suffix="", initial={"question": question})
        field = self.fields["question"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(_choices(depth, here))
        field.required = True  # shown only, so that it is not called optional: the whole is a choice too

    def clean_question(self) -> str:
        return "" if self.cleaned_data["question"] == "whole" else str(self.cleaned_data["question"])


def _choices(depth: str, here: Page | None) -> Iterator[tuple[Any, Any]]:
    yield "whole", WHOLE
    if here:
        yield from ((question.code, question.label) for question in here.questions)
    else:
        yield from ((page.short, [(q.code, q.label) for q in page.questions]) for page in pages(depth))


class AskForm(CommentForm):
    """A question to the coordinators."""

    def __init__(self, data: Any = None, *, depth: str, here: Page | None = None, question: str = "") -> None:
        super().__init__(data, depth=depth, here=here, question=question)
        self.fields["text"].label = _("Your question")


@dataclass(frozen=True)
class Line:
    """One comment as a page shows it: `page` is the code of the page where its question stands, "" for none."""

    comment: Comment
    question: str | Promise
    page: str
    is_mine: bool
    can_remove: bool


def lines(rows: Iterable[Comment], user: User, depth: str, *, writes: bool = True) -> list[Line]:
    """Open comments first, then those that are done; within both the oldest first. `writes`: can open the pages."""
    asked = (*PAGES, *pages(depth)) if writes else ()
    places = {question.code: page.code for page in asked for question in page.questions}
    found = [_line(comment, user, places) for comment in rows]
    return sorted(found, key=lambda line: line.comment.done_at is not None)


def _line(comment: Comment, user: User, places: dict[str, str]) -> Line:
    asked = BY_CODE.get(comment.question)
    is_mine = comment.by_id == user.pk
    return Line(
        comment,
        asked.label if asked else WHOLE,
        places.get(comment.question, ""),
        is_mine,
        is_mine and comments.can_remove(comment, user),
    )


def of_page(page: Page) -> set[str]:
    """The questions whose comments are shown beside a page: its own, and "" for the whole."""
    return {"", *(question.code for question in page.questions)}
