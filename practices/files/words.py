"""Limits of files, and what people are told: why a file was not taken, what they should know of one that was."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEGABYTE: Final = 1_000_000
LARGEST = 20 * MEGABYTE
MOST_FILES = 10
MOST_BYTES = 60 * MEGABYTE
MOST_KEPT = 200 * MEGABYTE
"""Of one practice, with what its older versions show and what was taken away and not yet cleared."""
ENDINGS = {
    "pdf": "pdf", "docx": "docx", "odt": "odt", "pptx": "pptx", "odp": "odp", "xlsx": "xlsx",
    "jpg": "jpg", "jpeg": "jpg", "png": "png", "webp": "webp", "mp3": "mp3", "mp4": "mp4",
}  # fmt: skip
"""Ending of a name → kind."""
ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)

REASONS: dict[str, str | Promise] = {
    "size": _("The file is larger than 20 MB. Make it smaller, or put it on the web and add a link."),
    "ending": _("Files of this kind are not taken. Save it as a PDF, for example."),
    "empty": _("The file is empty."),
    "cut": _("The connection broke before everything had arrived. Send it again."),
    "room": _("There is room for 10 files and 60 MB in all. Take something away first."),
    "kept": _("So much has been sent and taken away today that the space is full. Try again tomorrow."),
    "other-kind": _("The content is not what the name says. Open the file in its own program and save it again."),
    "broken": _("The file is broken and cannot be read. Open it in its own program and save it again."),
    "trailing": _("The file goes on after its end. Open it in its own program and save it again."),
    "two-in-one": _("Something else is hidden in the file. Open it in its own program and save it again."),
    "unfolds": _("The file unfolds to something so large that it cannot be looked at. Make it simpler or smaller."),
    "slow": _("Looking at the file took too long. Make it simpler or smaller."),
    "paths": _("The document has parts with names that are not allowed. Save it again in its own program."),
    "locked": _("The file is locked with a password. Save it without one."),
    "macros": _("The document has macros. Save it without them."),
    "embedded": _("The document has another file or program inside. Take it out and send it as a file of its own."),
    "fetches": _("The document fetches something from elsewhere when it is opened. Take the link to it out."),
    "active": _("The file has something in it that runs by itself. Save it as a plain PDF or document."),
    "hidden": _("The PDF has other files inside. Send them as files of their own."),
    "pixels": _("The picture has too many pixels. Make it smaller, for example 4000 pixels wide, and save it as JPEG."),
    "slim": _("The picture is too long and narrow to be shown."),
}  # fmt: skip
WARNINGS: dict[str, str | Promise] = {
    "untagged": _("The PDF has no tags, so it may be read aloud in the wrong order. Save it as an accessible PDF."),
    "scanned": _("The PDF seems to be scanned: no words were found in it, so it cannot be searched or read aloud."),
    "author": _("The file tells the name of its author. Take it out if you do not want that."),
    "place": _("The video tells where it was filmed. Take that out if you do not want it."),
}  # fmt: skip


class Refusal(Exception):
    """A file that is not taken; `message` is a sentence for the person who sent it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REASONS.get(code, REASONS["broken"])
