"""One file as the page of files shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import materials, showing
from .file_forms import FileForm
from .files import WARNINGS, storing
from .models import Version, VersionAttachment


@dataclass(frozen=True)
class FileRow:
    """A file with its form; `thumbnail` is "" for what is no picture."""

    row: VersionAttachment
    form: FileForm
    kind: str
    size: str
    url: str
    thumbnail: str
    faults: list[str | Promise]
    warnings: list[str | Promise]

    @property
    def anchor(self) -> str:
        return f"file-{self.row.pk}"


def told(version: Version, forms: Mapping[int, FileForm]) -> list[FileRow]:
    """The files of a version in order; a form that was sent and refused comes back as it was typed."""
    return [_told(row, forms.get(row.pk)) for row in showing.shown(version)]


def _lost(row: VersionAttachment) -> list[str | Promise]:
    told = _("The file itself is missing. Send it again; what you have told of it stays.")
    return [told] if storing.is_lost(row.attachment) else []


def _told(row: VersionAttachment, sent: FileForm | None) -> FileRow:
    attachment = row.attachment
    is_small = not attachment.width or attachment.width <= 480
    picture = materials.address(attachment, "full" if is_small else "480") if showing.is_picture(attachment) else ""
    return FileRow(
        row=row,
        form=sent.again() if sent and sent.errors else FileForm(row),
        kind=attachment.kind.upper(),
        size=materials.size_name(attachment.size),
        url=materials.address(attachment),
        thumbnail=picture,
        faults=showing.faults(row),
        warnings=[*_lost(row), *(WARNINGS[code] for code in attachment.warnings if code in WARNINGS)],
    )
