"""The files of a version: which ones it shows, and what each still needs before it can be submitted."""

from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .completeness import Missing
from .inspecting.looking import PICTURES
from .models import Attachment, Version, VersionAttachment

PEOPLE = PICTURES | {"mp3", "mp4"}
"""Kinds in which somebody may be recognised."""
PAGE, LABEL = "files", _("Files and pictures")
"""What stands for the page of files where the pages of questions have their codes, and what it is called."""


def is_picture(attachment: Attachment) -> bool:
    return attachment.kind in PICTURES


def may_show_people(attachment: Attachment) -> bool:
    return attachment.kind in PEOPLE


def shown(version: Version) -> list[VersionAttachment]:
    """The files a version shows, in order (reads `version.files` with its attachments, prefetched or not)."""
    return [row for row in _rows(version) if row.removed_at is None]


def taken_away(version: Version) -> list[VersionAttachment]:
    """Those that can still be put back, the last taken away first."""
    away = [row for row in _rows(version) if row.removed_at is not None]
    return sorted(away, key=lambda row: (row.removed_at, row.pk), reverse=True)


def read_along() -> "Prefetch[str]":
    """For the reader of many versions: their files, in one query."""
    return Prefetch("files", VersionAttachment.unscoped.select_related("attachment"))


def _rows(version: Version) -> Iterable[VersionAttachment]:
    """All of them: one query for as long as `version` is held, none if it was read with `has_files` and has none."""
    if getattr(version, "has_files", True) is False:
        return ()
    prefetch_related_objects([version], read_along())
    return version.files.all()


def faults(row: VersionAttachment) -> list[str | Promise]:
    """What one file still needs, in words."""
    found: list[str | Promise] = []
    if is_picture(row.attachment) and not (row.alt or row.is_decorative):
        found.append(_("Tell what the picture shows, or say that it is decorative."))
    if may_show_people(row.attachment) and not row.consent:
        found.append(_("Say whether somebody can be recognised."))
    return found


def missing(version: Version) -> list[Missing]:
    """What the files of a version still need before it can be submitted: one line for each file."""
    return [
        Missing(PAGE, PAGE, format_lazy("{}: {}", row.attachment.name, told[0]))
        for row in shown(version)
        if (told := faults(row))
    ]


def state(version: Version) -> str:
    """ "missing", "done", or "optional" while there are no files: nobody has to have any."""
    if not shown(version):
        return "optional"
    return "missing" if missing(version) else "done"
