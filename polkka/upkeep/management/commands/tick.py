"""The clock of the portal: run it once a minute; two at once are safe."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from polkka.upkeep import clock, outbox
from polkka.upkeep.away import cause_of

SECONDS = 40.0
"""After so long no message is begun: the next tick goes on, beside this one if need be."""


class Command(BaseCommand):
    help = "Do the chores, send the waiting mail and remove what has outlived its use. Run once a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.READ_ONLY:
            self.stdout.write("READ_ONLY is on: nothing is done.")
            return
        try:
            self._run()
        except DatabaseError as error:
            cause = cause_of(error)
            if cause is None:
                raise
            raise CommandError(f"The next tick goes on; of the database or its disk: {cause}.") from error

    def _run(self) -> None:
        codes = outbox.send_all(outbox.waiting(codes_only=True), SECONDS)  # somebody waits for them at a screen
        for name, outcome in clock.run():
            self.stdout.write(f"{name}: {outcome}")
        clock.note_run()
        self.stdout.write(f"mail sent: {codes + outbox.send_all(outbox.waiting(), SECONDS)}")
