"""`python -m tests.faults.mark`: one mark of everything the database holds, to see whether anything was written."""

import hashlib
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
django.setup()

from django.apps import apps


def main() -> None:
    mark = hashlib.sha256()
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.db_table):
        for row in model._base_manager.order_by("pk").values_list().iterator():
            mark.update(f"{model._meta.db_table} {row}\n".encode())
    print(mark.hexdigest())


main()
