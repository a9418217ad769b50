"""What every page gets: navigation, the page's address in the other languages, the demo banner."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_urlconf, reverse
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polkka.kit import staging
from polkka.kit.languages import Alternate, alternates, current, fixed_path
from polkka.kit.release import version
from polkka.upkeep import generation, read_only
from practices import published

from . import banners
from .page_cache import release


def page(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html; a view may give its own `alternates`, which then win."""
    return {
        "alternates": lazy(lambda: _alternates(request), tuple)(),
        "x_default": lambda: _x_default(request),
        "nav": _nav(request),
        "account_nav": _account_nav(request),
        "show_demo_banner": lambda: published.has_demo(generation.seen(request)),
        "banners": lambda: banners.now_shown(generation.seen(request), current()),
        "colophon": lambda: _colophon(current(), get_urlconf()),
        "is_read_only": read_only.is_on,
        "site": settings.SITE_URL,
        "has_outbox": settings.OUTBOX_PAGE,
        "staging": staging.words(current()),
        "release_name": release_name,
    }


@lru_cache(maxsize=1)
def release_name() -> str:
    """Version and short mark of what runs, as `POLKKA 0.1.0 · 3f2a91c`."""
    return f"POLKKA {version()} · {release()[:7]}"


@lru_cache(maxsize=12)
def _colophon(language: str, urlconf: str | None) -> SafeString:
    """The foot of every page, which is the same on all pages of a language: drawn once in a process."""
    return render_to_string("components/colophon.html", {"release_name": release_name()})


def _x_default(request: HttpRequest) -> str:
    """The address of the same page that asks the browser for its language, "" if the page has none."""
    match = request.resolver_match
    if match and match.view_name == "portal:home":
        return reverse("root")
    if match and match.view_name == "portal:practice":
        return reverse("permanent", kwargs={"public_id": match.kwargs["public_id"]})
    return ""


def _alternates(request: HttpRequest) -> tuple[Alternate, ...]:
    match = request.resolver_match
    found = alternates(match.view_name, **match.kwargs) if match else ()
    return found or alternates("portal:home")


def _links(request: HttpRequest, entries: list[tuple[str, str]]) -> tuple[tuple[str, str, bool], ...]:
    links = []
    for label, view in entries:
        url = fixed_path(view, current(), get_urlconf())
        links.append((label, url, request.path.startswith(url)))
    return tuple(links)


def _nav(request: HttpRequest) -> tuple[tuple[str, str, bool], ...]:
    entries = [
        (_("Find"), "portal:practices"),
        (_("Overall picture"), "portal:overview"),
        (_("Projects"), "portal:projects"),
        (_("How we assess"), "portal:criteria"),
    ]
    # the desk itself is marked in the person's own navigation
    return *_links(request, entries), (
        _("Tell about yours"),
        fixed_path("practices:desk", current(), get_urlconf()),
        False,
    )


def _account_nav(request: HttpRequest) -> tuple[tuple[str, str, bool], ...]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ()
    entries = [(_("My desk"), "practices:desk")]
    if user.has_perm("practices.assess"):
        entries.append((_("My assessments"), "practices:queue"))
    entries.append((_("My account"), "practices:account"))
    links = _links(request, entries)
    if user.has_perm("polkka.admin"):
        name = _("Coordination") if user.has_perm("practices.coordinate") else _("Admin")
        links += ((name, reverse("admin:index"), False),)
    return (*links, (_("Sign out"), reverse("account_logout"), False))
