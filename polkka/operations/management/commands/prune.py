"""Remove what has outlived its use; the clock does the same once a day."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from polkka.operations import pruning, retention
from polkka.upkeep import clock


class Command(BaseCommand):
    help = "Remove what has outlived its use, rule by rule. `tick` does the same once a day; twice at once is safe."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="tell how much is due and remove nothing")
        parser.add_argument("--rule", action="append", choices=list(retention.BY_CODE), help="only this rule")
        parser.add_argument("--seconds", type=float, default=300.0, help="begin nothing after so long")
        parser.add_argument("--anyway", action="store_true", help="although `tick` has not run on the days before")
        parser.add_argument("--table", action="store_true", help="print the rules as Markdown")

    def handle(self, *args: Any, **options: Any) -> None:
        rules = [retention.BY_CODE[code] for code in options["rule"] or retention.BY_CODE]
        if options["table"]:
            self.stdout.write(retention.markdown(), ending="")
        elif options["dry_run"]:
            self._tell(pruning.due(rules), "due")
        elif settings.READ_ONLY:
            self.stdout.write("READ_ONLY is on: nothing is removed.")
        elif not (options["anyway"] or clock.ran_lately()):
            raise CommandError(
                "Nothing was removed: `manage.py tick` has not run on any of the eight days before this one, so the"
                " time of this machine may be wrong. If it is right, say --anyway."
            )
        else:
            self._tell(pruning.prune(rules, options["seconds"]), "removed")

    def _tell(self, told: list[pruning.Pruned], word: str) -> None:
        for one in told:
            rest = "" if one.is_all else ", more is left"
            self.stdout.write(f"{one.rule.code}: {'failed' if one.n < 0 else f'{one.n} {word}'}{rest}")
        if any(one.n < 0 for one in told):
            raise CommandError("A rule failed; the log says why.")
