"""The text of a document that has found no question yet: it waits beside the pages until it is moved or left out."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from polkka.kit import refusing

from . import edits
from .merging import Raw, digest
from .models import Version
from .permissions import WRITE, Actor
from .questions import BY_CODE, PROSE, Page, Question
from .sections import paragraphs
from .states import State


class Refused(refusing.Refused):
    """A paragraph could not be moved."""


@dataclass(frozen=True)
class Waiting:
    """A paragraph that waits; `mark` names it in forms. A heading stands over those that follow it."""

    text: str
    mark: str
    is_heading: bool


@dataclass(frozen=True)
class Moved:
    """What was added to an answer, and the digests of the answer before and after."""

    code: str
    text: str
    before: str
    after: str


def waiting(version: Version) -> list[Waiting]:
    """The paragraphs that wait, in the order of the document."""
    found = []
    for text in paragraphs(version.aside):
        is_heading = text.startswith("## ") and "\n" not in text
        found.append(Waiting(text.removeprefix("## ") if is_heading else text, digest(text), is_heading))
    return found


def questions(page: Page) -> list[Question]:
    """The questions of a page to which a paragraph can be moved."""
    return [question for question in page.questions if question.kind == PROSE]


def move(version: Version, mark: str, code: str, *, by: Actor) -> Moved | None:
    """Append a paragraph to an answer and take it from what waits: both or neither.

    None if it does not wait any more (the button was pressed twice). Raises Refused and edits.NotWritable.
    """
    question = BY_CODE.get(code)
    if question is None or question.kind != PROSE:
        raise Refused(_("A paragraph cannot be moved to this question."))
    found = _found(version, mark)
    if found is None:
        return None
    present = edits.held(version, question)
    if isinstance(present, Raw):
        raise Refused(_("Mend the answer that is there first: it cannot be saved as it is."))
    answer = f"{present}\n\n{found}" if present else found
    if len(answer) > question.limit:
        said = _("There is no room: %(label)s would have %(count)s characters, and at most %(limit)s can be saved.")
        raise Refused(str(said) % {"label": question.label, "count": len(answer), "limit": question.limit})
    with transaction.atomic():
        _take(version, mark)
        saved = edits.save(version, {code: answer}, by=by, seen={code: digest(present)})
        if saved.conflicts:
            raise Refused(_("Somebody else is saving this draft at the same moment. Try again."))
    return Moved(code, found, digest(present), digest(answer))


def leave_out(version: Version, mark: str, *, by: Actor) -> None:
    """Forget a paragraph for good. Raises edits.NotWritable."""
    if not Version.unscoped.for_user(by, WRITE).filter(pk=version.pk, state=State.DRAFT).exists():
        raise edits.NotWritable(_("This version is no longer a draft, so it cannot be changed."))
    if _found(version, mark) is not None:
        _take(version, mark)


def _found(version: Version, mark: str) -> str | None:
    return next((text for text in paragraphs(version.aside) if digest(text) == mark), None)


def _take(version: Version, mark: str) -> None:
    """One conditional UPDATE, so that nobody takes the same paragraph twice; a heading goes with its last paragraph."""
    texts = paragraphs(version.aside)
    place = next(number for number, text in enumerate(texts) if digest(text) == mark)
    rest = texts[:place] + texts[place + 1 :]
    while place and rest[place - 1].startswith("## ") and (place == len(rest) or rest[place].startswith("## ")):
        place -= 1
        del rest[place]
    mine = Version.unscoped.filter(pk=version.pk, state=State.DRAFT, aside=version.aside)
    if mine.update(aside="\n\n".join(rest)) != 1:
        raise Refused(_("Somebody else is saving this draft at the same moment. Try again."))
