"""Two hundred fixed questions: one to three words, some with chosen values, some of nothing but chosen values."""

from functools import cache

import numpy as np

from search.query import Query

from .generator import DRAWN, SEED, SHARES, vocabularies
from .words import LANGUAGES, Chance, pool

NUMBER = 200
N_WORDS = (1, 2, 2, 3, 1, 2, 1, 2, 3, 0)
"""Words of the questions in turn; those of none have one to three chosen values."""
WITH_FACETS = 4
"""Of those with words, each so-manieth has one or two chosen values too."""


@cache
def questions() -> tuple[Query, ...]:
    """The questions, the same every time."""
    chance = np.random.default_rng([SEED, 2])
    return tuple(_one(chance, place) for place in range(NUMBER))


def _one(chance: Chance, place: int) -> Query:
    language = str(chance.choice(LANGUAGES, p=SHARES))
    n_words = N_WORDS[place % len(N_WORDS)]
    words = " ".join(pool(language).draw_sought(chance) for _ in range(n_words))
    n_values = 0 if n_words and place % WITH_FACETS else int(chance.integers(1, 3 if n_words else 4))
    return Query(words, _chosen(chance, n_values), language=language)


def _chosen(chance: Chance, number: int) -> dict[str, frozenset[str]]:
    """So many values of any facets, as often as likely the most frequent ones."""
    chosen: dict[str, frozenset[str]] = {}
    for _ in range(number):
        facet = str(chance.choice(list(DRAWN)))
        codes = list(vocabularies()[facet])[:6]
        chosen[facet] = chosen.get(facet, frozenset()) | {str(chance.choice(codes))}
    return chosen
