"""The app of those who run the portal; it stands above all others and has no tables."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "polkka.operations"
    label = "operations"
