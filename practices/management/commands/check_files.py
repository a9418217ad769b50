"""Tell which files of practices are not in their store."""

from typing import Any

from django.core.management.base import BaseCommand

from practices.files import storing


class Command(BaseCommand):
    help = "List the files that the database knows and their store does not have; exit code 1 if there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        lost = storing.lost()
        for attachment in lost:
            self.stdout.write(f"{attachment.key} {attachment.name} ({attachment.practice})")
        self.stdout.write(f"files missing: {len(lost)}")
        if lost:
            raise SystemExit(1)
