"""What machines read in the head of a practice: schema.org as JSON-LD, Dublin Core and the words of a shared link."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polkka.kit import markdown
from polkka.kit.languages import CODES, current
from practices.published import Practice

from . import covers, share

LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
DURATIONS = {"lesson": "PT45M", "day": "P1D", "week": "P1W", "term": "P6M", "year": "P1Y"}
"""Time of the vocabulary → ISO 8601, where it is one length of time."""
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@dataclass(frozen=True)
class Head:
    """`json_ld`: the whole script element; `named`: (name, content) of Dublin Core and the card of a shared link;
    `graph`: (property, content) of Open Graph."""

    json_ld: SafeString
    named: tuple[tuple[str, str], ...]
    graph: tuple[tuple[str, str], ...]


def head(practice: Practice, address: str) -> Head:
    """Of a published practice whose own page is `address`."""
    picture = settings.SITE_URL + picture_path(practice)
    return Head(script(resource(practice, address, picture)), _named(practice, address), _graph(practice, picture))


def picture_path(practice: Practice) -> str:
    """The path of the picture that is shared."""
    theme = practice.card.theme.colour if practice.card.theme else ""
    kwargs = {"public_id": practice.card.public_id, "theme": theme if theme in covers.INKS else covers.PLAIN}
    return reverse("share_picture", kwargs=kwargs)


def script(data: dict[str, Any]) -> SafeString:
    """Data as a script element; nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return markdown.safe(f'<script type="application/ld+json">{text}</script>')


def resource(practice: Practice, address: str, picture: str) -> dict[str, Any]:
    """The practice as a schema.org LearningResource; what is not known is left out."""
    card = practice.card
    found = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "@id": practice.permanent,
        "url": address,
        "name": card.title,
        "description": card.summary,
        "inLanguage": practice.language,
        "license": practice.licence_url,
        "isAccessibleForFree": True,
        "image": picture,
        "author": _author(practice),
        "publisher": {"@type": "Organization", "name": "POLKKA", "url": settings.SITE_URL},
        "isPartOf": {"@type": "WebSite", "name": "POLKKA", "url": settings.SITE_URL},
        "sourceOrganization": _project(practice),
        "datePublished": practice.first_published_on.isoformat(),
        "dateModified": card.published_on.isoformat(),
        "version": str(practice.number),
        "educationalLevel": [stage.name for stage in card.stages],
        "learningResourceType": _names(practice, "kind"),
        "about": [*_names(practice, "theme"), *_names(practice, "subject")],
        "timeRequired": DURATIONS.get(card.time.code, "") if card.time else "",
        "keywords": list(practice.keywords),
    }
    return {key: value for key, value in found.items() if value}


def _author(practice: Practice) -> dict[str, Any]:
    name, municipality, region, path = practice.owner
    place = {"@type": "PostalAddress", "addressLocality": municipality, "addressRegion": region}
    found = {"@type": "Organization", "name": name, "url": settings.SITE_URL + path}
    return found | ({"address": {key: value for key, value in place.items() if value}} if municipality else {})


def _project(practice: Practice) -> dict[str, str] | None:
    if practice.project is None:
        return None
    name, path = practice.project
    return {"@type": "Project", "name": name, "url": settings.SITE_URL + path}


def _names(practice: Practice, vocabulary: str) -> list[str]:
    return [term.name for _heading, terms in practice.terms for term in terms if term.vocabulary == vocabulary]


def _named(practice: Practice, address: str) -> tuple[tuple[str, str], ...]:
    card = practice.card
    rows = [
        ("DC.title", card.title),
        ("DC.creator", practice.owner[0]),
        ("DC.publisher", "POLKKA"),
        ("DC.description", card.summary),
        ("DC.date", card.published_on.isoformat()),
        ("DC.language", practice.language),
        ("DC.type", "Text"),
        ("DC.format", "text/html"),
        ("DC.identifier", practice.permanent),
        ("DC.source", address),
        ("DC.rights", practice.licence_url),
        ("DC.subject", "; ".join(practice.keywords)),
        ("twitter:card", "summary_large_image"),
    ]
    return tuple((name, content) for name, content in rows if content)


def _graph(practice: Practice, picture: str) -> tuple[tuple[str, str], ...]:
    card, shown = practice.card, current()
    here = next((alternate.url for alternate in practice.alternates if alternate.is_current), card.path)
    return (
        ("og:type", "article"),
        ("og:site_name", "POLKKA"),
        ("og:title", card.title),
        ("og:description", card.summary),
        ("og:url", settings.SITE_URL + here),
        ("og:locale", LOCALES[shown]),
        *(("og:locale:alternate", LOCALES[code]) for code in CODES if code != shown),
        ("og:image", picture),
        ("og:image:type", "image/png"),
        ("og:image:width", str(share.WIDTH)),
        ("og:image:height", str(share.HEIGHT)),
        ("og:image:alt", _("A pattern of dots, drawn from the name of the practice")),
        ("article:published_time", practice.first_published_on.isoformat()),
        ("article:modified_time", card.published_on.isoformat()),
    )
