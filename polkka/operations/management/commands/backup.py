"""Back up the database and the files of practices while the portal runs."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from polkka.operations.backups import folders, making
from polkka.operations.backups.engines import Trouble
from polkka.upkeep.away import Away


class Command(BaseCommand):
    help = (
        "Write database, files and their hashes into a new folder of FOLDER, while the portal runs. Exit code 1: no "
        "backup was made and none removed; 3: another one is under way. What is not in it: .env."
    )

    requires_system_checks = []
    """A fault of the settings or the programme must not stand in the way of a backup."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="where backups are kept; with --verify one backup")
        parser.add_argument("--keep", type=int, default=0, help="afterwards leave only so many, the newest")
        parser.add_argument("--verify", action="store_true", help="write nothing; read every file and compare its hash")

    def handle(self, *args: Any, folder: Path, keep: int, verify: bool, **options: Any) -> None:
        if keep < 0:
            raise CommandError("--keep: a number from 1 on", returncode=2)
        try:
            if verify:
                self._verify(folder)
            else:
                self._make(folder.resolve(), keep)
        except Trouble as trouble:
            raise CommandError(str(trouble), returncode=3 if isinstance(trouble, making.Busy) else 1) from trouble
        except (OSError, Away, DatabaseError, sqlite3.Error) as error:
            raise CommandError(f"The backup was not finished, nothing is left of it: {error}") from error

    def _make(self, home: Path, keep: int) -> None:
        began = time.monotonic()
        done = making.make(home, self.stdout.write)
        for old in making.keep(home, keep, done) if keep else []:
            self.stdout.write(f"removed {old}")
        self.stdout.write(f"backup {done} in {time.monotonic() - began:.1f} s")

    def _verify(self, folder: Path) -> None:
        faults = list(folders.faults(folder))
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{folder}: {len(faults)} faults", returncode=1)
        manifest = folders.Manifest.read(folder)
        self.stdout.write(f"{folder} is whole: {manifest.files} files and the database of {manifest.made_at}")
