"""Where the bytes of a file lie in the store, and whether they are there."""

from pathlib import Path

from .models import Attachment
from .stores import store
from .stores.folder import FOLDER


def root() -> Path:
    """The folder of this machine: where files arrive, and where they stay unless MEDIA_STORE names a bucket."""
    return FOLDER.root


def place_of(key: str) -> str:
    return f"{key[:2]}/{key}"


def folder_of(key: str) -> Path:
    return root() / place_of(key)


def name_of(attachment: Attachment, variant: str) -> str:
    """The name of a variant ("full" or a width) in the store."""
    return f"{place_of(attachment.key)}/{variant}.{attachment.kind if variant == 'full' else 'webp'}"


def size_of(attachment: Attachment) -> int | None:
    """The bytes of a file in number; None if they are not there."""
    return store().size(name_of(attachment, "full"))


def is_lost(attachment: Attachment) -> bool:
    """Whether the bytes of a file are not where they should be: one look at the disk; another store is believed."""
    return store().is_near and size_of(attachment) is None
