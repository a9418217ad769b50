"""Finnish words by the dictionary of Voikko: base forms, parts of compounds, and the roots they are derived from."""

from functools import lru_cache
from typing import NamedTuple

from . import voikko
from .stems import UNKNOWN, bits, stem

Terms = tuple[tuple[str, ...], tuple[str, ...]]


class Part(NamedTuple):
    """One part of a compound: as it stands, its base form, the root it is derived from, and if it is a participle."""

    form: str
    base: str
    root: str
    is_participle: bool


def analyse(word: str) -> Terms:
    """`whole` and `parts` of one word in small letters."""
    readings = read(word)
    if readings:
        return _of_known(readings)
    between = bits(word)
    if len(between) > 1:
        return _of_bits(between)
    return (UNKNOWN + stem(word, "fi"),), ()


def _of_known(readings: list[list[Part]]) -> Terms:
    fewest = min(map(len, readings))
    whole: list[str] = []
    parts: list[str] = []
    for reading in readings:
        last = reading[-1]
        if len(reading) == fewest:
            whole.append(_joined(reading))
            parts += _inside(reading)
            if fewest == 1 and last.is_participle and last.root:
                whole.append(last.root)
        elif len(reading) > fewest + 1:
            continue
        for part in reading:
            if len(reading) > 1:
                parts.append(part.base if part.root else _alone(part.base))
            parts.append(part.root)
    return _tidy(whole, parts)


@lru_cache(maxsize=1_000)
def _alone(piece: str) -> str:
    """The term of what only begins words (etä-, esi-), as if it stood alone."""
    return piece if voikko.transducer().lookup(piece) else UNKNOWN + stem(piece, "fi")


def _joined(parts: list[Part]) -> str:
    """A compound in its base form: työ, paikoissa → työpaikka."""
    return "".join((*(part.form for part in parts[:-1]), parts[-1].base)).replace("-", "")


def _inside(reading: list[Part]) -> list[str]:
    """The compounds that begin or end a longer one: työpaikka in työpaikkaohjaaja."""
    cuts = range(2, len(reading))
    return [*(_joined(reading[:cut]) for cut in cuts), *(_joined(reading[-cut:]) for cut in cuts)]


def _of_bits(between: list[str]) -> Terms:
    """A word with hyphens that the dictionary does not have: its bits, one by one."""
    analysed = [analyse(bit) for bit in between]
    beginning = "".join(between[:-1])
    return _tidy(
        [beginning + base.removeprefix(UNKNOWN) for base in analysed[-1][0]],
        [term for whole, parts in analysed for term in (*whole, *parts)],
    )


def _tidy(whole: list[str], parts: list[str]) -> Terms:
    known = dict.fromkeys(whole)
    return tuple(known), tuple(part for part in dict.fromkeys(parts) if len(part) > 1 and part not in known)


def read(word: str) -> list[list[Part]]:
    """The readings of a word, each as its parts; none if the dictionary does not have it."""
    readings = []
    for symbols in voikko.transducer().lookup(word):
        parts: list[Part] = []
        start = 0
        for place, symbol in enumerate((*symbols, "[Bc]")):
            if symbol == "[Bc]":
                part = _part(symbols[start:place])
                start = place + 1
                if part.base:
                    parts.append(part)
        if parts:
            readings.append(parts)
    return readings


def _part(symbols: tuple[str, ...]) -> Part:
    """A part from its symbols: `[Xp]root[X]`, letters as they stand, `[Xj]ending[X]` of a derivation, other tags.

    The base form is what stands before the last derivation and its ending, or the root where nothing is derived.
    """
    form = before = letters = given = root = ""
    is_given = is_skipped = is_participle = False
    for symbol in symbols:
        if symbol in ("[Xp]", "[Xj]"):
            is_given, before, form, letters, given = True, before + letters, form + letters, "", ""
        elif symbol in ("[Xr]", "[Xs]"):
            is_skipped = True
        elif symbol == "[X]":
            if is_given and not root:
                root = given
            is_given = is_skipped = False
        elif symbol[0] == "[" and len(symbol) > 1:
            is_participle = is_participle or symbol[1] == "R"
        elif is_skipped:
            continue
        elif is_given:
            given += symbol
        else:
            letters += symbol
    form = (form + letters).replace("=", "")
    base = (before + given).replace("=", "").lower()
    return Part(form.lower(), base.strip("-") or form.strip("-").lower(), root.replace("=", "").lower(), is_participle)
