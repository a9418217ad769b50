"""The coordinators’ guide as a page of the admin, and the way from every page to the right part of it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polkka.kit import markdown
from polkka.kit.languages import FALLBACK, OWN_NAMES
from polkka.kit.text import slug

FOLDER = settings.BASE_DIR / "docs" / "editors"
FILES = {"fi": "koordinaattorin-opas.md", "sv": "samordnarens-guide.md"}
_WAITING = {"fi": "Mikä odottaa sinua", "sv": "Det som väntar på dig"}
_PLACES = {"fi": "Kuka kuuluu minne", "sv": "Vem hör vart"}
_ASSESSORS = {"fi": "2. Arvioijat", "sv": "2. Bedömare"}
_DECIDING = {"fi": "3. Tulos ja päätös", "sv": "3. Resultat och beslut"}
_LISTS = {"fi": "Luettelot ja monta käytäntöä kerralla", "sv": "Listor, och många praxis på en gång"}
_CRITERIA = {"fi": "Kriteeristö ja arvioijien yksimielisyys", "sv": "Kriterierna och bedömarnas samstämmighet"}
_CURATING = {"fi": "Kuratointi", "sv": "Att sköta innehållet"}
_FRONT = {"fi": "Etusivun nostot", "sv": "Det som lyfts fram på startsidan"}
_SHEETS = {"fi": "Taulukot sisään ja ulos", "sv": "Tabeller in och ut"}
_MISSED = {"fi": "Mitä lukijat eivät löydä", "sv": "Det som läsarna inte hittar"}
_MAIL = {"fi": "Sähköposti", "sv": "E-post"}
_WHO_MAY = {"fi": "Roolit ja oikeudet", "sv": "Roller och rättigheter"}
PARTS: dict[str, dict[str, str]] = {
    "index": _WAITING,
    "practices_": _DECIDING,
    "practices_version": _LISTS,
    "practices_sheet": _SHEETS,
    "practices_relation": _CURATING,
    "practices_tagalias": _CURATING,
    "practices_assessment": _ASSESSORS,
    "network_availability": _ASSESSORS,
    "calibration": _CRITERIA,
    "projects_": _PLACES,
    "network_organisation": _PLACES,
    "network_": _WHO_MAY,
    "who_may": _WHO_MAY,
    "taxonomy_": _CURATING,
    "taggit_": _CURATING,
    "criteria_": _CRITERIA,
    "portal_": _CURATING,
    "portal_pick": _FRONT,
    "portal_spearhead": _FRONT,
    "portal_searchmiss": _MISSED,
    "portal_wish": _MISSED,
    "portal_feedback": {"fi": "Kun lukija kirjoittaa", "sv": "När en läsare skriver"},
    "upkeep_mail": _MAIL,
    "upkeep_change": _LISTS,
}
"""Beginning of the name of an admin page (the longest that fits) → the heading in the guide that tells of it."""
_HEADING = re.compile(r"<h2>(.*?)</h2>")
_PICTURE = re.compile(r"<p>!<a href=\"kuvat/([a-z]+\.png)\"[^>]*>(.*?)</a></p>")
"""A picture of the guide, as the renderer leaves it that draws none."""
_LINK = re.compile(r'<a href="(?!https?:|mailto:|#)[^"]*"[^>]*>(.*?)</a>')


@dataclass(frozen=True)
class Guide:
    """The guide in one language: `html`, and `parts`: (anchor, heading)."""

    language: str
    html: SafeString
    parts: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4)
def guide(language: str) -> Guide:
    """The guide in this language, or in the nearest one in which it is written; read once in a process."""
    code = next(one for one in FALLBACK[language] if one in FILES)
    text = (FOLDER / FILES[code]).read_text(encoding="utf-8")
    body = text.split("\n", 1)[1]
    html = _PICTURE.sub(_picture, markdown.render(body, lower=0))
    html = _LINK.sub(r"\1", html)
    headings = _HEADING.findall(html)
    html = _HEADING.sub(lambda found: f'<h2 id="{anchor(found[1])}" tabindex="-1">{found[1]}</h2>', html)
    html = html.replace("<table>", '<div class="help-scroll" tabindex="0"><table>')
    html = html.replace("</table>", "</table></div>")
    return Guide(code, markdown.safe(html), tuple((anchor(words), words) for words in headings))


def _picture(found: re.Match[str]) -> str:
    """A picture from docs/editors/kuvat."""
    picture = '<p class="help-picture"><img src="{}" alt="{}" loading="lazy"></p>'
    return format_html(picture, static(f"guide/{found[1]}"), unescape(found[2]))


def anchor(heading: str) -> str:
    """The name of a heading in an address."""
    return slug(heading, words="osa")


def link(request: HttpRequest) -> str:
    """The address of the part of the guide that tells of the page that is shown."""
    name = (request.resolver_match.url_name or "") if request.resolver_match else ""
    part = next((PARTS[key] for key in sorted(PARTS, key=len, reverse=True) if name.startswith(key)), None)
    address = reverse("admin:guide")
    if part is None or not request.user.is_authenticated:
        return address
    told = guide(request.user.language)
    wanted = anchor(part[told.language])
    return f"{address}#{wanted}" if wanted in dict(told.parts) else address


def show(site: Any, request: HttpRequest) -> HttpResponse:
    """The guide; `?in=sv` asks for another language than one's own."""
    own = request.GET.get("in", "")
    told = guide(own if own in FILES else request.user.language)
    others = [(code, OWN_NAMES[code]) for code in FILES if code != told.language]
    context = {
        **site.each_context(request),
        "title": _("The coordinators’ guide"),
        "guide": told,
        "others": others,
        "is_foreign": told.language != request.user.language,
        "hints_hidden": request.user.hints_hidden_at is not None,
    }
    return TemplateResponse(request, "admin/guide.html", context)
