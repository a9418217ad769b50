"""The app's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Search index")

    def ready(self) -> None:
        from . import checks  # noqa: F401  # registers itself
