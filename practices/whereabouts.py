"""Where the bytes of a file lie under MEDIA_ROOT, and whether they are there."""

from pathlib import Path

from django.conf import settings

from .models import Attachment


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def folder_of(key: str) -> Path:
    return root() / key[:2] / key


def path_of(attachment: Attachment, variant: str) -> Path | None:
    """The file of a variant ("full" or a width), None if it is not there."""
    kind = attachment.kind if variant == "full" else "webp"
    path = folder_of(attachment.key) / f"{variant}.{kind}"
    return path if path.is_file() else None


def is_lost(attachment: Attachment) -> bool:
    """Whether the bytes of a file are not where they should be: one look at the disk."""
    return path_of(attachment, "full") is None
