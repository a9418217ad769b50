"""Prints who attacks from the inside, as JSON: `python -m scripts.audit.people`.

{"leave": [paths that would end the session], "csrf": name of the cookie of forms, "asks": [addresses with a query],
 "people": [{"name": "coordinator", "cookie": name of the session’s cookie, "session": its key, "home": path,
   "starts": [paths], "asks": [addresses with a query]}]}
"""

import json
import os
import sys
from importlib import import_module
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse
from django.utils.translation import override

from network.models import User
from polkka.kit.languages import CODES
from practices.models import Assessment, Version
from practices.permissions import DECIDE, WRITE
from practices.questions import pages
from practices.states import State

PARTS = {"member": "mika", "peer": "petra", "coordinator": "kaisa", "administrator": "yllapito"}
"""Part → a person of the demo who plays it: with a draft, a text to assess, some to decide on, people to admit."""
LEAVE = ("account_logout", "admin:logout", "practices:account_delete", "practices:account_sessions")
ROOMS = ("practices:desk", "practices:account", "practices:create", "account_email", "practices:from_file")
DRAFT = ("check", "preview", "files", "languages", "people", "comments", "ask", "status", "self_check", "place")
STAFF = ("admin:index", "admin:practices_version_changelist", "admin:network_user_changelist")

ASKS: dict[str, tuple[tuple[str, str], ...]] = {
    "visitor": (
        ("portal:practices", "q=a&theme=clue&sort=newest&page=1"),
        ("api_practices", "q=a&lang=fi&page=1&per_page=5&theme=clue"),
        ("portal:suggestions", "q=a"),
        ("portal:projects", "q=a"),
        ("portal:organisations", "q=a"),
        ("portal:overview", "rows=stage"),
    ),
    "member": (("practices:keywords", "q=a"), ("practices:place_suggestions", "q=a")),
    "peer": (),
    "coordinator": (("admin:practices_version_changelist", "q=a"), ("admin:taxonomy_concept_changelist", "q=a&o=1")),
    "administrator": (("admin:network_user_changelist", "q=a&o=1"), ("admin:upkeep_mail_changelist", "q=a")),
}
"""Part → the addresses that ask the database something, with what is asked."""


def session_of(user: User) -> str:
    """The key of a new session of this person."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store.save()
    return str(store.session_key)


def writing(user: User) -> list[str]:
    """Every page of a draft, and what belongs to it."""
    draft = Version.unscoped.for_user(user, WRITE).filter(state=State.DRAFT).order_by("pk")[0]
    of = {"public_id": draft.practice.public_id}
    found = [reverse("practices:edit", kwargs={**of, "page": page.code}) for page in pages(draft.depth)]
    return [*(reverse(name) for name in ROOMS), *found, *(reverse(f"practices:{name}", kwargs=of) for name in DRAFT)]


def assessing(user: User) -> list[str]:
    """The queue and the pages of what waits there."""
    rows = Assessment.unscoped.filter(assessor=user, state__in=("assigned", "open"))
    return [reverse("practices:queue"), *(reverse("practices:assess", kwargs={"pk": row.pk}) for row in rows)]


def deciding(user: User) -> list[str]:
    """The first pages of the admin, and two texts that wait for a decision."""
    waiting = Version.unscoped.for_user(user, DECIDE).filter(state=State.IN_ASSESSMENT).order_by("pk")[:2]
    found = [reverse("practices:decide", kwargs={"public_id": row.practice.public_id}) for row in waiting]
    return [*found, *(reverse(name) for name in STAFF)]


def administering(user: User) -> list[str]:
    return [reverse(name) for name in STAFF]


def asks(part: str) -> list[str]:
    return [f"{reverse(name)}?{query}" for name, query in ASKS[part]]


STARTS = {"member": writing, "peer": assessing, "coordinator": deciding, "administrator": administering}


def told() -> dict[str, Any]:
    with override("fi"):
        home, people = reverse("practices:desk"), []
        for part, local in PARTS.items():
            user = User.objects.get(email=f"{local}@polkka.example")
            row = {"name": part, "cookie": settings.SESSION_COOKIE_NAME, "session": session_of(user), "home": home}
            people.append({**row, "starts": STARTS[part](user), "asks": asks(part)})
        asked = asks("visitor")
    leave = []
    for code in CODES:
        with override(code):
            leave += [reverse(name) for name in LEAVE]
    return {"leave": leave, "csrf": settings.CSRF_COOKIE_NAME, "asks": asked, "people": people}


if __name__ == "__main__":
    print(json.dumps(told()))
    sys.exit(0)
