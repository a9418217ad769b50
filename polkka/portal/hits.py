"""The hits of a search as HTML: a card is drawn once at a generation, and each search puts its own marks in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from weakref import WeakKeyDictionary

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from polkka.kit import markdown
from practices import published
from practices.published import Card
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue

MOST = 2_000  # cards kept in the memory of a process
TEMPLATE = "components/hit.html"
TITLE, TEXT, LOADING = "\ue000", "\ue001", "\ue002"  # private characters that no text of ours may hold
_PLACES = re.compile(f"[{TITLE}{TEXT}{LOADING}]")


@dataclass
class _Shelf:
    """What is kept of one generation, by (public_id, language)."""

    cards: dict[tuple[str, str], Card]
    pieces: dict[tuple[str, str], list[str]]


_held: WeakKeyDictionary[Catalogue, _Shelf] = WeakKeyDictionary()


def cards(public_ids: Sequence[str], language: str, at: int) -> list[Card]:
    """The cards of the published ones among `public_ids`, in the order given; read from the database once each."""
    kept = _at(at).cards
    missing = [public_id for public_id in public_ids if (public_id, language) not in kept]
    if len(kept) + len(missing) > MOST:
        kept.clear()
        missing = list(public_ids)
    if missing:
        kept.update({(card.public_id, language): card for card in published.cards(missing, language, at=at)})
    found = (kept.get((public_id, language)) for public_id in public_ids)
    return [card for card in found if card is not None]


def html(found: Iterable[Card], language: str, at: int, *, n_early: int = 0) -> list[SafeString]:
    """Each card as an item of the list; the pictures of the first `n_early` are fetched at once."""
    kept = _at(at).pieces
    return [_filled(kept, card, language, "eager" if place < n_early else "lazy") for place, card in enumerate(found)]


def _at(at: int) -> _Shelf:
    return _held.setdefault(catalogue.at(at), _Shelf({}, {}))


def _filled(kept: dict[tuple[str, str], list[str]], card: Card, language: str, loading: str) -> SafeString:
    key = (card.public_id, language)
    if key not in kept:
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = _drawn(card)
    values = {
        TITLE: card.title_html or escape(card.title),
        TEXT: card.excerpt or escape(card.summary),
        LOADING: loading,
    }
    return markdown.safe("".join([values.get(piece, piece) for piece in kept[key]]))


def _drawn(card: Card) -> list[str]:
    """The card in pieces, with the three private characters where title, text and the loading of the picture belong."""
    empty = replace(card, title=TITLE, summary=TEXT, title_html=SafeString(""), excerpt=SafeString(""))
    drawn = render_to_string(TEMPLATE, {"card": empty, "loading": LOADING})
    return re.split(f"({_PLACES.pattern})", drawn)
