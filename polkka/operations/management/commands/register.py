"""Print the description of processing activities that the law asks of a controller."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from polkka.operations.privacy import register
from polkka.operations.privacy.purposes import LANGUAGES


class Command(BaseCommand):
    help = "Print the record of processing activities (GDPR, Article 30) as Markdown, made of the marks of the tables."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--language", choices=LANGUAGES, help="one of them; without it both")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [options["language"]] if options["language"] else LANGUAGES
        self.stdout.write("\n".join(register.markdown(language) for language in chosen), ending="")
