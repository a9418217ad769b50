"""What may be meant by a word that stands nowhere, and how a word that is being typed may go on."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from .analysis import analyse, tokens
from .lexicon import Lexeme, Lexicon, as_word, slips, without_dots
from .words import LANGUAGES

SHORTEST = 2
"""Letters typed before anything is offered."""
SHORTEST_SLIP = 3
"""Letters of a word in which a slip is looked for; missing dots are looked for in shorter ones too."""
WORD, CONCEPT, TITLE = "word", "concept", "title"
MOST_CONCEPTS, MOST_TITLES = 3, 2
_ROWS = 80
_NEAR = 40
_TYPED = re.compile(r"[^\W_]+(?:[-–'’][^\W_]+)*")
_LAST = re.compile(r"[^\W_]+(?:[-–'’][^\W_]*)*$")


class Completion(NamedTuple):
    """What the words typed may become; `key` is that of the name it comes from."""

    text: str
    kind: str
    key: str = ""


class Names:
    """Names to be completed, each with a key, in the order in which they are offered. `updated` knows of changes."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        pairs = [(" ".join(name.split()), key) for name, key in pairs]
        self._names = "\n".join(("", *(name for name, _key in pairs), ""))
        self._small = _small(self._names)
        lengths = np.fromiter((len(name) + 1 for name, _key in pairs), np.int64, len(pairs))
        self._starts = 1 + np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        self._keys = [key for _name, key in pairs]
        self._hidden: frozenset[str] = frozenset()
        self._newer: Names | None = None

    def __len__(self) -> int:
        return len(self._keys)

    def updated(self, pairs: Iterable[tuple[str, str]], gone: Iterable[str]) -> "Names":
        """The names with `pairs` before the others, and without what these had under the keys `gone`."""
        twin = Names.__new__(Names)
        twin.__dict__.update(self.__dict__)
        twin._newer, twin._hidden = Names(pairs), frozenset(gone)
        return twin

    def beginning(self, typed: str) -> Iterator[tuple[str, str]]:
        """The names that begin so with their keys, then those in which a later word does."""
        typed = _small(typed)
        if not typed or "\n" in typed:
            return
        if self._newer:
            yield from self._newer.beginning(typed)
        seen = set()
        for before in "\n -":
            found = self._small.find(before + typed)
            while found >= 0:
                place = int(np.searchsorted(self._starts, found + 1, side="right")) - 1
                if place not in seen and self._keys[place] not in self._hidden:
                    seen.add(place)
                    yield self._names[self._starts[place] : self._starts[place + 1] - 1], self._keys[place]
                found = self._small.find(before + typed, found + 1)


def _small(text: str) -> str:
    """Small letters, as many characters as before, so that places stay."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


NO_NAMES = Names()
NO_WORDS = Lexicon()


def did_you_mean(
    words: str,
    language: str,
    lexicon: Lexicon,
    stands: Callable[[str], bool] | None = None,
    names: Lexicon = NO_WORDS,
) -> str:
    """The words with those that stand nowhere changed into near ones, or "" if there is nothing better.

    `stands` tells whether a word is found whole or in part; without it the lexicon alone is asked. `names` holds the
    words of names that are searched too. Quotes, stars and every other sign stay as typed.
    """
    text = unicodedata.normalize("NFC", words)
    pieces, end = [], 0
    for match in _TYPED.finditer(text):
        word = next(iter(tokens(match[0])), "")
        if text[match.end() : match.end() + 1] == "*":
            is_known = bool(lexicon.begins(word, 1) or names.begins(word, 1))
        else:
            is_known = (stands(word) if stands else _is_known(word, lexicon)) or _is_known(word, names)
        better = "" if is_known else _better(word, language, lexicon, names)
        if better and match[0][:1].isupper():
            better = better[:1].upper() + better[1:]
        pieces += [text[end : match.start()], better or match[0]]
        end = match.end()
    meant = "".join(pieces) + text[end:]
    return "" if meant == text else meant


def _better(word: str, language: str, lexicon: Lexicon, names: Lexicon) -> str:
    """The nearest word that stands somewhere; at the same distance the reader's language before the others, then words
    of the texts before those of names.
    """
    if len(word) < SHORTEST or any(character.isdigit() for character in word):
        return ""
    both = [*lexicon.near(word, _NEAR), *names.near(word, _NEAR)]
    near = [one for one in both if one.is_same_letters or (len(word) >= SHORTEST_SLIP and one.distance <= slips(word))]
    best = min(near, key=lambda one: (not one.is_same_letters, one.distance, one.language != language), default=None)
    return best.text if best else ""


def _is_known(word: str, lexicon: Lexicon) -> bool:
    """Whether a text may hold the word, as far as the lexicon tells: its whole terms and parts in any language."""
    for code in LANGUAGES:
        whole, parts = analyse(word, code)
        if any(lexicon.has(term, code) for term in (*whole, *parts) if not term.startswith("^")):
            return True
    return False


def complete(
    typed: str,
    language: str,
    lexicon: Lexicon,
    concepts: Names = NO_NAMES,
    titles: Names = NO_NAMES,
    limit: int = 8,
) -> list[Completion]:
    """How what is typed may go on: concepts and titles in which all of it stands, and words for the last one of it.

    Concepts come first, then words, then titles; nothing is offered twice, whatever its capitals.
    """
    text = " ".join(unicodedata.normalize("NFC", typed).split())
    if len(text) < SHORTEST or text.endswith(("*", '"', "”")):
        return []
    plain = text.lstrip('"“”')
    named = [Completion(name, CONCEPT, key) for name, key in _first(concepts, plain, MOST_CONCEPTS)]
    known = {text.casefold(), *(completion.text.casefold() for completion in named)}
    several = _first(titles, plain, MOST_TITLES)
    titled = [Completion(name, TITLE, key) for name, key in several if name.casefold() not in known]
    known.update(completion.text.casefold() for completion in titled)
    words = [] if typed[-1:].isspace() else _words(text, language, lexicon, limit + len(known))
    new = [completion for completion in words if completion.text.casefold() not in known]
    return [*named, *new[: max(0, limit - len(named) - len(titled))], *titled][:limit]


def _first(names: Names, typed: str, most: int) -> list[tuple[str, str]]:
    """The first names that go on so, none twice, nor two of one key."""
    found: dict[str, tuple[str, str]] = {}
    keys = set()
    for name, key in names.beginning(typed):
        if key not in keys and name.casefold() not in found:
            keys.add(key)
            found[name.casefold()] = (name, key)
            if len(found) == most:
                break
    return list(found.values())


def _words(text: str, language: str, lexicon: Lexicon, limit: int) -> list[Completion]:
    """The text with its last word completed, the most frequent first; words of the reader's language count double."""
    match = _LAST.search(text)
    last = next(iter(tokens(match[0])), "") if match else ""
    if match is None or len(last) < SHORTEST:
        return []
    rows = lexicon.begins(last, _ROWS) or _without_dots(last, lexicon)
    families: dict[tuple[str, str], list[Lexeme]] = {}
    for row in rows:
        families.setdefault((row.language, row.lemma), []).append(row)
    weighed: dict[str, int] = {}
    for (code, _lemma), family in families.items():
        word = _shown(family, last)
        weight = sum(row.frequency for row in family) * (2 if code == language else 1)
        weighed[word] = max(weighed.get(word, 0), weight)
    best = sorted(weighed, key=lambda word: (-weighed[word], word))[:limit]
    return [Completion(text[: match.start()] + word, WORD) for word in best]


def _without_dots(last: str, lexicon: Lexicon) -> list[Lexeme]:
    """The word itself with its dots, where nothing begins as it is typed."""
    return [
        row for near in lexicon.near(last, _NEAR) if near.is_same_letters for row in lexicon.begins(near.text, _ROWS)
    ]


def _shown(family: Sequence[Lexeme], last: str) -> str:
    """The base form if it begins as typed, else the most frequent of its forms."""
    for row in family:
        base = as_word(row.surface, row.lemma, row.language)
        if base and without_dots(base).startswith(without_dots(last)):
            return base
    return family[0].surface
