"""The coordinators' admin: one site, open to the roles that have it, without passwords."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _


class PolkkaAdminSite(admin.AdminSite):
    """The stock admin behind our sign-in, in the language of its user; rights come from network/roles.py."""

    site_header = site_title = "POLKKA"
    index_title = _("Coordination")
    site_url = "/"
    enable_nav_sidebar = False

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
