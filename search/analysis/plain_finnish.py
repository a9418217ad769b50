"""Finnish words where Voikko's dictionary is not installed: as Swedish, with the links of Finnish compounds."""

from . import compounds
from .compounds import Rules, Terms
from .lemmas import Lemmas
from .stems import UNKNOWN, lemma


def _modifier(piece: str, known: Lemmas) -> str | None:
    """A piece as it is, with -s- for -nen (so also -mis- for -minen), or a genitive in -n."""
    if piece in known:
        return piece
    noun = f"{piece[:-1]}nen"
    if piece.endswith("s") and noun in known:
        return noun
    form = lemma(piece, "fi") if piece.endswith("n") else ""
    return form if form in known else None


RULES = Rules("fi", _modifier, "ns")


def analyse(word: str) -> Terms:
    """`whole` and `parts` of one word in small letters; all are stems, and marked so."""
    whole, parts = compounds.analyse(word, RULES)
    return tuple(UNKNOWN + term for term in whole), tuple(UNKNOWN + term for term in parts)
