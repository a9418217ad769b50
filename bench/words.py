"""Real inflected words of three languages, each drawn as often as it is written (package wordfreq)."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

LANGUAGES = ("fi", "sv", "en")
POOL = 100_000
"""The most frequent words of a language that are drawn from."""
RANKS = (50, 30_000)
"""What people search for: neither "and" nor what stands nowhere."""

Chance = np.random.Generator


@dataclass(frozen=True)
class Pool:
    """The words of a language, the most frequent first, and the sums of their frequencies up to each."""

    words: tuple[str, ...]
    sums: npt.NDArray[np.float64]

    def draw(self, chance: Chance, number: int) -> list[str]:
        """So many words, by frequency."""
        places = self.sums.searchsorted(chance.random(number) * self.sums[-1], side="right")
        return [self.words[place] for place in places.tolist()]

    def draw_sought(self, chance: Chance) -> str:
        """A word as people search for: every order of magnitude of rareness is as likely."""
        low, high = np.log(RANKS)
        return self.words[int(np.exp(chance.uniform(low, high)))]


@cache
def pool(language: str) -> Pool:
    """The words of `language`; read once a process."""
    from wordfreq import get_frequency_dict  # a package of the desk: what makes no practices does without it

    frequencies = get_frequency_dict(language)
    words = sorted((word for word in frequencies if word.isalpha()), key=lambda word: (-frequencies[word], word))[:POOL]
    return Pool(tuple(words), np.cumsum([frequencies[word] for word in words]))
