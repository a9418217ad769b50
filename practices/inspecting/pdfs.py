"""PDF: every object is looked at; what runs, opens programs, hides files or needs a password is refused."""

import re
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from .refusing import Found, Refused

MOST_OBJECTS = 60_000
DEEPEST = 60
READ_PAGES = 3
ACTIVE = {"/JavaScript", "/JS", "/Launch", "/RichMedia", "/XFA", "/ImportData", "/SubmitForm", "/Movie", "/Sound"}
HIDDEN = {"/EmbeddedFile", "/EmbeddedFiles", "/FileAttachment"}
_RAW = re.compile(rb"/(JavaScript|Launch|RichMedia|EmbeddedFiles?)[\s/(<\[]")
_END = re.compile(rb"%%EOF\s*\Z")


def inspect(path: Path) -> Found:
    """Refuse an active, locked or broken PDF; warn of an untagged or scanned one and of a named author."""
    _check_raw(path)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            raise Refused("locked")
        _check_objects(reader)
        return Found(warnings=_warnings(reader))
    except (Refused, MemoryError):
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as error:
        raise Refused("broken") from error


def _check_raw(path: Path) -> None:
    """The last bytes end the document, and no old revision of it, which readers may bring back, is active."""
    content = path.read_bytes()
    if not _END.search(content[-2048:]):
        raise Refused("trailing")
    if found := _RAW.search(content):
        raise Refused("hidden" if found[1].startswith(b"Embedded") else "active")


def _check_objects(reader: PdfReader) -> None:
    """Every object of the table once; those that are read are let go of again."""
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    if len(numbers) > MOST_OBJECTS:
        raise Refused("unfolds")
    _check(reader.trailer, 0)
    for number in sorted(numbers):
        if number:
            _check(reader.get_object(number), 0)
            reader.resolved_objects.pop((0, number), None)


def _check(thing: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Refused("unfolds")
    if isinstance(thing, DictionaryObject):
        for key, value in dict.items(thing):
            _check_name(str(key))
            if key in ("/S", "/Type", "/Subtype") and isinstance(value, str):
                _check_name(str(value))
            _check(value, depth + 1)
    elif isinstance(thing, ArrayObject):
        for value in list.__iter__(thing):
            _check(value, depth + 1)
    elif isinstance(thing, IndirectObject):
        return


def _check_name(name: str) -> None:
    if name in ACTIVE:
        raise Refused("active")
    if name in HIDDEN:
        raise Refused("hidden")


def _warnings(reader: PdfReader) -> list[str]:
    root = reader.root_object
    found = [] if "/StructTreeRoot" in root else ["untagged"]
    pages = [reader.pages[place] for place in range(min(READ_PAGES, len(reader.pages)))]
    if not pages:
        raise Refused("broken")
    if not any(_text(page) for page in pages):
        found.append("scanned")
    if reader.metadata and reader.metadata.author:
        found.append("author")
    return found


def _text(page: Any) -> str:
    """The words of a page; "" also where they cannot be read."""
    try:
        return str(page.extract_text()).strip()
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return ""
