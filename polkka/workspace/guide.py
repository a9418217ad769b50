"""The coordinators’ guide as a page of the admin, and the way from every page to the right part of it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polkka.kit import markdown
from polkka.kit.languages import FALLBACK, OWN_NAMES
from polkka.kit.text import slug

FOLDER = settings.BASE_DIR / "docs" / "editors"
FILES = {"fi": "koordinaattorin-opas.md", "sv": "samordnarens-guide.md"}
_WAITING = {"fi": "Mikä odottaa sinua", "sv": "Det som väntar på dig"}
_PLACES = {"fi": "Kuka kuuluu minne", "sv": "Vem hör vart"}
_ASSESSORS = {"fi": "2. Arvioijat", "sv": "Från inlämnad till publicerad"}
_DECIDING = {"fi": "3. Tulos ja päätös", "sv": "Från inlämnad till publicerad"}
_CURATING = {"fi": "Kuratointi", "sv": "Att sköta innehållet"}
_FRONT = {"fi": "Etusivun nostot", "sv": "Det som lyfts fram på startsidan"}
_MISSED = {"fi": "Mitä lukijat eivät löydä", "sv": "Det som läsarna inte hittar"}
PARTS: dict[str, dict[str, str]] = {
    "index": _WAITING,
    "practices_": _DECIDING,
    "practices_assessment": _ASSESSORS,
    "network_availability": _ASSESSORS,
    "calibration": _DECIDING,
    "projects_": _PLACES,
    "network_organisation": _PLACES,
    "taxonomy_": _CURATING,
    "taggit_": _CURATING,
    "criteria_": _CURATING,
    "portal_sitetext": {"fi": "Kuratointi", "sv": "Webbplatsens texter"},
    "portal_pick": _FRONT,
    "portal_spearhead": _FRONT,
    "portal_searchmiss": _MISSED,
    "portal_wish": _MISSED,
    "portal_feedback": {"fi": "Kun lukija kirjoittaa", "sv": "När en läsare skriver"},
}
"""Beginning of the name of an admin page (the longest that fits) → the heading in the guide that tells of it."""
_HEADING = re.compile(r"<h2>(.*?)</h2>")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)\n?")
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
    body = _PICTURE.sub("", text).split("\n", 1)[1]
    html = _LINK.sub(r"\1", markdown.render(body, lower=0))
    headings = _HEADING.findall(html)
    html = _HEADING.sub(lambda found: f'<h2 id="{anchor(found[1])}" tabindex="-1">{found[1]}</h2>', html)
    html = html.replace("<table>", '<div class="help-scroll" tabindex="0"><table>')
    html = html.replace("</table>", "</table></div>")
    return Guide(code, markdown.safe(html), tuple((anchor(words), words) for words in headings))


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
