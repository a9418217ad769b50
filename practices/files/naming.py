"""Names of files as people gave them, made fit to be shown and saved anywhere."""

import re
import unicodedata

from .words import ENDINGS, Refusal

LONGEST = 120
_PATH = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_SECOND_ENDING = re.compile(r"\.(?=[A-Za-z0-9]{1,5}$)")


def kind_of(name: str) -> str:
    """The kind that the ending promises. Raises Refusal."""
    ending = name.rpartition(".")[2].strip().lower() if "." in name else ""
    if ending not in ENDINGS:
        raise Refusal("ending")
    return ENDINGS[ending]


def shown_name(name: str, kind: str) -> str:
    """A name of at most 120 characters that reads as it is: no path, control or turning character, one ending."""
    last = _PATH.split(unicodedata.normalize("NFC", name))[-1]
    plain = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem = _FORBIDDEN.sub("", plain).rpartition(".")[0]
    stem = " ".join(stem.split()).strip(" .")
    stem = _SECOND_ENDING.sub("-", stem)[: LONGEST - len(kind) - 1].strip(" .")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"file-{stem}".rstrip("-").lower() if stem else "file"
    return f"{stem}.{kind}"
