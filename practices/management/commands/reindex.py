"""Write the entries of the search anew from what is published."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from practices import indexing, searching
from practices.models import Version
from practices.states import State


class Command(BaseCommand):
    help = "Write the search entries of every published practice anew: after an upgrade that changes the analysis."

    def add_arguments(self, parser: CommandParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--check", action="store_true", help="write nothing; exit code 1 if entries are not true")
        only.add_argument("--missing", action="store_true", help="write only what is missing, old or too much")

    def handle(self, *args: Any, check: bool, missing: bool, **options: Any) -> None:
        if check:
            self._check()
            return
        started = time.monotonic()
        if missing:
            found = indexing.difference()
            self._total = len(found.missing | found.old | found.extra)
            number = indexing.mend(found, self._tell) if found else 0
        else:
            published = Version.unscoped.filter(state=State.PUBLISHED)
            self._total = published.count()
            number = indexing.reindex(published, self._tell)
            searching.forget()
        drafts = searching.write_lacking()
        self.stdout.write(f"{number} practices written in {time.monotonic() - started:.1f} s.")
        self.stdout.write(f"Words of {drafts} versions written for the search of the staff.")

    def _tell(self, done: int) -> None:
        """A bar on a terminal; nothing where the output is kept in a file."""
        if not self.stdout.isatty() or not self._total:
            return
        filled = 30 * done // self._total
        end = "\n" if done >= self._total else ""
        self.stdout.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done} of {self._total}", ending=end)
        self.stdout.flush()

    def _check(self) -> None:
        found = indexing.difference()
        if found:
            raise CommandError(
                f"Missing: {len(found.missing)}, of another analysis: {len(found.old)}, too much: {len(found.extra)}. "
                "Mend it with: manage.py reindex --missing",
                returncode=1,
            )
        self.stdout.write("The entries of the search are true.")
