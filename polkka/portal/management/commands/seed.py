"""Load the content that an empty portal needs, and outside production the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from polkka.portal import loading


class Command(BaseCommand):
    help = "Load vocabularies, criteria, site texts and (never in production) demo content. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--base", action="store_true", help="only what every installation needs; allowed in production"
        )
        parser.add_argument("--remove", action="store_true", help="take the demo content out")

    def handle(self, *args: Any, base: bool, remove: bool, **options: Any) -> None:
        say = self.stdout.write
        if remove:
            loading.remove_demo(say)
            return
        if settings.PRODUCTION and not base:
            raise CommandError(
                "Production is never seeded with demo content. Use --base for vocabularies and criteria."
            )
        loading.load_base(say)
        if not base:
            loading.load_demo(say)
