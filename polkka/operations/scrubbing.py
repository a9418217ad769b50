"""What a line of the log must not repeat: addresses, names, codes, tokens, passwords, and the values a database quotes.

Errors are the danger: a database names the row it refused, a mail server the address, a parser the word that it could
not read. Known shapes are cut wherever they stand; of the words of an error everything that is quoted is cut too,
unless it names a part of the program.
"""

import re
import traceback
from collections.abc import Iterator

_HEX = r"[0-9a-f]{1,4}"
_IPV6 = rf"(?i)(?<![\w:])(?:(?:{_HEX}:){{7}}{_HEX}|(?:{_HEX}(?::{_HEX})*)?::(?:{_HEX}(?::{_HEX})*)?)(?![\w:])"
_NAMES = r"code|token|password|secret|key|session\w*|csrf\w*|cookie|authorization"
_GIVEN = rf"(?i)((?:{_NAMES})\s*[=:]\s*)(?:bearer\s+)?[^\s,;)\]}}]+"
_SHAPES = (
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@]+@[^\s'\"]+"), r"\1[address]"),
    (re.compile(r"[\w.!#$%&*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*"), "[e-mail]"),
    (re.compile(r"(?<![\d.])(?!127\.)(?!0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"), "[ip]"),
    (re.compile(_IPV6), "[ip]"),
    (re.compile(r"(?i)\b\d{6}[-+a-fyxwvu]\d{3}[0-9a-fhj-np-y]\b"), "[person]"),
    (re.compile(r"(/[^\s?'\"]*)\?[^\s'\"]+"), r"\1?[query]"),
    (re.compile(_GIVEN), r"\1[secret]"),
    (re.compile(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b"), "[code]"),
    (re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{22,}(?![\w-])"), "[token]"),
)  # fmt: skip
"""Shape → what stands in its place."""
_TOLD_BY_DATABASE = re.compile(r"(?ms)^(?:DETAIL|CONTEXT|QUERY|STATEMENT|LINE \d+):?.*")
"""From here on a message of PostgreSQL repeats values and questions."""
_PARTS_OF_PROGRAM = re.compile(r"(?i)\b(?:relation|column|table|constraint|sequence|module|attribute|argument) $")
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”|‘[^’\n]*’|«[^»\n]*»")
_IN_BRACKETS = re.compile(r"=\([^)]*\)")
OF_PROGRAM = (AttributeError, NameError, ImportError)
"""Errors that quote nothing but names of the program."""
LONGEST = 2_000  # letters of the words of one error


def text(words: str) -> str:
    """The words without what has a known shape."""
    for shape, instead in _SHAPES:
        words = shape.sub(instead, words)
    return words


def quotes(words: str) -> str:
    """The words with nothing left between quotation marks, names of tables and the like excepted."""
    return _IN_BRACKETS.sub("=(…)", _QUOTED.sub(_unless_of_program, words))


def _unless_of_program(found: re.Match[str]) -> str:
    before = found.string[: found.start()]
    return found[0] if _PARTS_OF_PROGRAM.search(before) else "“…”"


def words_of(error: BaseException) -> str:
    """What an error says of itself, without values."""
    said = _TOLD_BY_DATABASE.sub("", str(error)[:LONGEST]).strip()
    return text(said if isinstance(error, OF_PROGRAM) else quotes(said))


def trace(error: BaseException) -> str:
    """The trace of an error and of those behind it, the oldest first: where, of what kind, its words without values."""
    return "\n".join(_one(each) for each in reversed(list(_chain(error))))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _one(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    said = words_of(error)
    return "".join(traceback.format_tb(error.__traceback__)) + (f"{name}: {said}" if said else name)
