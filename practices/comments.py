"""Comments on a practice: between its authors and, once they have asked, its coordinators. Nobody else reads any."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Duty, User
from polkka.kit import refusing
from projects.models import Coordinator, ProjectMember

from . import notices
from .models import Author, Comment, HistoryEntry, Practice, Version
from .permissions import OWN, WRITE, is_coordinator, is_own, is_running
from .questions import BY_CODE

RECALL = timedelta(minutes=15)
"""How long a comment can be taken back by the person who wrote it."""
MOST_A_DAY = 200
"""Comments of one person in a day."""
MOST_ASKED_A_DAY = 20
"""Questions of one person to the coordinators in a day: each sends them a message."""
AUTHOR, COORDINATOR = "author", "coordinator"


class Refused(refusing.Refused):
    """A comment could not be written or changed."""


def visible_to(user: User) -> QuerySet[Comment]:
    """The comments that a person may read, oldest first: those of the own practices, and of those shown when asked."""
    if not (user.is_authenticated and user.is_active):
        return Comment.unscoped.none()
    shown = Q(practice__in=Version.unscoped.for_user(user, OWN).order_by().values("practice"))
    if user.has_perm("practices.coordinate"):
        shown |= Q(practice__asked_at__isnull=False)
    return Comment.unscoped.filter(shown).order_by("created_at", "pk")


def for_desk(user: User) -> QuerySet[Comment]:
    """Open comments by others on the practices this person writes, the newest first."""
    mine = Version.unscoped.for_user(user, OWN).order_by().values("practice")
    rows = Comment.unscoped.filter(practice__in=mine, done_at=None).exclude(by=user)
    return rows.order_by("-created_at", "-pk")


def waiting(user: User) -> QuerySet[Comment]:
    """Questions to the coordinators that are open, on practices this coordinator answers for, oldest first."""
    mine = Version.unscoped.filter(is_coordinator(user) & ~is_own(user)).order_by().values("practice")
    rows = Comment.unscoped.filter(to_coordinator=True, done_at=None, practice__asked_at__isnull=False)
    return (
        rows.filter(practice__in=mine)
        .select_related("practice__owner", "practice__project")
        .order_by("created_at", "pk")
    )


def part_of(user: User, version: Version) -> str:
    """As what a person reads the comments of a practice: "author", "coordinator" or "" for not at all."""
    if Version.unscoped.for_user(user, OWN).filter(pk=version.pk).exists():
        return AUTHOR
    is_shown = version.practice.asked_at is not None
    return COORDINATOR if is_shown and user.has_perm("practices.coordinate") else ""


def can_write(user: User, version: Version) -> bool:
    """Whether the person may comment: the comments of an ended project are only read."""
    return bool(part_of(user, version)) and _is_running(version)


def _is_running(version: Version) -> bool:
    return Version.unscoped.filter(is_running(), pk=version.pk).exists()


def add(version: Version, *, by: User, text: str, question: str = "", asks: bool = False) -> Comment:
    """Write a comment on a question (its code) or on the whole, and tell the others. Raises Refused.

    `asks` puts it to the coordinators, who see the draft from then on; only authors may.
    """
    part = part_of(by, version)
    if not part or (asks and part != AUTHOR) or (question and question not in BY_CODE):
        raise Refused(_("This practice is not yours to comment on."))
    if not _is_running(version):
        raise Refused(_("The project has ended, so its practices can only be read."))
    _room_for_one_more(by, asks)
    with transaction.atomic():
        comment = Comment.unscoped.create(
            practice=version.practice,
            number=version.number,
            question=question,
            by=by,
            by_name=by.name,
            by_coordinator=part == COORDINATOR,
            to_coordinator=asks,
            text=text,
        )
        if asks:
            Practice.unscoped.filter(pk=version.practice_id, asked_at=None).update(asked_at=timezone.now())
        _tell(version, comment)
    return comment


def _room_for_one_more(by: User, asks: bool) -> None:
    rows = Comment.unscoped.filter(by=by, created_at__gt=timezone.now() - timedelta(days=1))
    if rows.count() >= MOST_A_DAY or (asks and rows.filter(to_coordinator=True).count() >= MOST_ASKED_A_DAY):
        raise Refused(_("You have written many comments today. Go on tomorrow."))


def _tell(version: Version, comment: Comment) -> None:
    """One message per hour, practice and person at most; a question to the coordinators is told each time."""
    asked = answering(version) if comment.to_coordinator else []
    notices.tell("asked", f"asked:{comment.pk}", asked, version, "practices:comments", by=comment.by_name)
    others = [user for user in (*writers(version), *_advising(version)) if user not in asked and user != comment.by]
    key = f"comment:{version.practice_id}:{timezone.now():%Y%m%d%H}"
    notices.tell("comment", key, others, version, "practices:comments", by=comment.by_name)


def writers(version: Version) -> list[User]:
    """The people who write a practice: its project's and its co-authors, and of a school those who have taken part."""
    practice = version.practice
    members = ProjectMember.objects.filter(project=practice.project_id) if practice.project_id else None
    acted = HistoryEntry.unscoped.filter(practice=practice) if members is None else None
    said = Comment.unscoped.filter(practice=practice, by_coordinator=False)
    is_writer = Q(pk__in=Author.unscoped.filter(practice=practice).values("user"))
    if members is not None:
        is_writer |= Q(pk__in=members.values("user"))
    if acted is not None:
        is_writer |= Q(pk__in=acted.values("by")) | Q(pk__in=said.values("by"))
    people = User.objects.filter(is_writer, is_active=True).order_by("pk")
    return [user for user in people if Version.unscoped.for_user(user, OWN).filter(pk=version.pk).exists()]


def _advising(version: Version) -> list[User]:
    """The coordinators who have taken part in the talk, while the draft is shown to them."""
    if Practice.unscoped.filter(pk=version.practice_id, asked_at=None).exists():
        return []
    said = Comment.unscoped.filter(practice=version.practice_id, by_coordinator=True).values("by")
    people = User.objects.filter(pk__in=said, is_active=True).order_by("pk")
    return [user for user in people if user.has_perm("practices.coordinate")]


def answering(version: Version) -> list[User]:
    """Whom a question reaches: the coordinators of the practice's coordination, or else the chief coordinators."""
    project = version.practice.project
    rows = Coordinator.objects.filter(coordination=project.coordination_id) if project else Coordinator.objects.none()
    found = User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("pk")
    chiefs = User.objects.filter(duties__kind=Duty.Kind.CHIEF, is_active=True).order_by("pk")
    return _impartial(found, version) or _impartial(chiefs, version)


def _impartial(people: Iterable[User], version: Version) -> list[User]:
    rows = Version.unscoped.filter(pk=version.pk)
    return [user for user in people if rows.filter(is_coordinator(user) & ~is_own(user)).exists()]


def set_done(comment: Comment, done: bool, *, by: User) -> None:
    """Mark a comment done, or open it again; a second time changes nothing. Raises Refused."""
    _check(comment, by)
    rows = Comment.unscoped.filter(pk=comment.pk, done_at__isnull=done)
    rows.update(done_at=timezone.now() if done else None, done_by_name=by.name if done else "")


def can_remove(comment: Comment, user: User) -> bool:
    """Whether the person wrote it so lately that it can be taken back."""
    return comment.by_id == user.pk and comment.created_at > timezone.now() - RECALL


def remove(comment: Comment, *, by: User) -> None:
    """Take back a comment that was just written. Raises Refused."""
    _check(comment, by)
    if not can_remove(comment, by):
        raise Refused(_("A comment can be deleted for a quarter of an hour, by the person who wrote it."))
    Comment.unscoped.filter(pk=comment.pk).delete()


def _check(comment: Comment, by: User) -> None:
    version = Version.unscoped.filter(practice=comment.practice_id).order_by("-number").first()
    if version is None or not part_of(by, version):
        raise Refused(_("This practice is not yours to comment on."))
    if not _is_running(version):
        raise Refused(_("The project has ended, so its practices can only be read."))


def stop_showing(version: Version, *, by: User) -> None:
    """Hide the draft and the comments from the coordinators again. Raises Refused."""
    if not Version.unscoped.for_user(by, WRITE).filter(pk=version.pk).exists():
        raise Refused(_("Only the authors can decide who sees the draft."))
    Practice.unscoped.filter(pk=version.practice_id).update(asked_at=None)


def forget_draft(version: Version) -> None:
    """Delete the comments on a draft that is discarded; within the caller's transaction."""
    Comment.unscoped.filter(practice=version.practice_id, number=version.number).delete()
