"""`python -m tests.faults.cast N M`: N writers in the database, a draft of their own each and one for all, as JSON.

And M practices that have been assessed and wait for a coordinator to publish them.
{"session": name of the cookie, "shared": public id, "writers": [{"session": key, "own": public id}],
"coordinator": key, "waiting": [{"public_id", "seen", "move": address}]}
"""

import json
import os
import sys
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse

from network.models import User
from polkka.kit.languages import speaking
from polkka.portal.loading import load_base
from practices import edits
from practices.models import Version
from practices.permissions import SYSTEM
from practices.states import State
from projects.models import ProjectMember

from ..factory import Cast, by_the_rules, make_cast, person
from ..factory import read as read_version


def session_of(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store.save()
    return store.session_key


def _move(version: Version) -> str:
    with speaking("en"):
        return reverse("practices:move", kwargs={"public_id": version.practice.public_id, "name": "publish"})


def waiting(cast: Cast, number: int) -> list[dict[str, object]]:
    found = [by_the_rules(cast, State.IN_ASSESSMENT, title=f"Odottava {n}") for n in range(number)]
    return [
        {
            "public_id": version.practice.public_id,
            "seen": version.edit,
            "move": _move(version),
        }
        for version in found
    ]


def main(number: int, others: int) -> None:
    load_base(lambda line: None)
    cast = make_cast()
    writers = [person(f"writer-{n}") for n in range(number)]

    def practice() -> str:
        version = edits.create(
            by=SYSTEM, owner=cast.school, project=cast.project, depth="model", language="fi", title="Vika"
        )
        return read_version(version).practice.public_id

    for writer in writers:
        ProjectMember.objects.create(user=writer, project=cast.project, role=ProjectMember.Role.EDITOR)
    rows = [{"session": session_of(writer), "own": practice()} for writer in writers]
    told = {"session": settings.SESSION_COOKIE_NAME, "shared": practice(), "writers": rows}
    told |= {"coordinator": session_of(cast.coordinator), "waiting": waiting(cast, others)}
    print(json.dumps(told))


main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
