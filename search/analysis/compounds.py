"""Compounds split by a list of dictionary forms: for languages whose dictionary does not tell the parts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from .lemmas import Lemmas, lemmas
from .stems import bits, lemma, stem

Terms = tuple[tuple[str, ...], tuple[str, ...]]
SHORTEST, LONGEST = 6, 64
"""Letters of the words that are split."""
SHORTEST_PIECE = 3
DEEPEST = 2
"""Splits inside a split: a compound has up to four parts."""


@dataclass(frozen=True)
class Rules:
    """What is particular to a language; `modifier` gives the dictionary form of a piece before the last, if any."""

    code: str
    modifier: Callable[[str, Lemmas], str | None]
    links: str
    """The letters that may join a piece, itself a compound, to the next."""
    barred: frozenset[str] = frozenset()
    """Words that are no pieces: endings and particles."""


def analyse(word: str, rules: Rules) -> Terms:
    """`whole` are the stems of the word and of its dictionary form, `parts` those of its pieces and hyphened bits."""
    between = bits(word) or [word]
    beginning = "".join(between[:-1])
    whole = tuple(beginning + term for term in _stems(between[-1], rules.code))
    parts: list[str] = []
    for bit in between:
        if len(between) > 1:
            parts += _stems(bit, rules.code)
        if SHORTEST <= len(bit) <= LONGEST:
            parts += [stem(piece, rules.code) for piece in split(bit, rules)]
    return whole, tuple(part for part in dict.fromkeys(parts) if len(part) > 1 and part not in whole)


def _stems(word: str, language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem(form, language) for form in (lemma(word, language, is_greedy=True), word)))


@lru_cache(maxsize=4_000)
def split(word: str, rules: Rules, depth: int = 0) -> tuple[str, ...]:
    """The dictionary forms of the pieces of a compound, as few and as long as can be; none if it is not one."""
    known = lemmas(rules.code)
    best: tuple[int, int] | None = None
    found: tuple[str, ...] = ()
    for place in range(len(word) - SHORTEST_PIECE, SHORTEST_PIECE - 1, -1):
        head = _head(word[place:], rules, known)
        if not head:
            continue
        modifiers = _modifiers(word[:place], rules, known, depth)
        if modifiers:
            pieces = (*modifiers, head)
            rank = (len(pieces), -min(map(len, pieces)))
            if best is None or rank < best:
                best, found = rank, pieces
    return found


def _head(piece: str, rules: Rules, known: Lemmas) -> str | None:
    if piece in rules.barred:
        return None
    form = lemma(piece, rules.code)
    return form if form in known and form not in rules.barred else None


def _modifiers(piece: str, rules: Rules, known: Lemmas, depth: int) -> tuple[str, ...]:
    single = rules.modifier(piece, known) if len(piece) >= SHORTEST_PIECE and piece not in rules.barred else None
    if single:
        return (single,)
    if depth == DEEPEST:
        return ()
    pieces = split(piece, rules, depth + 1)
    return pieces or (split(piece[:-1], rules, depth + 1) if piece.endswith(tuple(rules.links)) else ())
