"""Bring a backup back, to an empty machine or in the place of what is there."""

import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from polkka.operations.backups import restoring
from polkka.operations.backups.engines import Trouble
from polkka.operations.backups.folders import Manifest
from polkka.upkeep.away import Away

WORD = "replace"


class Command(BaseCommand):
    help = (
        "Bring back the backup in FOLDER. Stop the web processes and the clock first and start them afterwards. Run it "
        "again if it was broken off. Exit code 1: it says what is wrong, and whether anything was changed."
    )
    requires_system_checks = []
    """A machine that is being made ready may have faults; they are told once it is served."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="one backup")
        parser.add_argument(
            "--replace", action="store_true", help="into a database that is in use: what it holds is lost"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask; with --replace, for scripts")
        parser.add_argument(
            "--park-mail", action="store_true", help="messages that waited are not sent: for a machine of trial"
        )

    def handle(self, *args: Any, folder: Path, replace: bool, yes: bool, park_mail: bool, **options: Any) -> None:
        began = time.monotonic()
        try:
            manifest = restoring.proved(folder)
            self.stdout.write(f"the backup of {manifest.made_at} is whole")
            if restoring.in_use():
                self._ask(manifest, replace, yes)
            restoring.restore(folder, manifest, self.stdout.write, park_mail=park_mail)
        except (Trouble, OSError, Away, DatabaseError, sqlite3.Error) as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(f"restored in {time.monotonic() - began:.1f} s; now start every web process anew")

    def _ask(self, manifest: Manifest, replace: bool, yes: bool) -> None:
        if not replace:
            raise CommandError(
                "The database is in use; nothing was changed. With --replace the backup takes its place, and all that "
                "was written since is lost. If an earlier restore was broken off, --replace is right."
            )
        if yes:
            return
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked here; with --yes it is done without.")
        answer = input(f"All that was written since {manifest.made_at} is lost. Type {WORD} to go on: ")
        if answer.strip() != WORD:
            raise CommandError("Nothing was changed.")
