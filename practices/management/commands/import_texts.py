"""Load a foreign collection of texts as published demo practices, or take it out again."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from practices import importing


class Command(BaseCommand):
    help = "Load a CSV file with the columns id, language (fi, sv, en) and text as published demo practices."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="the CSV file, in UTF-8")
        parser.add_argument("--remove", action="store_true", help="take everything out that was loaded so")
        parser.add_argument("--yes", action="store_true", help="do it although DEBUG is off")

    def handle(self, *args: Any, file: Path | None, remove: bool, yes: bool, **options: Any) -> None:
        if not (settings.DEBUG or yes):
            raise CommandError(
                "Imported texts are published at once and nobody has assessed them. "
                "Turn DEBUG on, or say --yes if this site is meant to hold them."
            )
        if (file is None) is not remove:
            raise CommandError("Name one file, or say --remove without a file.")
        begun = time.monotonic()
        if file is None:
            self.stdout.write(f"practices removed: {importing.remove(self._progress)}")
            return
        try:
            done = importing.load(importing.read(file), self._progress)
        except importing.BadFile as bad:
            raise CommandError("Nothing was loaded.\n" + "\n".join(bad.faults)) from bad
        took = time.monotonic() - begun
        self.stdout.write(f"made: {done.made}, renewed: {done.renewed}, unchanged: {done.same}, in {took:.0f} s")

    def _progress(self, line: str) -> None:
        """One line that writes itself anew on a terminal."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{line}", ending="")
            self.stderr.flush()
