"""Who is told what: mail rows written in the transaction of their cause."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from network import mailing
from network.models import Duty, User
from polkka.kit.languages import speaking
from polkka.upkeep import outbox
from projects.models import Coordinator, ProjectMember

from .models import Assessment, HistoryEntry, Point, Version
from .permissions import DECIDE
from .states import MOVES

TO_AUTHORS = {"take_up", "publish", "return", "decline", "withdraw", "restore", "reopen"}
TO_COORDINATORS = {"submit"}


def tell(kind: str, key: str, users: Iterable[User], version: Version, view: str, **context: object) -> None:
    """Tell people of a version, each once, by `templates/email/<kind>.txt`; who declined such mail gets none.

    `key` names the cause: the same cause writes no second message to a person. `view` takes the public_id of the
    practice ("" if `context` has its own url); the message gets name, title, url, site and `context` (plain JSON).
    Call it within the transaction of the cause.
    """
    for user, waits in mailing.ways({user.pk: user for user in users}.values(), kind):
        _queue(kind, key, user, version, view, waits, **context)


def _queue(kind: str, key: str, user: User, version: Version, view: str, waits: bool, **context: object) -> None:
    language = user.language
    with speaking(language):
        path = reverse(view, kwargs={"public_id": version.practice.public_id}) if view else ""
    outbox.queue(
        kind,
        key=f"{key}:{user.pk}",
        address=user.email,
        language=language,
        context={"name": user.name, "title": version.title, "url": settings.SITE_URL + path, **context},
        gathered=waits,
    )


def contact_page(language: str) -> str:
    """The whole address of the page on which one writes to the coordinators."""
    with speaking(language):
        return f"{settings.SITE_URL}{reverse('portal:contact_us')}"


def submitters(version: Version) -> list[User]:
    """The person who submitted the version last, or else the managers of its project."""
    rows = HistoryEntry.unscoped.filter(version__in=[version.pk, version.assessed_as_id], move="submit")
    last = rows.exclude(by=None).select_related("by").last()
    if last and last.by and last.by.is_active:
        return [last.by]
    members = ProjectMember.objects.filter(project=version.practice.project, role="manager", user__is_active=True)
    return [row.user for row in members.select_related("user")]


def coordinators(version: Version) -> list[User]:
    """The coordinators of the practice's coordination who may decide on it, or else such chief coordinators."""
    project = version.practice.project
    rows = Coordinator.objects.filter(coordination=project.coordination_id, user__is_active=True) if project else None
    found = [row.user for row in rows.select_related("user")] if rows else []
    chiefs = Duty.objects.filter(kind=Duty.Kind.CHIEF, user__is_active=True).select_related("user")
    return _deciding(found, version) or _deciding([row.user for row in chiefs], version)


def _deciding(people: Iterable[User], version: Version) -> list[User]:
    return [user for user in people if Version.unscoped.for_user(user, DECIDE).filter(pk=version.pk).exists()]


def moved(version: Version, entry: HistoryEntry) -> None:
    """Tell the people whom a move concerns; the letter goes with it."""
    if entry.move in TO_AUTHORS:
        _tell(submitters(version), entry.move, entry, version, "practices:status")
    if entry.move in TO_COORDINATORS:
        _tell(coordinators(version), entry.move, entry, version, "practices:decide")
        _tell([entry.by] if entry.by else [], "received", entry, version, "practices:status")
    if undone := MOVES[entry.move].undoes:
        key = f"history:{entry.pk}:undone"
        tell("undone", key, submitters(version), version, "practices:status", what=undone, letter=entry.note)


def _tell(people: Iterable[User], kind: str, entry: HistoryEntry, version: Version, view: str) -> None:
    asked = list(Point.unscoped.filter(version=version).values_list("text", flat=True)) if kind == "return" else []
    tell(kind, f"history:{entry.pk}:{kind}", people, version, view, letter=entry.note, points=asked)


def finished(assessment: Assessment) -> None:
    """Tell the coordinators that an assessment is there."""
    people = coordinators(assessment.version)
    tell("finished", f"finished:{assessment.pk}", people, assessment.version, "practices:decide")
