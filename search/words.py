"""What was typed into the search field, and the terms that answer it: words, "phrases", beginnings*, concepts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import product
from typing import Protocol

from .analysis import analyse, tokens

LANGUAGES = ("fi", "sv", "en")
PART, CLOSE, OTHER_LANGUAGE = 0.4, 0.4, 0.5
CONCEPT_NAME = 0.5
LONGEST_NAME = 6  # words of the name of a concept
MOST_READINGS = 3  # of one word, where a name is looked for
MOST_BEGINNINGS = 200
SHORTEST_BEGINNING = 2

_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟＂", '"'))
_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')


class Kind(Enum):
    WORD = "word"
    PHRASE = "phrase"
    BEGINNING = "beginning"


@dataclass(frozen=True)
class Item:
    """One thing asked for: a word, a quoted phrase, or the beginning of words; `tokens` are its words."""

    text: str
    kind: Kind
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The terms that answer one thing asked for, with their weights; `close` join only words that begin alike.

    `whole` are those of the terms that are the very word typed, as each language reads it.
    """

    text: str
    terms: Mapping[str, float]
    close: Mapping[str, float] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()


class Words(Protocol):
    """The part of a lexicon that a beginning asks: see search/lexicon.py."""

    def begins(self, prefix: str, limit: int) -> Iterable["Known"]: ...


class Known(Protocol):
    """A word that stands in a published text."""

    @property
    def lemma(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True)
class Named:
    """A concept as it may be named: `names` by language; `others` are words whose language is not told."""

    vocabulary: str
    code: str
    names: Mapping[str, str]
    others: Sequence[str] = ()


class Concepts:
    """Finds the concepts that words name, whatever their inflection and language."""

    def __init__(self, named: Iterable[Named] = ()) -> None:
        self._by_words: dict[tuple[str, ...], list[tuple[str, Named]]] = {}
        for concept in named:
            for language in LANGUAGES:
                for name in dict.fromkeys((concept.names.get(language, ""), *concept.others)):
                    self._add(name, language, concept)

    def _add(self, name: str, language: str, concept: Named) -> None:
        for key in _readings(tuple(tokens(name)), language):
            held = self._by_words.setdefault(key, [])
            if (language, concept) not in held:
                held.append((language, concept))

    def find(self, words: Sequence[str]) -> list[tuple[str, Named, int, int]]:
        """The concepts named by `words` as (language, concept, from, to), longer names before those inside them."""
        if not self._by_words:
            return []
        found: dict[tuple[str, str], tuple[str, Named, int, int]] = {}
        for length in range(min(LONGEST_NAME, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                span = tuple(words[start : start + length])
                if any(f <= start and start + length <= t for _l, _c, f, t in found.values() if t - f > length):
                    continue
                for language in LANGUAGES:
                    for key in _readings(span, language):
                        for named_in, concept in self._by_words.get(key, ()):
                            if named_in == language:
                                found.setdefault(
                                    (concept.vocabulary, concept.code), (language, concept, start, start + length)
                                )
        return list(found.values())


NO_CONCEPTS = Concepts()


def _readings(words: tuple[str, ...], language: str) -> Iterator[tuple[str, ...]]:
    if not 1 <= len(words) <= LONGEST_NAME:
        return
    wholes = [[f"{language}:{whole}" for whole in analyse(word, language)[0][:MOST_READINGS]] for word in words]
    yield from product(*wholes)


def parse(words: str) -> tuple[Item, ...]:
    """What was typed, each thing once. A quote without its end, and every other sign, is plain text."""
    items: dict[Item, None] = {}
    for match in _PIECE.finditer(words.translate(_QUOTES)):
        quoted, plain = match.groups()
        if quoted is not None:
            items.update(dict.fromkeys(_of_quoted(quoted)))
        else:
            items.update(dict.fromkeys(_of_plain(plain)))
    return tuple(items)


def _of_quoted(quoted: str) -> list[Item]:
    inside = tuple(tokens(quoted))
    if len(inside) == 1 and " " not in quoted.strip():
        return [Item(quoted.strip(), Kind.PHRASE, inside)]
    return [Item(" ".join(quoted.split()), Kind.PHRASE, inside)] if inside else []


def _of_plain(plain: str) -> list[Item]:
    inside = list(tokens(plain))
    items = [Item(token, Kind.WORD, (token,)) for token in inside]
    if plain.endswith("*") and inside and len(inside[-1]) >= SHORTEST_BEGINNING:
        items[-1] = Item(f"{inside[-1]}*", Kind.BEGINNING, (inside[-1],))
    return items


def phrases(words: str) -> tuple[Item, ...]:
    """The quoted phrases among what was typed."""
    return tuple(item for item in parse(words) if item.kind is Kind.PHRASE)


def groups(
    words: str, language: str, concepts: Concepts = NO_CONCEPTS, lexicon: Words | None = None
) -> tuple[Group, ...]:
    """Per thing asked for the terms that answer it, in the order typed, then one group for each concept named.

    Every word is analysed in all three languages; the other languages than `language` count half.
    """
    items = parse(words)
    found = []
    for item in items:
        if item.kind is Kind.BEGINNING:
            found.append(_beginning(item, language, lexicon))
        else:
            found.extend(word_group(token, language) for token in item.tokens)
    found.extend(_concept(match[0], match[1], language) for match in _named(items, concepts))
    return tuple({(tuple(group.terms), tuple(group.close)): group for group in found}.values())


def named(words: str, concepts: Concepts) -> tuple[tuple[str, str], ...]:
    """The (vocabulary, code) of the concepts that the words name."""
    return tuple((concept.vocabulary, concept.code) for _l, concept, _f, _t in _named(parse(words), concepts))


def _named(items: Sequence[Item], concepts: Concepts) -> list[tuple[str, Named, int, int]]:
    return concepts.find([token for item in items if item.kind is not Kind.BEGINNING for token in item.tokens])


@lru_cache(maxsize=20_000)
def word_group(token: str, language: str) -> Group:
    """The terms that answer one word for a reader of `language`: whole 1/readings, parts and beginnings 0.4."""
    terms: dict[str, float] = {}
    close: dict[str, float] = {}
    whole_terms: list[str] = []
    for code in LANGUAGES:
        share = 1.0 if code == language else OTHER_LANGUAGE
        whole, parts = analyse(token, code)
        for term in whole:
            terms[f"{code}:{term}"] = share / len(whole)
            whole_terms.append(f"{code}:{term}")
        for part in parts:
            weights, weight = (close, CLOSE) if part.startswith("^") else (terms, PART)
            weights.setdefault(f"{code}:{part}", share * weight)
    return Group(token, terms, close, frozenset(whole_terms))


def _beginning(item: Item, language: str, lexicon: Words | None) -> Group:
    terms = dict(word_group(item.tokens[0], language).terms)
    for word in lexicon.begins(item.tokens[0], MOST_BEGINNINGS) if lexicon else ():
        terms[f"{word.language}:{word.lemma}"] = 1.0
    return Group(item.text, terms)


def _concept(spoken: str, concept: Named, language: str) -> Group:
    terms = {f"c:{concept.vocabulary}:{concept.code}": 1.0}
    for code in LANGUAGES:
        for name in (concept.names.get(code, ""), *_single(concept.others)) if code != spoken else ():
            words = tokens(name)
            for word in words:
                for whole in analyse(word, code)[0]:
                    key = f"{code}:{whole}"
                    terms[key] = max(terms.get(key, 0.0), CONCEPT_NAME / len(words))
    return Group(concept.names.get(language, concept.code), terms)


def _single(names: Iterable[str]) -> Iterator[str]:
    """The names of one word: a word of a longer one says little alone."""
    return (name for name in names if len(tokens(name)) == 1)
