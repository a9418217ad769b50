"""`python -m tests.faults.stored SHARED OWN…`: what the database holds after everything, as JSON.

{"shared": {question: text}, "own": {public id: {"tags": [word], "cost": [code], "steps": [row]}}, "versions": number}
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
django.setup()

from practices.completeness import chosen_codes
from practices.models import Version
from practices.questions import PROSE, TEXT_QUESTIONS


def version_of(public_id: str) -> Version:
    return Version.unscoped.get(practice__public_id=public_id)


def own(public_id: str) -> dict[str, object]:
    version = version_of(public_id)
    return {
        "tags": sorted(version.tags.names()),
        "cost": chosen_codes(version).get("cost", []),
        "steps": version.original.steps,
    }


def main(shared: str, *owns: str) -> None:
    text = version_of(shared).original
    told = {question.code: getattr(text, question.code) for question in TEXT_QUESTIONS if question.kind == PROSE}
    held = {public_id: own(public_id) for public_id in owns}
    print(json.dumps({"shared": told, "own": held, "versions": Version.unscoped.count()}))


main(*sys.argv[1:])
