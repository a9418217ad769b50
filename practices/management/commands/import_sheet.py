"""Load a spreadsheet of organisations, projects or practices, as the page in the admin does."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from network.models import User
from polkka.kit.refusing import Refused
from practices.models import Sheet
from practices.tabular import checking, reading, running
from practices.tabular.rowing import CHANGED, NEW, WRONG, Checked


class Command(BaseCommand):
    help = "Load an XLSX or CSV file of organisations, projects or practices; wrong rows are told and left out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=Sheet.Kind.values)
        parser.add_argument("--by", required=True, help="e-mail address of the coordinator who loads it")
        parser.add_argument("--dry-run", action="store_true", help="only tell what each row would do")

    def handle(self, *args: Any, file: Path, kind: str, by: str, dry_run: bool, **options: Any) -> None:
        user = User.objects.filter(email=by.strip().lower(), is_active=True).first()
        if user is None or not user.has_perm("practices.add_sheet"):
            raise CommandError(f"{by} is nobody who may load spreadsheets.")
        with translation.override(user.language):
            try:
                self._load(user, file, kind, dry_run=dry_run)
            except (Refused, OSError) as refused:
                raise CommandError(str(refused)) from refused

    def _load(self, user: User, file: Path, kind: str, *, dry_run: bool) -> None:
        sheet = checking.prepared(reading.read(file, file.name), kind, name=file.name, by=user)
        rows = checking.check(sheet, checking.reader(kind, user))
        for code, detail in sheet.about["notes"]:
            self.stdout.write(reading.note(code, detail))
        self._tell(rows)
        if dry_run:
            return
        sheet.save()
        running.begin(sheet, rows, running.token(rows))
        while running.step(sheet.pk):
            pass
        sheet.refresh_from_db()
        left = [one for one in sheet.made if "why" in one]
        for one in left:
            self.stdout.write(f"{one['row']}: {one['why']}")
        self.stdout.write(f"loaded: {len(sheet.made) - len(left)}, left: {len(left)}")

    def _tell(self, rows: list[Checked]) -> None:
        """The wrong rows with their errors, and how many there are of each status."""
        for row in rows:
            for code, message in row.faults:
                self.stdout.write(f"{row.number}, {code}: {message}")
        counts = checking.counts(rows)
        told = (f"{status}: {counts[status]}" for status in (NEW, CHANGED, WRONG))
        self.stdout.write(", ".join(told))
