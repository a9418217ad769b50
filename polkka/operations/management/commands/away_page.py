"""`manage.py away_page FILE`: write the page that a server in front shows while no web process is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand
from django.test import RequestFactory

from polkka.kit.errors import last_page


class Command(BaseCommand):
    help = "Write the page that a server in front shows while no web process is there; again after each upgrade."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to; its folder is made")

    def handle(self, *args: Any, **options: Any) -> None:
        """The file is replaced in one step, so that nobody is shown half of it."""
        path: Path = options["file"]
        request = RequestFactory().get("/", headers={"host": urlsplit(settings.SITE_URL).netloc})
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.part")
        unfinished.write_bytes(last_page(request, 503).content)
        unfinished.chmod(0o644)
        unfinished.replace(path)
        self.stdout.write(f"{path} written.")
