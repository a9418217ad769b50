"""The app's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KitConfig(AppConfig):
    name = "polkka.kit"
    label = "kit"
    verbose_name = _("Kit")
