"""The dictionary forms that compounds are split into: built from simplemma once and kept in a file.

The file stands in the folder POLKKA_VAR, or in var/ of the repository; its name carries the version of simplemma and
of the format, so that an old one is never read. Where it is missing, the words are gathered in memory: seconds.
"""

import lzma
import os
from collections.abc import Collection, Iterable
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import ClassVar

import simplemma
from simplemma.strategies import DefaultDictionaryFactory

FORMAT = 1
SHORTEST = 3
"""Letters of the shortest dictionary form, and of the beginnings under which the words are kept."""


class Lemmas:
    """A set of words, kept as one string for each beginning: a tenth of the memory of a frozenset."""

    def __init__(self, words: Iterable[str]) -> None:
        groups = groupby(sorted(words), key=lambda word: word[:SHORTEST])
        self._by_beginning = {beginning: "\n".join(("", *group, "")) for beginning, group in groups}

    def __contains__(self, word: str) -> bool:
        return f"\n{word}\n" in self._by_beginning.get(word[:SHORTEST], "")


def path(language: str) -> Path:
    """Where the words of a language are kept."""
    folder = os.environ.get("POLKKA_VAR") or Path(__file__).resolve().parents[2] / "var"
    return Path(folder) / f"lemmas-{language}-{simplemma.__version__}-{FORMAT}.xz"


def gather(language: str) -> Collection[str]:
    """The dictionary forms of simplemma, in small letters; takes a second and 100 MB for that long."""
    forms = DefaultDictionaryFactory().get_dictionary(language).values()
    return {form.lower() for form in forms if len(form) >= SHORTEST and form.isalpha()}


def build(language: str) -> Path:
    """Write the file of a language anew, in one step for those who read it, and remove the older ones."""
    file = path(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    packed = lzma.compress("\n".join(sorted(gather(language))).encode())
    with NamedTemporaryFile(dir=file.parent, prefix=".lemmas-", delete=False) as new:
        new.write(packed)
    Path(new.name).chmod(0o644)
    Path(new.name).replace(file)
    for old in file.parent.glob(f"lemmas-{language}-*.xz"):
        if old != file:
            old.unlink(missing_ok=True)
    return file


def stored(language: str) -> Lemmas | None:
    """The words of a language from its file, None where there is none that can be read."""
    try:
        return Lemmas(lzma.decompress(path(language).read_bytes()).decode().split("\n"))
    except (OSError, EOFError, ValueError, lzma.LZMAError):
        return None


class _Held:
    """The words of this process."""

    lock = Lock()
    by_language: ClassVar[dict[str, Lemmas]] = {}


def lemmas(language: str) -> Lemmas:
    """The words of a language, read at the first call."""
    if language not in _Held.by_language:
        with _Held.lock:
            if language not in _Held.by_language:
                _Held.by_language[language] = stored(language) or Lemmas(gather(language))
    return _Held.by_language[language]
