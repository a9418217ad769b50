"""Prints every page of the table as JSON, with what this database holds: `python -m scripts.audit.addresses`."""

import json
import os
import sys
from dataclasses import asdict

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
    django.setup()
    from .examples import examples
    from .pages import pages, without_example

    found = examples()
    rows = [
        {"name": page.kind.name, "language": page.language, "path": page.path, "status": page.kind.status}
        | {key: value for key, value in asdict(page.kind).items() if key in ("form", "is_measured")}
        for page in pages(found)
    ]
    print(json.dumps({"pages": rows, "without": without_example(found)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
