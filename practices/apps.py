"""The app's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    label = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        from polkka.upkeep import clock

        from . import indexing, link_checks, planning, reminding, searching
        from .files import storing
        from .tabular import running

        clock.each_minute(link_checks.run)
        clock.each_minute(planning.run)
        clock.each_minute(reminding.run)
        clock.each_minute(storing.prune_hourly)
        clock.each_minute(searching.catch_up)
        clock.each_minute(indexing.catch_up)
        clock.each_minute(running.each_minute)
