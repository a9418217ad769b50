"""Copy everything from another database into the empty one that DATABASE_URL names."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from polkka.operations import moving
from polkka.operations.backups.engines import Trouble


class Command(BaseCommand):
    help = (
        "Copy every row from the database at ADDRESS into the empty one that DATABASE_URL names, and compare both. "
        "SQLite or PostgreSQL, either way. Stop the portal first; the source is only read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "address", help="written as in DATABASE_URL, for example sqlite:////srv/polkka/app/var/polkka.sqlite3"
        )

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        try:
            moving.move(address, self.stdout.write)
        except (Trouble, DatabaseError) as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write("Moved. Start every web process anew.")
