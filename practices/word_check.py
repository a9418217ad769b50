"""Whether a Word document can be unpacked and parsed safely: looked at before anything in it is."""

import io
import re
import zipfile
import zlib

MOST_PARTS = 2_000
MOST_INFLATED = 60_000_000
"""Bytes of a whole document once unpacked; what is inside a file of the size allowed never comes near it."""
MOST_TEXT = 6_000_000
"""Bytes of its parts that are parsed, together."""
MOST_MARKS = 200_000
"""Marks in one of them: a document of a hundred pages has half of that. They cost more time and memory than bytes."""
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error)
"""What reading a zip archive raises when it is damaged, locked or packed in a way that nobody uses."""
MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|activeX/)|macrosheets/", re.IGNORECASE)
MAIN = "word/document.xml"


class Unreadable(Exception):
    """The file is no Word document, or none that can be read safely. `reason`: broken, macros or bomb."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(data: bytes) -> None:
    """Refuse what is no Word document or could harm, before anything in it is parsed. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if MAIN not in names or "[Content_Types].xml" not in names:
                raise Unreadable("broken")
            sizes = [part.file_size for part in parts]
            if len(parts) > MOST_PARTS or sum(sizes) > MOST_INFLATED or len(names) != len(parts):
                raise Unreadable("bomb")
            if any(MACROS.search(name) for name in names):
                raise Unreadable("macros")
            parsed = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
            if sum(part.file_size for part in parsed) > MOST_TEXT:
                raise Unreadable("bomb")
            for part in parsed:
                _check_part(part.filename, packed.read(part))
    except BROKEN as error:
        raise Unreadable("broken") from error


def _check_part(name: str, words: bytes) -> None:
    if b"<!DOCTYPE" in words or b"<!ENTITY" in words or b"<\0!\0D\0O\0C" in words or b"\0<\0!\0D\0O\0C" in words:
        raise Unreadable("bomb")
    if words.count(b"<") > MOST_MARKS:
        raise Unreadable("bomb")
    if name == "[Content_Types].xml" and b"macroEnabled" in words:
        raise Unreadable("macros")
