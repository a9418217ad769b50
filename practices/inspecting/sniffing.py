"""What a file is by its first and last bytes."""

import re
from pathlib import Path

from .refusing import Refused

HEAD, TAIL = 1024, 66_000  # bytes; the end of a zip archive may stand behind 65,535 bytes of comment
ZIPPED = frozenset({"docx", "odt", "pptx", "odp", "xlsx"})
_MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
_ZIP_END, _OLE = b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FRAME = re.compile(rb"\xff[\xe2-\xe7\xf2-\xff]")


def family(head: bytes) -> str:
    """pdf, zip, jpg, png, webp, mp3, mp4, ole or "" for what is none of these."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head.startswith(b"ID3") or _FRAME.match(head):
        return "mp3"
    return "ole" if head.startswith(_OLE) else ""


def check(path: Path, kind: str) -> None:
    """Refuse a file that is empty, is not of `kind` (a file ending), or is something else as well."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, size - TAIL))
        tail = file.read()
    if not head:
        raise Refused("empty")
    found = family(head)
    if found == "ole" and kind in ZIPPED:
        raise Refused("locked")  # Office wraps a document with a password so
    if found != ("zip" if kind in ZIPPED else kind):
        raise Refused("other-kind")
    if kind not in ZIPPED and (_MARKUP.search(head) or _ZIP_END in tail):
        raise Refused("two-in-one")
