"""The clock of the portal: run it once a minute; two at once are safe."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from polkka.upkeep import clock, outbox

SECONDS = 40.0
"""After so long no message is begun: the next tick goes on, beside this one if need be."""


class Command(BaseCommand):
    help = "Do the chores, send the waiting mail and remove what has outlived its use. Run once a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.READ_ONLY:
            self.stdout.write("READ_ONLY is on: nothing is done.")
            return
        for name, outcome in clock.run():
            self.stdout.write(f"{name}: {outcome}")
        clock.note_run()
        self.stdout.write(f"mail sent: {outbox.send_all(outbox.waiting(), SECONDS)}")
