"""The app's name for Django, and its chores of the clock."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "polkka.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from polkka.upkeep import clock

        from . import letters, search_log, wishes

        clock.each_minute(search_log.prune)
        clock.each_minute(wishes.prune)
        clock.each_minute(letters.prune)
