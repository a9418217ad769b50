"""The app's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "polkka.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from practices import belonging

        from . import personal

        belonging.also(personal.told, personal.forget)
