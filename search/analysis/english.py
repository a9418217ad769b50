"""English words: the stems of the word and of its dictionary form, spelt one way, and the bits between hyphens."""

import re

from .stems import bits, lemma, stem

Terms = tuple[tuple[str, ...], tuple[str, ...]]
SPELLINGS = (
    (re.compile(r"(?<=\w\w)iz(?=(e[sdr]?|ers|ing|ation(s|al)?|able)$)"), "is"),
    (re.compile(r"(?<=\w\w\w)our(?=(s|ed|ing|ful|able|ite|ist)?$)"), "or"),
    (re.compile(r"(?<=\w\w[bt])re$"), "er"),
)
"""What British and American spelling write differently: organize, colour, centre."""


def analyse(word: str) -> Terms:
    """`whole` and `parts` of one word in small letters; e-mail is also email."""
    between = bits(word)
    whole = _stems("".join(between) or word)
    parts = [term for bit in between for term in _stems(bit) if len(bit) > 1] if len(between) > 1 else []
    return whole, tuple(part for part in dict.fromkeys(parts) if part not in whole)


def _stems(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem(_spelt(form), "en") for form in (lemma(word, "en"), word)))


def _spelt(word: str) -> str:
    for pattern, spelling in SPELLINGS:
        word = pattern.sub(spelling, word)
    return word
