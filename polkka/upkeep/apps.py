"""The app's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "polkka.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep")

    def ready(self) -> None:
        from . import changes, clock, counting, outbox

        clock.each_minute(counting.prune)
        clock.each_minute(outbox.forget)
        clock.each_minute(changes.prune)
