"""The plain words for where a version is, who has it now, what happens next, and what has been done."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Schedule
from ..planning import is_doubled
from ..states import MOVES, State


@dataclass(frozen=True)
class Stage:
    """Three sentences about a state."""

    where: str | Promise
    who: str | Promise
    then: str | Promise


STAGES: dict[str, Stage] = {
    State.DRAFT: Stage(
        _("This is a draft."),
        _("You have it now. Nobody but its authors sees it."),
        _("Write what is still missing, look at the preview and submit it."),
    ),
    State.SUBMITTED: Stage(
        _("This has been submitted."),
        _("A coordinator has it now."),
        _("The coordinator takes it up for assessment or writes to you. Until then you can take it back."),
    ),
    State.IN_ASSESSMENT: Stage(
        _("This is being assessed."),
        _("The assessors have it now."),
        _(
            "When they have finished, a coordinator decides and writes to you. It can no longer be taken back; "
            "if something in it is wrong, tell the coordinators."
        ),
    ),
    State.RETURNED: Stage(
        _("This was returned for changes."),
        _("You have it now."),
        _("Read the letter, change the text and submit it again."),
    ),
    State.DECLINED: Stage(
        _("This was not taken into the collection."),
        _("Nobody is working on it now."),
        _("The letter tells the reasons. You can ask the coordinators about it."),
    ),
    State.PUBLISHED: Stage(
        _("This is published."),
        _("Everybody can read it."),
        _("When something changes, make a new version. The published one stays until the new one replaces it."),
    ),
    State.SUPERSEDED: Stage(
        _("A newer version has replaced this one."),
        _("Nobody is working on it now."),
        _("The newer version is the one that readers find."),
    ),
    State.WITHDRAWN: Stage(
        _("This has been withdrawn."),
        _("Readers no longer see it."),
        _("A coordinator can restore it, or you can make a new version."),
    ),
}
DEEDS: dict[str, str | Promise] = {
    "create": _("A draft was begun."),
    "moved": _("Moved to another project or school."),
    "supersede": _("A newer version was published."),
    "offer_text": _("A translation was sent to a coordinator."),
    "publish_text": _("A translation was published."),
    "return_text": _("A translation was sent back."),
    **{name: move.done for name, move in MOVES.items()},
    "plan": _("Its publication was planned."),
    "unplan": _("The planned publication was called off."),
    "correct": _("A typo was corrected."),
    "undo_take_up": _("The taking up was undone."),
    "undo_return": _("The return was undone."),
    "undo_decline": _("The declining was undone."),
    "undo_publish": _("The publication was undone."),
    "retract": _("Taken back to a draft."),
    "return": _("Returned for changes."),
}
CONFIRM: dict[str, str | Promise] = {
    "discard": _("The draft and everything written in it is deleted. This cannot be undone."),
    "retract": _("The practice becomes a draft again. You can change it and submit it anew."),
    "submit": _("A coordinator gets the practice. You cannot change it until it comes back, but you can take it back."),
    "withdraw": _("Readers no longer see the practice. Its address tells that it has been withdrawn."),
    "restore": _("The practice is published again."),
    "publish": _("Everybody can read the practice."),
    "undo_take_up": _("The practice goes back to those that wait. Assessors who were asked no longer see it."),
    "undo_return": _("The new draft goes, and the practice is where it was. The authors are told."),
    "undo_decline": _("The practice is where it was before. The authors are told."),
    "undo_publish": _(
        "Readers no longer see this version; the one before it, if there is one, is public again. The authors are told."
    ),
}

EXPLAINED: dict[str, str | Promise] = {
    "publish": _("Everybody can read it, now or at a time that you give. A letter goes to the authors."),
    "return": _("The authors get a letter, your requests one by one, and a new draft."),
    "decline": _("It is not taken into the collection. A letter tells the authors why."),
    "withdraw": _("Readers no longer see it; its address tells only that it has been withdrawn."),
    "restore": _("Readers see it again as it was."),
    "reopen": _("It goes back into assessment."),
}
"""What a decision means, beside its button."""


def planned_words(plan: Schedule) -> str:
    """The sentence that tells when a version will be published; of a time that the clocks show twice, which one."""
    at = date_format(timezone.localtime(plan.at), "SHORT_DATETIME_FORMAT")
    words = str(_("It will be published on %(at)s.")) % {"at": at}
    if is_doubled(plan.at):
        words += " " + str(_("The clocks show this time twice that night; the first one is meant."))
    return words
