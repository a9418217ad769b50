"""What a version is filed under, in words: the museum label, the terms by vocabulary, the keywords with their pages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from polkka.kit.languages import language_names, path_of
from polkka.kit.languages import translated as said
from taxonomy.catalogue import Catalogue, Term

from . import completeness
from .models import Version
from .states import State

if TYPE_CHECKING:
    from .telling import Card


def facts(
    version: Version, card: "Card", shelves: Catalogue, language: str, written: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """(label, words) of what a reader looks for first; `written` are the languages of the whole text."""
    region = version.practice.owner.region
    places = [version.practice.owner.place(language), said(region, "name", language) if region else ""]
    rows = (
        (_("For whom"), _names(version, shelves, "stage", language)),
        (_("Time"), card.time.name if card.time else ""),
        (_("Cost"), card.cost.name if card.cost else ""),
        (_("Travel"), card.travel.name if card.travel else ""),
        (_("Languages"), language_names(written)),
        (_("Where"), ", ".join(place for place in places if place)),
    )
    return tuple((label, value) for label, value in rows if value)


def _names(version: Version, shelves: Catalogue, vocabulary: str, language: str) -> str:
    codes = completeness.chosen_codes(version).get(vocabulary, [])
    return ", ".join(term.name for term in shelves.terms(vocabulary, codes, language))


def terms_by_shelf(version: Version, shelves: Catalogue, language: str) -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """(name of the vocabulary, chosen terms) in the order of the vocabularies; none without a term."""
    codes = completeness.chosen_codes(version)
    groups = []
    for shelf in shelves.shelves.values():
        if terms := shelves.terms(shelf.code, codes.get(shelf.code, []), language):
            groups.append((shelf.name(language), tuple(terms)))
    return tuple(groups)


def keyword_rooms(version: Version) -> tuple[tuple[str, str], ...]:
    """(keyword, address of its page): only what is published has keywords with a page."""
    tags = version.tags.all() if version.state == State.PUBLISHED else ()
    named = sorted((tag.name, tag.slug) for tag in tags if tag.slug)
    return tuple((name, path_of("portal:tag", slug=slug)) for name, slug in named)
