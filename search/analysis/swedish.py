"""Swedish words: the stems of the word and of its dictionary form, and the pieces of compounds."""

from . import compounds
from .compounds import Rules, Terms
from .lemmas import Lemmas

_ENDINGS = """
het ning are lig skap dom else ande ende isk ism ist inna eri aktig bar sam ing tion ion sion ment eln ens ena arna
erna orna sta ste ska skt er en et or ar na de te ast ad at
"""
_PARTICLES = """
upp till från ut utan av in inne om över under för före efter med mot åter bort fram ned ner hän bi ur vid sam miss
van oför be ge ent an på åt kring genom hos där här när vad som den det var sin ett men och ens han hon dem
"""
PARTICLES = frozenset(_PARTICLES.split())


def _modifier(piece: str, known: Lemmas) -> str | None:
    """A piece as it is, with -s-, -o-, -e- or -u-, or without the -a of its dictionary form."""
    if piece in known:
        return piece
    short = piece[:-1]
    if len(short) < compounds.SHORTEST_PIECE:
        return None
    if piece.endswith("s") and short in known and short not in PARTICLES:
        return short
    forms = [f"{piece}a", *((f"{short}a", short) if piece[-1] in "oeu" else ())]
    return next((form for form in forms if form in known), None)


RULES = Rules("sv", _modifier, "s", PARTICLES | frozenset(_ENDINGS.split()))


def analyse(word: str) -> Terms:
    """`whole` and `parts` of one word in small letters."""
    return compounds.analyse(word, RULES)
