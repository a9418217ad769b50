"""The words of the interface in each language, and those of another language on a page."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import polib
from lxml import html

from polkka.kit.languages import CODES, OWN_NAMES
from taxonomy.models import Concept, Vocabulary
from tests.tree import ROOT

PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|<[^>]+>")
ADDRESS = re.compile(r"\S+[@/]\S+")
SHORTEST = 14  # characters of a piece that is looked for inside a longer text
SHOWN = ("alt", "title", "aria-label", "placeholder", "aria-description")
SILENT = {"script", "style", "template"}
Word = tuple[str, str]  # language, text


@cache
def _catalogue(language: str) -> dict[tuple[str, str, int], str]:
    """(context, source, form) → translation."""
    found = {}
    for entry in polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po")):
        forms = entry.msgstr_plural or {0: entry.msgstr}
        for form, text in forms.items():
            found[(entry.msgctxt or "", entry.msgid, form)] = text
    return found


def said_in(language: str) -> set[str]:
    """Words of the interface that stand in this language alone."""
    others = {name.casefold() for name in OWN_NAMES.values()}
    for code in CODES:
        if code != language:
            others |= {text.casefold() for text in _texts(code)}
    return {text for text in _texts(language) if text.casefold() not in others and len(text) > 3}


def _texts(language: str) -> set[str]:
    return set(_catalogue(language).values()) | _names(language)


def _names(language: str) -> set[str]:
    """Names of concepts and of their lists."""
    return {str(getattr(row, f"name_{language}")) for model in (Concept, Vocabulary) for row in model.objects.all()}


def own_texts(page: str, language: str) -> Iterator[str]:
    """Every text of a page that claims to be in `language`: nodes, and attributes that are read out."""
    root = html.document_fromstring(page)
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in SILENT or _language(element) != language:
            continue
        yield from (text for name in SHOWN if (text := element.get(name, "").strip()))
        if element.text and element.text.strip():
            yield element.text
        for child in element:
            if child.tail and child.tail.strip():
                yield child.tail


def _language(element: html.HtmlElement) -> str:
    while element is not None:
        if found := element.get("lang"):
            return str(found)
        element = element.getparent()
    return ""


class Ear:
    """Hears the words of other languages; made once for many pages."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words: dict[str, str] = {}
        self.pieces: list[Word] = []
        for code in CODES:
            if code == language:
                continue
            for text in said_in(code):
                self.words[text.casefold()] = code
                parts = map(str.strip, PLACE.split(text))
                self.pieces += [(code, part) for part in parts if len(part) >= SHORTEST]

    def foreign(self, texts: Iterable[str]) -> list[Word]:
        """Words of the interface in another language among these texts."""
        found = []
        for text in texts:
            line = " ".join(ADDRESS.sub(" ", text).split())
            if code := self.words.get(line.casefold().strip(" :.,()")):
                found.append((code, line))
            else:
                found += [word for word in self.pieces if word[1] in line][:1]
        return found
