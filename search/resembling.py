"""Which published practices are like a text that is still being written: asked of the index as `likeness` asks it."""

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from .analysis import terms
from .entries import BOOSTS
from .index import K1, Index
from .lexicon import Lexicon
from .likeness import (
    FEW,
    LEAST_WORDS,
    MOST_READ,
    MOST_WORDS,
    Alike,
    Floats,
    _gains,
    _live,
    _Near,
    _readable,
    _Told,
)
from .prefixes import BEGINNING
from .ranking import best_places

LEAST = 0.25
"""What shares less of the telling words is not called alike."""
COMMON = 0.35
"""A word that more than this share of all texts have says nothing; more may than in `likeness`, as words are few."""
TOLD = 0.12
"""A shared word is told if it gives at least so much as the most telling one."""
MOST_ASKED = 400  # different words of a text that are looked up


def resembling(
    index: Index,
    lexicon: Lexicon,
    fields: Mapping[str, str],
    language: str,
    *,
    without: Collection[str] = (),
    most: int = 3,
    most_words: int = 4,
) -> tuple[Alike, ...]:
    """The practices whose texts in `language` are most like a text, the likest first; ties by public name.

    `fields` are title, summary, tags and body in plain words; `without` are practices that are left out.
    """
    asked, whole = _asked(index, fields, language)
    if not asked:
        return ()
    gone = {index._number_of[name] for name in without if name in index._number_of}
    found: list[Alike] = []
    seen: set[int] = set()
    for near in _near(index, asked, whole):
        practice = int(index._of[near.entry])
        if practice in gone or practice in seen:
            continue
        seen.add(practice)
        words = _words(near, language, lexicon, most_words)
        if words:
            found.append(Alike(index._public_ids[practice], near.score, (), words, language))
        if len(found) == most:
            break
    return tuple(found)


def _words(near: _Near, language: str, lexicon: Lexicon, most: int) -> tuple[str, ...]:
    """The shared words that say why, the most telling first; none if fewer than LEAST_WORDS can be read at all."""
    shared = sorted(near.words, key=lambda pair: (-pair[0], pair[1]))
    readable = _readable((term for _gain, term in shared), language, lexicon, LEAST_WORDS)
    if len(readable) < LEAST_WORDS:
        return ()
    least = TOLD * shared[0][0]
    return _readable((term for gain, term in shared if gain >= least), language, lexicon, most) or readable


def _weights(fields: Mapping[str, str], language: str) -> dict[str, float]:
    """Every term of the text with its weight, as an entry would have it."""
    weights: dict[str, float] = {}
    for name, boost in BOOSTS.items():
        for term, weight in terms(fields.get(name, ""), language):
            key = f"{language}:{term}"
            weights[key] = round(weights.get(key, 0.0) + boost * weight, 4)
    return weights


def _asked(index: Index, fields: Mapping[str, str], language: str) -> tuple[list[_Told], float]:
    """The most telling words that stand in published texts, and what they would give to a text that has them all."""
    limit = max(FEW, int(COMMON * index.n_entries))
    weights = {name: weight for name, weight in _weights(fields, language).items() if not _is_beginning(name)}
    heaviest = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_ASKED]
    found = []
    for name, weight in heaviest:
        held = index._held(name)
        if held and held[1] > 0 and _live(index, held[0]) <= limit:
            strength = held[1] * weight * (K1 + 1) / (weight + K1)
            found.append((round(strength, 6), name, *held))
    found.sort(key=lambda one: (-one[0], one[1]))
    kept = found[:MOST_WORDS]
    told = [_Told(name, *_gains(index, held, strength * idf)) for strength, name, held, idf in kept]
    whole = sum(strength * idf * _own(weights[name]) for strength, name, _held, idf in kept)
    return told, whole


def _own(weight: float) -> float:
    return weight * (K1 + 1) / (weight + K1)


def _is_beginning(name: str) -> bool:
    return name.partition(":")[2].startswith(BEGINNING)


def _near(index: Index, asked: Iterable[_Told], whole: float) -> list[_Near]:
    """The texts that have enough of the words, the likest first."""
    told = list(asked)
    total: Floats = np.zeros(len(index._factor))
    for one in told:
        total[one.entries] += one.gains
    total = np.minimum(total / whole, 1.0).round(6)
    total[index._is_dead] = 0.0
    entries = np.flatnonzero(total >= LEAST)
    if len(entries) > MOST_READ:
        entries = entries[best_places(total[entries], None, MOST_READ)]
    found = [_Near(int(entry), float(total[entry]), [], []) for entry in entries]
    for one in told:
        for near, gain in zip(found, one.gains_of([near.entry for near in found]), strict=True):
            if gain:
                near.words.append((round(gain, 6), one.name))
    return sorted(found, key=lambda near: (-near.score, index._public_ids[int(index._of[near.entry])]))
