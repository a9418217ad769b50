"""Compiles the catalogues of the interface (.po) into what Django reads (.mo), without gettext."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def catalogues(folder: Path = LOCALE) -> list[Path]:
    """The catalogues, in the order of their languages."""
    return sorted(folder.glob("*/LC_MESSAGES/*.po"))


def is_stale(catalogue: Path) -> bool:
    """Whether the compiled catalogue is missing or older than its source."""
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime


def compile_messages(folder: Path = LOCALE) -> list[Path]:
    """Compile the catalogues that have changed; those that were compiled. Unfinished entries are left out."""
    changed = [catalogue for catalogue in catalogues(folder) if is_stale(catalogue)]
    for catalogue in changed:
        polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
    return changed
