"""The coordinators' admin: one site, open to the roles that have it, without passwords."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PolkkaAdminSite(admin.AdminSite):
    """The stock admin behind our sign-in; rights come from network/roles.py."""

    site_header = site_title = "POLKKA"
    index_title = _("Coordination")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.has_perm("polkka.admin")


class PolkkaAdminConfig(AdminConfig):
    """Makes our site the one that every app registers with."""

    default_site = "polkka.admin.PolkkaAdminSite"
