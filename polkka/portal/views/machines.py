"""What machines fetch of a site: the map, the security contact, the manifest, and icons at their wonted addresses."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polkka.kit.access import picture, public
from polkka.kit.languages import CODES, PATH_WORDS, current, fixed_path
from polkka.upkeep import generation

from .. import sitemap
from ..page_cache import release
from .common import CACHE, bare

DAY = 24 * 3600
PRIVATE_WORDS = ("desk", "assessments", "coordination", "sign-in", "account")
SECURITY_LASTS = timedelta(days=180)
"""How long security.txt may be believed after it was fetched; RFC 9116 asks for less than a year."""
PAPER = "#fdfdfb"  # as in static/css/tokens.css
ICONS = {"favicon.ico": "image/x-icon", "apple-touch-icon.png": "image/png"}
"""Files of static/img that browsers ask for at the root of the site → their type."""


def _text(lines: list[str]) -> HttpResponse:
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = CACHE
    return response


@picture
@require_safe
@bare
def robots(request: HttpRequest) -> HttpResponse:
    """What machines leave alone (contacts of people, pages behind the sign-in; all of a trial site), and the map."""
    if settings.STAGING:
        return _text(["User-agent: *", "Disallow: /"])
    lines = ["User-agent: *"]
    for number, code in enumerate(CODES):
        words = {key: names[number] for key, names in PATH_WORDS.items()}
        lines.append(f"Disallow: /{code}/{words['practices']}/*/{words['contact']}/")
        lines += [f"Disallow: /{code}/{words[key]}/" for key in PRIVATE_WORDS]
    lines += ["Disallow: /admin/", "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return _text(lines)


@picture
@require_safe
@bare
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole, as RFC 9116 writes it; without an address of its own, the contact page."""
    pages = [settings.SITE_URL + fixed_path("portal:contact_us", code) for code in ("en", "fi", "sv")]
    contacts = [settings.SECURITY_CONTACT] if settings.SECURITY_CONTACT else pages
    midnight = datetime.combine(timezone.now().astimezone(UTC).date(), time(), tzinfo=UTC)
    return _text(
        [
            *(f"Contact: {address}" for address in contacts),
            f"Expires: {midnight + SECURITY_LASTS:%Y-%m-%dT%H:%M:%SZ}",
            "Preferred-Languages: fi, sv, en",
            f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
            *([f"Policy: {settings.SECURITY_POLICY}"] if settings.SECURITY_POLICY else []),
        ]
    )


@picture
@require_safe
@bare
def sitemap_whole(request: HttpRequest) -> HttpResponse:
    """Every public page with its addresses in the other languages, or the list of the files that hold them."""
    at = generation.seen(request)
    return _map(request, at, sitemap.whole(at, lambda number: reverse("sitemap_part", kwargs={"number": number})))


@picture
@require_safe
@bare
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One file of a map that does not fit into one, from 1 on."""
    at = generation.seen(request)
    files = sitemap.files(at)
    if not 1 <= number <= len(files):
        raise Http404
    return _map(request, at, files[number - 1])


def _map(request: HttpRequest, at: int, content: bytes) -> HttpResponse:
    etag = f'W/"{at}-{release()}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    response = HttpResponse(content, content_type="application/xml; charset=utf-8")
    response["ETag"], response["Cache-Control"] = etag, CACHE
    return response


@picture
@require_safe
@bare
def manifest(request: HttpRequest) -> HttpResponse:
    """The site as something that can be kept on a home screen, in the language of the address."""
    home = reverse("portal:home")
    told = {
        "name": _("POLKKA, good practices of schools’ internationalisation"),
        "short_name": "POLKKA",
        "description": _("Good practices of schools’ internationalisation: described, assessed and ready to be tried."),
        "lang": current(),
        "dir": "ltr",
        "id": "/",
        "start_url": home,
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {"src": static(f"img/{name}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", **more}
                for name, more in (("icon", {}), ("icon-full", {"purpose": "maskable"}))
                for size in (192, 512)
            ),
        ],
    }
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False}, content_type="application/manifest+json")
    answer["Cache-Control"] = CACHE
    return answer


@public
@require_safe
def to_manifest(request: HttpRequest) -> HttpResponse:
    """From the address without a language to the manifest in the language the browser asks for."""
    with translation.override(translation.get_language_from_request(request)):
        response = redirect("portal:manifest")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@lru_cache(maxsize=len(ICONS))
def _icon(name: str) -> bytes:
    return bytes((settings.BASE_DIR / "static" / "img" / name).read_bytes())


@picture
@require_safe
@bare
def icon(request: HttpRequest, name: str) -> HttpResponse:
    """An icon at the address where browsers look for it unasked."""
    response = HttpResponse(_icon(name), content_type=ICONS[name])
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response
