"""The app of those who run the portal; it stands above all others and has no tables."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "polkka.operations"
    label = "operations"

    def ready(self) -> None:
        from polkka.upkeep import clock
        from polkka.workspace import notices

        from . import checks, pruning, telling  # noqa: F401  # the checks register themselves

        clock.each_minute(pruning.each_minute)
        notices.told_by(telling.notices)
