"""The coordinators' admin: one site, open to the roles that have it, without passwords."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import path
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from polkka.upkeep import list_views

HELP = {"guide": ("guide", require_safe), "who-may": ("who_may", require_safe), "hints": ("hints", require_POST)}
"""Address → name and methods of the pages that help."""


class PolkkaAdminSite(admin.AdminSite):
    """The stock admin behind our sign-in, in the language of its user; rights come from network/roles.py."""

    site_header = site_title = "POLKKA"
    index_title = _("Coordination")
    site_url = "/"
    enable_nav_sidebar = False
    rooms: dict[str, Callable[..., Any]] = {}
    """The pages of polkka/workspace by name; they need the models, which are not there yet when this is read."""

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.add_action(list_views.export_chosen)

    def get_urls(self) -> list[Any]:
        find = path("find/", self.admin_view(self.find), name="find")
        named = [path(f"{at}/", self.admin_view(ask(self.room(name))), name=name) for at, (name, ask) in HELP.items()]
        return [find, *named, *list_views.urls(self), *super().get_urls()]

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.has_perm("polkka.admin")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Every page speaks its user's language, whatever the browser asks for."""
        inner = super().admin_view(view, cacheable)

        def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated:
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = translation.get_language()
            return inner(request, *args, **kwargs)

        speaking.csrf_exempt = getattr(inner, "csrf_exempt", False)
        return speaking

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What waits for this person, the overall picture and the month."""
        return self.rooms["first_page"](self, request)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:
        """The tables stand by subject on the first page; apps are for who writes the program."""
        return redirect("admin:index")

    def room(self, name: str) -> Callable[..., HttpResponse]:
        """A page of its own, looked up when it is asked for."""
        return lambda request: self.rooms[name](self, request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page knows: also the way to the part of the guide that tells of it, and what beginners do."""
        helps = {
            "help_url": lambda: self.rooms["help_url"](request),
            "hints": lambda: self.rooms["hint_tasks"](request),
        }
        return super().each_context(request) | helps

    def find(self, request: HttpRequest) -> HttpResponse:
        """One field that finds practices, places, people and concepts."""
        return self.rooms["finding"](self, request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one way to sign in."""
        target = request.GET.get("next", "")
        is_here = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
        target = target if is_here else resolve_url("admin:index")
        if self.has_permission(request):
            return redirect(target)
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': target})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one way to sign out, and it asks once."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Nobody has a password."""
        raise Http404

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Nobody has a password."""
        raise Http404


class PolkkaAdminConfig(AdminConfig):
    """Makes our site the one that every app registers with."""

    default_site = "polkka.admin.PolkkaAdminSite"

    def ready(self) -> None:
        from polkka.workspace import finding, first_page, guide, onboarding, who_may

        super().ready()
        PolkkaAdminSite.rooms = {"first_page": first_page.show, "finding": finding.show}
        PolkkaAdminSite.rooms |= {"guide": guide.show, "who_may": who_may.show, "hints": onboarding.put_away}
        PolkkaAdminSite.rooms |= {"help_url": guide.link, "hint_tasks": onboarding.of}
