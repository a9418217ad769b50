"""Reading a practice that exists already: Word, Markdown or pasted text, made safe and fitted into the questions."""

import codecs
import re
import unicodedata
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polkka.kit.text import clean

from .fitting import Fitted, fitted
from .headings import question_of
from .word import as_markdown
from .word_check import Unreadable

MOST_BYTES = 5_000_000
MOST_LETTERS = 400_000
"""Letters of a document that is looked at at all; what an answer or the waiting text cannot hold is refused later."""
MOST_ASIDE = 60_000
WORD, TEXT = (".docx",), (".md", ".markdown", ".txt")
REASONS: dict[str, str | Promise] = {
    "size": _("The file is larger than 5 MB. Take the pictures out of it, or paste the text into the field below."),
    "kind": _("This file cannot be read. Choose a Word document (.docx) or a Markdown file (.md)."),
    "old": _("This is a Word document of the old kind. Save it as .docx and choose it again."),
    "broken": _("This Word document is damaged, so it cannot be read. Save it anew in Word and choose it again."),
    "macros": _("This document has macros, so it is not opened. Save it as an ordinary Word document (.docx)."),
    "bomb": _("This document cannot be opened safely. Save it anew in Word, or paste the text into the field below."),
    "text": _("This file holds something else than text. Choose a Word document (.docx) or a Markdown file (.md)."),
    "empty": _("There is no text in this."),
    "long": _("There is more text in this than a practice can hold. Leave a part of it out."),
}


class Refused(Exception):
    """The document cannot be read; the message says why to the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.message = REASONS[reason]


def of_file(name: str, data: bytes) -> Fitted:
    """What a file says to the questions. Raises Refused."""
    if len(data) > MOST_BYTES:
        raise Refused("size")
    path = PurePath(name.replace("\\", "/"))
    ending, title = path.suffix.lower(), tidy(path.stem.replace("_", " "))
    if ending in WORD:
        return _of_word(data, title)
    if ending in TEXT:
        return of_text(_decoded(data), title=title)
    raise Refused("old" if ending == ".doc" else "macros" if ending in (".docm", ".dotm") else "kind")


def _of_word(data: bytes, title: str) -> Fitted:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old")
    if not data.startswith(b"PK\x03\x04"):
        raise Refused("broken")
    try:
        text, pictures = as_markdown(data, lambda heading: bool(question_of(heading)))
    except Unreadable as error:
        raise Refused(error.reason) from error
    found = of_text(text, title=title)
    found.pictures += pictures
    return found


def of_text(text: str, *, title: str = "") -> Fitted:
    """What a Markdown or plain text says to the questions. Raises Refused."""
    text = tidy(text)
    if not text:
        raise Refused("empty")
    if len(text) > MOST_LETTERS:
        raise Refused("long")
    found = fitted(text, title=title)
    if len("\n\n".join(found.aside)) > MOST_ASIDE:
        raise Refused("long")
    return found


def _decoded(data: bytes) -> str:
    """Text as UTF-8, UTF-16 with its mark, or else as older Windows programs write it. Raises Refused."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Refused("text") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    strange = sum(unicodedata.category(letter) in ("Cc", "Cn", "Co") and letter not in "\t\n\r\f\v" for letter in text)
    if "\0" in text or strange > max(2, len(text) // 1000):
        raise Refused("text")
    return text


def tidy(text: str) -> str:
    """The text as it can be stored: NFC, plain line ends, and without the characters that the portal refuses."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\v", "\n").replace("\f", "\n\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = re.sub(r"[^\S\n]{40,}", " ", text.replace("\u00a0", " ").replace("\u00ad", "").expandtabs(4))
    try:
        return clean(re.sub(r"\n{3,}", "\n\n", text))
    except ValidationError:
        return clean("".join(letter for letter in re.sub(r"\n{3,}", "\n\n", text) if _is_storable(letter)))


def _is_storable(letter: str) -> bool:
    try:
        clean(f"a{letter}a")
    except ValidationError:
        return False
    return True
