"""The clock of the portal: run it once a minute; two at once are safe."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from polkka.upkeep import clock, outbox, parking
from polkka.upkeep.models import Receipt


class Command(BaseCommand):
    help = "Send the waiting mail and remove what has outlived its use. Run once a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = sum(outbox.send(pk) for pk in outbox.waiting())
        parking.clear()
        Receipt.objects.filter(created_at__lt=timezone.now() - timedelta(days=2)).delete()
        clock.run()
        self.stdout.write(f"mail sent: {sent}")
