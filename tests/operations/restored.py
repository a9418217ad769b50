"""`python -m tests.operations.restored BACKUP ADDRESS …`: restore here, and tell what is then found, as JSON.

Told are the hash of every table as the models read it, of every file, and the status of each address.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import django

DROPPED = ("sessions.session", "upkeep.generation")
"""What a restore does not leave as it was."""


def rows() -> dict[str, str]:
    """Model → hash of all its rows in the order of their keys."""
    from django.apps import apps

    found = {}
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.concrete_fields]
        held = model._base_manager.order_by("pk").values_list(*names)
        if model._meta.label_lower not in DROPPED:
            found[model._meta.label_lower] = hashlib.sha256(repr(list(held)).encode()).hexdigest()
    return found


def files() -> dict[str, str]:
    """Path under MEDIA_ROOT → hash of the file."""
    from django.conf import settings

    root = Path(settings.MEDIA_ROOT)
    kept = [path for path in root.rglob("*") if path.is_file() and "incoming" not in path.parts]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def found(addresses: list[str]) -> dict[str, Any]:
    from django.test import Client

    statuses = {address: Client().get(address, follow=True).status_code for address in addresses}
    return {"rows": rows(), "files": files(), "pages": statuses}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "polkka.settings"
    django.setup()
    from django.core.management import call_command

    call_command("restore", sys.argv[1], stdout=sys.stderr)
    print(json.dumps(found(sys.argv[2:])))


if __name__ == "__main__":
    main()
