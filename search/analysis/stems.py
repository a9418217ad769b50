"""Dictionary forms and stems of words: simplemma and Snowball, with little memory."""

from functools import cache
from threading import local

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from Stemmer import Stemmer

SNOWBALL = {"fi": "finnish", "sv": "swedish", "en": "english"}
UNKNOWN = "~"
"""Marks the stem of a Finnish word among the dictionary forms."""
MOST_REMEMBERED = 4_000


class _Stemmers(local):
    """Snowball's stemmers of one thread: two threads may not use the same one."""

    def __init__(self) -> None:
        self.held = {language: Stemmer(name, 0) for language, name in SNOWBALL.items()}


_stemmers = _Stemmers()


def stem(word: str, language: str) -> str:
    """The stem of a word in small letters; never empty unless the word is."""
    return _stemmers.held[language].stemWord(word) or word


@cache
def _lemmatizer(*, is_greedy: bool) -> Lemmatizer:
    strategy = DefaultStrategy(greedy=is_greedy, low_memory=True)
    return Lemmatizer(cache_max_size=MOST_REMEMBERED, lemmatization_strategy=strategy)


def lemma(word: str, language: str, *, is_greedy: bool = False) -> str:
    """The dictionary form of a word in small letters, guessed where the dictionary does not have the word."""
    return _lemmatizer(is_greedy=is_greedy).lemmatize(word, language).lower() if word else word


def bits(word: str) -> list[str]:
    """What the hyphens of a word part."""
    return [bit for bit in word.split("-") if bit]
