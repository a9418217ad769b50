"""`python -m tests.faults.stored SHARED OWN…`: what the database holds after everything, as JSON.

{"shared": {question: text}, "own": {public id: {"tags": [word], "cost": [code], "steps": [row]}}, "versions": number,
"published": {public id: {"published", "history", "entries", "mails": numbers of them}}, "files": what is wrong}
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
django.setup()

from polkka.upkeep.models import Mail
from practices.completeness import chosen_codes
from practices.files import storing
from practices.models import Attachment, HistoryEntry, Version
from practices.questions import PROSE, TEXT_QUESTIONS
from practices.states import State
from search.models import Entry


def version_of(public_id: str) -> Version:
    return Version.unscoped.get(practice__public_id=public_id)


def own(public_id: str) -> dict[str, object]:
    version = version_of(public_id)
    return {
        "tags": sorted(version.tags.names()),
        "cost": chosen_codes(version).get("cost", []),
        "steps": version.original.steps,
    }


def published(version: Version) -> dict[str, int]:
    """What belongs to one publication: all of it is there, or nothing."""
    public_id, rows = version.practice.public_id, Version.unscoped.filter(practice=version.practice)
    return {
        "published": rows.filter(state=State.PUBLISHED).count(),
        "history": HistoryEntry.unscoped.filter(version__practice=version.practice, move="publish").count(),
        "entries": Entry.objects.filter(public_id=public_id, live=True).count(),
        "mails": Mail.objects.filter(kind="publish", context__title=version.title).count(),
    }


def files() -> list[str]:
    """Files that are missing or cut behind their row."""
    faults = []
    for row in Attachment.unscoped.all():
        size = storing.size_of(row)
        if size != row.size:
            faults.append(f"{row.name}: {'missing' if size is None else size} of {row.size}")
    return faults


def main(shared: str, *owns: str) -> None:
    text = version_of(shared).original
    told = {question.code: getattr(text, question.code) for question in TEXT_QUESTIONS if question.kind == PROSE}
    held = {public_id: own(public_id) for public_id in owns}
    judged = Version.unscoped.filter(
        practice__in=HistoryEntry.unscoped.filter(move="take_up").values("version__practice")
    )
    both = {one.practice.public_id: published(one) for one in judged}
    everything = {"shared": told, "own": held, "versions": Version.unscoped.count()}
    print(json.dumps(everything | {"published": both, "files": files()}))


main(*sys.argv[1:])
