"""A file that was sent → the rows of its first sheet; a refusal says in words what to do."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from polkka.kit.grids import MOST_BYTES, Grid, Unreadable, read_csv
from polkka.kit.refusing import Refused

from ..files.words import REASONS
from ..inspecting import sniffing

SECONDS: Final = 20
ACCEPT: Final = ".xlsx,.csv,.txt,.tsv"
OLD, OPEN, MACROS = ("xls",), ("ods", "fods", "numbers"), ("xlsm", "xltm", "xlsb")
SAVE_AS = gettext_lazy("Open the file in its own program and save it as an Excel workbook (.xlsx) or as CSV.")
WORDS: Final[dict[str, str | Promise]] = {
    "size": gettext_lazy("The file is larger than %(most)s MB. Take out pictures and sheets that are not needed."),
    "kind": gettext_lazy("Only Excel workbooks (.xlsx) and CSV can be read. %(save)s"),
    "other-kind": gettext_lazy("Only Excel workbooks (.xlsx) and CSV can be read. %(save)s"),
    "macros": gettext_lazy("The file has macros. Save it without them, as an ordinary Excel workbook (.xlsx)."),
    "empty": gettext_lazy("The file is empty."),
    "no-rows": gettext_lazy("The file has no rows under its headings."),
    "rows": gettext_lazy("The file has more than %(most)s rows. Put them into two or more files."),
    "columns": gettext_lazy("The file has more than %(most)s columns. Take out those that are not needed."),
    "empty-rows": gettext_lazy("There are very many empty rows between the others. Take them out."),
    "no-table": gettext_lazy("The file is no table with rows and columns that can be read. %(save)s"),
    "encoding": gettext_lazy("The letters of the file cannot be read. Save it as CSV UTF-8."),
    "missing": gettext_lazy("These columns are missing: %(names)s. Their headings stand in the template."),
    "twice": gettext_lazy("Two columns mean the same: %(names)s. Take one of them out."),
    "fetches": gettext_lazy(
        "The file has links to other workbooks. Copy what you need into a new one, pasting only values."
    ),
    "locked": gettext_lazy("The file is locked with a password. Save it without one."),
}


def refusal(code: str, **details: Any) -> Refused:
    """Why a file is not taken, in the language of the moment."""
    words = str(WORDS.get(code) or REASONS.get(code) or REASONS["broken"])
    return Refused(words % {"save": SAVE_AS, **details} if "%(" in words else words)


def read(path: Path, name: str) -> Grid:
    """The rows of the file at `path`, which was sent under this name. Raises Refused."""
    try:
        return _read(path, name.rpartition(".")[2].lower())
    except Unreadable as fault:
        raise refusal(fault.code, **fault.details) from fault


def _read(path: Path, ending: str) -> Grid:
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable("size", most=MOST_BYTES // 1_000_000)
    with path.open("rb") as file:
        found = sniffing.family(file.read(sniffing.HEAD))
    if ending in MACROS:
        raise Unreadable("macros")
    if found == "ole":
        raise Unreadable("kind" if ending in OLD else "locked")
    if ending in OLD + OPEN or found not in ("", "zip"):
        raise Unreadable("kind")
    if found == "zip":
        return _workbook(path)
    if ending == "xlsx":
        raise Unreadable("other-kind")
    return read_csv(path.read_bytes())


def _workbook(path: Path) -> Grid:
    """The workbook is opened by a process of its own, with limits on memory and time."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "practices.inspecting.tables", str(path)],
            cwd=settings.BASE_DIR, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unreadable("slow") from error
    if done.returncode:
        raise Unreadable("slow" if done.returncode < 0 else "unfolds")
    told = json.loads(done.stdout)
    if "refused" in told:
        raise Unreadable(told["refused"], **told["details"])
    return Grid(
        told["headings"],
        [(number, cells) for number, cells in told["rows"]],
        [(code, detail) for code, detail in told["notes"]],
        [(number, place, why) for number, place, why in told["unread"]],
    )


NOTES: Final[dict[str, str | Promise]] = {
    "cp1252": gettext_lazy(
        "The file was not in UTF-8. It was read as Windows-1252: look whether å, ä and ö are right."
    ),
    "hidden-sheet": gettext_lazy("A hidden sheet was not read: %(detail)s"),
    "other-sheet": gettext_lazy("Only the first sheet was read, not this one: %(detail)s"),
    "unknown": gettext_lazy("These columns are not known and were left out: %(detail)s"),
}


def note(code: str, detail: str) -> str:
    """What the person should know of the file."""
    words = str(NOTES[code])
    return words % {"detail": detail} if "%(" in words else words
