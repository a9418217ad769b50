"""Who may have a file, and the files of a practice for its own people."""

from typing import BinaryIO

from django.db.models import QuerySet

from network.models import User

from .. import permissions
from ..models import Attachment, Practice, Version, VersionAttachment
from ..states import State
from . import storing


def visible(key: str, user: User) -> tuple[Attachment, bool] | None:
    """The file if a published version shows it (then True) or one that this person may see or assess (False)."""
    attachment = Attachment.unscoped.filter(key=key).first()
    if attachment is None:
        return None
    rows = VersionAttachment.unscoped.filter(attachment=attachment, removed_at=None)
    if rows.filter(version__state=State.PUBLISHED).exists():
        return attachment, True
    if not user.is_authenticated:
        return None
    showing = Version.unscoped.filter(pk__in=rows.values("version"))
    may = permissions.condition(user, permissions.SEE) | permissions.condition(user, permissions.ASSESS)
    return (attachment, False) if showing.filter(may).exists() else None


def of_practice(practice: Practice) -> QuerySet[Attachment]:
    """Every file of a practice that some version of it shows, oldest first."""
    rows = VersionAttachment.unscoped.filter(attachment__practice=practice, removed_at=None)
    return Attachment.unscoped.filter(pk__in=rows.values("attachment")).order_by("pk")


def open_original(attachment: Attachment) -> BinaryIO | None:
    """The file as it is kept (pictures without what was written beside them); None if it is not in the store."""
    opened = storing.store().open(storing.name_of(attachment, "full"))
    return opened.body if opened else None
