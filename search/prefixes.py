"""How the forms of a term begin: letters that stand in every word the term may answer, to look for before analysing."""

import re
from functools import lru_cache

LONGEST = 6
SHORTEST = 2
UNKNOWN, BEGINNING = "~", "^"
_VOWELS = "aeiouyäöå"
_CONSONANTS_AT_END = re.compile(r"[^aeiouyäöå\W]+$")
_CONTRACTED = re.compile(r".{2}[aeiouyäö]t[aä]$")
_DIPHTHONG = re.compile(r"[^aeiouyäöå]?(ie|yö|uo|öy|äy)$")
_LONG_VOWEL = re.compile(r"[^aeiouyäöå](aa|ee|uu|yy|ää)$")
_SHORT_VERB = re.compile(r"[^aeiouyäöå][aeiouyäö]{2}d[aä]$")
_FREQUENTATIVE = re.compile(r".{2}[ptk]ell[aä]$")
_GRADES = {"ps": "ps", "ts": "ts", "ks": "kh", "hd": "hkei", "p": "pv", "t": "td", "s": "stdn", "d": "dt"}
"""Clusters of which not even the first letter stays, with what may stand in its place: lapsi, lasten; katu, kadun."""
_STAY = "lrnmjvhgbf"
"""Single consonants that no grade changes."""
_UMLAUT = str.maketrans("ao", "äö")


@lru_cache(maxsize=20_000)
def beginnings(term: str, language: str) -> tuple[str, ...]:
    """The letters that every form of `term` has somewhere in it, in small letters; forms of one term may differ."""
    if term.startswith(BEGINNING):
        return (term[1:],)
    if language == "fi" and not term.startswith(UNKNOWN):
        return _finnish(term)
    stem = term.removeprefix(UNKNOWN)
    kept = stem[: min(LONGEST - 1, max(SHORTEST, len(stem) - 2))]
    if language == "sv" and len(stem) <= LONGEST and kept != (other := kept.translate(_UMLAUT)):
        return kept, other
    return (kept,)


def _finnish(lemma: str) -> tuple[str, ...]:
    if _DIPHTHONG.fullmatch(lemma):
        return (lemma[:2], lemma[:-2] + lemma[-1]) if len(lemma) > 2 else (lemma, f"{lemma[-1]}i")
    if _LONG_VOWEL.fullmatch(lemma):
        return lemma, f"{lemma[:2]}i"
    if _SHORT_VERB.fullmatch(lemma):
        return lemma[:2], lemma[0] + lemma[2]
    if _FREQUENTATIVE.search(lemma):
        return (lemma[:-5][:LONGEST],)
    if lemma.endswith("nen") and len(lemma) > 5:
        return (lemma[:-3][:LONGEST],)
    is_contracted = bool(_CONTRACTED.search(lemma))
    return _before_change(lemma[:-2] if is_contracted else lemma, "v" if is_contracted else "")


def _before_change(stem: str, changing: str) -> tuple[str, ...]:
    """What comes before the last consonants, which change from form to form, with what may come first of them."""
    body = _CONSONANTS_AT_END.sub("", stem).rstrip(_VOWELS)
    found = _CONSONANTS_AT_END.search(body)
    cluster = found[0] if found else ""
    kept = body[: len(body) - len(cluster)]
    if cluster == "k" and kept[1:] and kept[-1] == "i":  # aika, ajan; poika, pojat
        return kept[:LONGEST], f"{kept[:-1]}j"[:LONGEST]
    grades = _GRADES.get(cluster, "")
    if not grades and (len(cluster) > 1 or (cluster in _STAY and cluster not in changing)):
        grades = cluster[:1]
    forms = [kept + grade for grade in grades] or [kept]
    return tuple(dict.fromkeys((form if len(form) >= SHORTEST else stem[:SHORTEST])[:LONGEST] for form in forms))


def shortest(term: str) -> int:
    """How many letters stand at least, without a hyphen, from where such a beginning stands."""
    letters = len(term.removeprefix(UNKNOWN).removeprefix(BEGINNING))
    return min(LONGEST, max(SHORTEST, letters if term.startswith((UNKNOWN, BEGINNING)) else letters - 2))
