"""The app's name for Django."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "network"
    label = "network"
    verbose_name = _("Network")

    def ready(self) -> None:
        from polkka.upkeep import clock

        from . import digests, events, lasting

        events.listen()
        user_logged_in.connect(lasting.begin, dispatch_uid="network.lasting")
        clock.each_minute(digests.send_due)
