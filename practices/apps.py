"""The app's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    label = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        from polkka.upkeep import clock

        from . import link_checks, presence
        from .files import storing

        clock.each_minute(link_checks.run)
        clock.each_minute(presence.clear)
        clock.each_minute(storing.prune_hourly)
