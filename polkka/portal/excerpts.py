"""The words of a question marked in a text: a word is marked when the search would match it."""

import re
from dataclasses import replace

from django.utils.html import escape
from django.utils.safestring import SafeString

from polkka.kit import markdown
from practices.published import Card
from search.analysis import analyse, tokens

_WORD = re.compile(r"([^\W_]+(?:[-–'’][^\W_]+)*)")


def marked(text: str, words: str, language: str) -> SafeString:
    """`text` as safe HTML with <mark> around the words of the question, or "" if it has none of them."""
    wanted = {term for word in tokens(words) for term in _terms(word, language)}
    pieces, hits = [], 0
    for place, piece in enumerate(_WORD.split(text)):
        is_hit = place % 2 == 1 and any(_terms(word, language) & wanted for word in tokens(piece))
        hits += is_hit
        pieces.append(f"<mark>{escape(piece)}</mark>" if is_hit else str(escape(piece)))
    return markdown.safe("".join(pieces)) if hits else SafeString("")


def _terms(word: str, language: str) -> set[str]:
    whole, parts = analyse(word, language)
    return {*whole, *parts}


def with_excerpts(cards: list[Card], words: str) -> list[Card]:
    """The cards with their summaries marked."""
    if not words:
        return cards
    return [replace(card, excerpt=marked(card.summary, words, card.language)) for card in cards]
