"""Everything that is kept about a person, for a request that came by letter."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from polkka.operations.privacy import requests
from practices import exporting


class Command(BaseCommand):
    help = "Write everything that is kept about the person with the address EMAIL into FILE, a zip only you can read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, email: str, file: Path, **options: Any) -> None:
        person = requests.person(email)
        if person:
            requests.write(file, exporting.zipped(person))
        elif told := requests.besides(email):
            requests.write(file, [told])
        else:
            raise CommandError(f"Nothing is kept under the address {email}.")
        self.stdout.write(f"{file}: {'account' if person else 'no account; mail, wishes and feedback'}")
