"""The app's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "polkka.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep")
