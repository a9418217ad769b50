"""One file through the checks of its kind."""

from pathlib import Path

from . import office, pdfs, pictures, recordings, sniffing
from .refusing import Found

PICTURES = frozenset({"jpg", "png", "webp"})
KINDS = PICTURES | sniffing.ZIPPED | {"pdf", "mp3", "mp4"}


def look(path: Path, kind: str, out: Path) -> Found:
    """What is known of a file of `kind`; pictures are written anew into the folder `out`. Raises Refused."""
    sniffing.check(path, kind)
    if kind in PICTURES:
        return pictures.inspect(path, kind, out)
    if kind in sniffing.ZIPPED:
        return office.inspect(path, kind)
    if kind == "pdf":
        return pdfs.inspect(path)
    return recordings.inspect_mp3(path) if kind == "mp3" else recordings.inspect_mp4(path)
