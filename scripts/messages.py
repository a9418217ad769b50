"""Collects the strings of the interface from Python and templates and merges them into the three catalogues.

Run `.venv/bin/python scripts/messages.py` after strings have changed: new ones come in empty (in English as they are),
those no longer used go, translations stay. No gettext is needed.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("fi", "sv", "en")
SOURCE = "en"
APPS = ("polkka", "practices", "projects", "criteria", "network", "search", "taxonomy", "digests")
TEMPLATES = ("*.html", "*.txt", "*.xml", "*.svg")
FUNCTIONS = {
    "gettext": ("text",),
    "gettext_noop": ("text",),
    "pgettext": ("context", "text"),
    "ngettext": ("text", "plural"),
    "npgettext": ("context", "text", "plural"),
}
"""What the string arguments of each function mean; the names ending in _lazy mean the same."""
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]|\{\w*\}")
_STRING = r'u?("(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\')'
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*{_STRING}(?:,\s*{_STRING})?(?:,\s*{_STRING})?")


class NotConstant(ValueError):
    """A translated string that is put together while the program runs can never be found in a catalogue."""


@dataclass(frozen=True)
class Message:
    """One string to translate. `plural` and `context` may be ""."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass
class Found:
    """The messages of the whole tree in the order of their files, each with the files it stands in."""

    places: dict[Message, list[str]] = field(default_factory=dict)

    def add(self, message: Message, place: str) -> None:
        places = self.places.setdefault(message, [])
        if place not in places:
            places.append(place)

    def join_plurals(self) -> None:
        """A string used both with and without a plural is one entry of a catalogue."""
        for message in [message for message in self.places if message.plural]:
            for place in self.places.pop(Message(message.text, context=message.context), []):
                self.add(message, place)


def extract(root: Path = ROOT) -> Found:
    """Every message of our own Python and templates. Raises NotConstant."""
    found = Found()
    for path in python_files(root):
        place = path.relative_to(root).as_posix()
        for message in from_python(path.read_text(encoding="utf-8"), place):
            found.add(message, place)
    for path in template_files(root):
        place = path.relative_to(root).as_posix()
        for message in from_template(path.read_text(encoding="utf-8"), place):
            found.add(message, place)
    found.join_plurals()
    return found


def python_files(root: Path = ROOT) -> list[Path]:
    """Modules that may speak to people: those of the apps, without migrations."""
    paths = (path for app in APPS for path in (root / app).rglob("*.py"))
    return sorted(path for path in paths if "migrations" not in path.parts)


def template_files(root: Path = ROOT) -> list[Path]:
    return sorted(path for pattern in TEMPLATES for path in (root / "templates").rglob(pattern))


def from_python(source: str, place: str) -> Iterator[Message]:
    """The messages of one module, in order."""
    tree = ast.parse(source, place)
    names = dict(_imported(tree))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if kind := _function(call.func, names):
            yield _message(kind, call, place)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Local name → function of django.utils.translation."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                kind = alias.name.removesuffix("_lazy")
                if kind in FUNCTIONS:
                    yield alias.asname or alias.name, kind


def _function(called: ast.expr, names: dict[str, str]) -> str | None:
    if isinstance(called, ast.Name):
        return names.get(called.id)
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "translation":
        kind = called.attr.removesuffix("_lazy")
        return kind if kind in FUNCTIONS else None
    return None


def _message(kind: str, call: ast.Call, place: str) -> Message:
    parts = {}
    for part, argument in zip(FUNCTIONS[kind], call.args, strict=False):
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            raise NotConstant(f"{place}:{call.lineno}: a translated string must be written out")
        parts[part] = argument.value
    return Message(**parts)


def from_template(source: str, place: str) -> Iterator[Message]:
    """The messages of one template, by way of Django’s own translation of templates into calls."""
    for call in _CALL.finditer(templatize(source, origin=place)):
        kind = "gettext" if call[1] == "_" else call[1]
        strings = [ast.literal_eval(string) for string in call.groups()[1:] if string]
        yield Message(**dict(zip(FUNCTIONS[kind], strings, strict=False)))


def placeholders(text: str) -> list[str]:
    """What a translation must hand on, in alphabetical order."""
    return sorted(PLACEHOLDER.findall(text))


def catalogue_path(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str, root: Path = ROOT) -> polib.POFile:
    """The catalogue of a language; an empty one if there is none yet."""
    path = catalogue_path(language, root)
    return polib.pofile(str(path), wrapwidth=118) if path.exists() else polib.POFile(wrapwidth=118)


def message_of(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def merged(language: str, found: Found, old: polib.POFile) -> polib.POFile:
    """A catalogue of exactly the messages found, with the translations of the old one."""
    new = polib.POFile(wrapwidth=118)
    new.header = "The strings of the interface; scripts/messages.py keeps the list."
    new.metadata = {
        "Project-Id-Version": "POLKKA",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    held = {message_of(entry): entry for entry in old}
    for message, places in found.places.items():
        new.append(_entry(message, places, held.get(message), language))
    return new


def _entry(message: Message, places: list[str], old: polib.POEntry | None, language: str) -> polib.POEntry:
    source = language == SOURCE
    entry = polib.POEntry(
        msgid=message.text,
        msgid_plural=message.plural,
        msgctxt=message.context or None,
        occurrences=[(place, "") for place in places],
        comment=old.comment if old else "",
        tcomment=old.tcomment if old else "",
        flags=["python-format"] if "%(" in message.text + message.plural else [],
    )
    if message.plural:
        blank = {0: message.text, 1: message.plural} if source else {0: "", 1: ""}
        entry.msgstr_plural = old.msgstr_plural if old else blank
    else:
        entry.msgstr = (old.msgstr if old else "") or (message.text if source else "")
    return entry


def untranslated(catalogue: polib.POFile) -> list[polib.POEntry]:
    """The entries that are still empty, a missing plural form included."""
    return [
        entry for entry in catalogue if not (all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr)
    ]


def keeps_placeholders(entry: polib.POEntry) -> bool:
    """Whether a translation hands on what its source does; the form for one may say the number as a word."""
    if not entry.msgid_plural:
        return not entry.msgstr or placeholders(entry.msgstr) == placeholders(entry.msgid)
    allowed = [placeholders(entry.msgid), placeholders(entry.msgid_plural)]
    one, many = entry.msgstr_plural.get(0, ""), entry.msgstr_plural.get(1, "")
    return (not one or placeholders(one) in allowed) and (not many or placeholders(many) == allowed[1])


def main() -> int:
    """Renew the catalogues and say how much is left to translate."""
    found = extract()
    for language in LANGUAGES:
        catalogue = merged(language, found, read(language))
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        print(f"{language}: {len(catalogue)} strings, {len(untranslated(catalogue))} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main())
