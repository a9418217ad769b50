"""What machines read in the head of a room: schema.org CollectionPage with the way up and its newest practices."""

from typing import Any

from django.conf import settings

from polkka.kit.languages import current

from .rooms import Room


def collection(room: Room, path: str) -> dict[str, Any]:
    """The room at `path` of this site."""
    site, about = settings.SITE_URL, room.about
    trail = [*((crumb.name, crumb.url) for crumb in about.crumbs), (about.name, path)]
    found = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": site + path,
        "url": site + path,
        "name": about.name,
        "description": room.description,
        "inLanguage": current(),
        "isPartOf": {"@type": "WebSite", "name": "POLKKA", "url": f"{site}/"},
        "breadcrumb": {"@type": "BreadcrumbList", "itemListElement": _items(trail)},
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": room.total,
            "itemListElement": _items([(card.title, card.path) for card in room.cards]),
        },
    }
    return {key: value for key, value in found.items() if value}


def _items(named: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"@type": "ListItem", "position": place, "name": name, "item": settings.SITE_URL + url}
        for place, (name, url) in enumerate(named, start=1)
    ]
