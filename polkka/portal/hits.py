"""The hits of a search as HTML: a card is drawn once at a generation, and each search puts its own marks in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from polkka.kit import markdown
from practices import published
from practices.published import Card
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue

MOST = 4_000  # cards kept in the memory of a process; those asked for longest ago go first
TEMPLATE = "components/hit.html"
TITLE, TEXT, LOADING = "\ue000", "\ue001", "\ue002"  # private characters that no text of ours may hold
Key = tuple[str, str]
_PLACES = re.compile(f"[{TITLE}{TEXT}{LOADING}]")


@dataclass
class _Shelf:
    """What is kept of one generation, by (public_id, language)."""

    cards: dict[Key, Card]
    pieces: dict[Key, list[str]]


_held: WeakKeyDictionary[Catalogue, _Shelf] = WeakKeyDictionary()


def cards(public_ids: Sequence[str], language: str, at: int) -> list[Card]:
    """The cards of the published ones among `public_ids`, in the order given; read from the database once each."""
    kept = _at(at).cards
    found: dict[str, Card | None] = {public_id: _asked(kept, (public_id, language)) for public_id in public_ids}
    missing = [public_id for public_id, card in found.items() if card is None]
    if missing:
        read = published.cards(missing, language, at=at)
        keep(read, language, at)
        found.update({card.public_id: card for card in read})
    return [card for card in found.values() if card is not None]


def unread(public_ids: Iterable[str], language: str, at: int) -> list[str]:
    """Those among `public_ids` whose cards would have to be read from the database."""
    kept = _at(at).cards
    return [public_id for public_id in public_ids if (public_id, language) not in kept]


def keep(read: Sequence[Card], language: str, at: int) -> None:
    """Keep cards that were read with something else."""
    kept = _at(at).cards
    _make_room(kept, len(read))
    kept.update({(card.public_id, language): card for card in read})


def _asked(kept: dict[Key, Any], key: Key) -> Any:
    """What is kept under the key, now the one asked for last; None if there is nothing."""
    value = kept.pop(key, None)
    if value is not None:
        kept[key] = value
    return value


def _make_room(kept: dict[Key, Any], number: int) -> None:
    for key in list(islice(kept, max(0, len(kept) + number - MOST))):
        kept.pop(key, None)


def html(found: Iterable[Card], language: str, at: int, *, n_early: int = 0) -> list[SafeString]:
    """Each card as an item of the list; the pictures of the first `n_early` are fetched at once."""
    kept = _at(at).pieces
    return [_filled(kept, card, language, "eager" if place < n_early else "lazy") for place, card in enumerate(found)]


def _at(at: int) -> _Shelf:
    return _held.setdefault(catalogue.at(at), _Shelf({}, {}))


def _filled(kept: dict[Key, list[str]], card: Card, language: str, loading: str) -> SafeString:
    key = (card.public_id, language)
    pieces = _asked(kept, key)
    if pieces is None:
        _make_room(kept, 1)
        pieces = kept[key] = _drawn(card)
    values = {
        TITLE: card.title_html or escape(card.title),
        TEXT: card.excerpt or escape(card.summary),
        LOADING: loading,
    }
    return markdown.safe("".join([values.get(piece, piece) for piece in pieces]))


def _drawn(card: Card) -> list[str]:
    """The card in pieces, with the three private characters where title, text and the loading of the picture belong."""
    empty = replace(card, title=TITLE, summary=TEXT, title_html=SafeString(""), excerpt=SafeString(""))
    drawn = render_to_string(TEMPLATE, {"card": empty, "loading": LOADING})
    return re.split(f"({_PLACES.pattern})", drawn)
