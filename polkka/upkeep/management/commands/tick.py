"""The clock of the portal: run it once a minute; two at once are safe."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from polkka.upkeep import clock, outbox, parking
from polkka.upkeep.models import Receipt


class Command(BaseCommand):
    help = "Send the waiting mail, do the chores and remove what has outlived its use. Run once a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = self._send()
        parking.clear()
        Receipt.objects.filter(created_at__lt=timezone.now() - timedelta(days=2)).delete()
        for name, outcome in clock.run():
            self.stdout.write(f"{name}: {outcome}")
        sent += self._send()
        clock.note_run()
        self.stdout.write(f"mail sent: {sent}")

    @staticmethod
    def _send() -> int:
        """Try what waits now, what the chores have written too; the number of messages that left."""
        return sum(outbox.send(pk) for pk in outbox.waiting())
