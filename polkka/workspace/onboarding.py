"""What somebody new in the admin does first: a list whose lines are ticked by what the database knows."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network import factor
from network.models import User
from practices.models import HistoryEntry
from projects.models import Coordinator


@dataclass(frozen=True)
class Task:
    """One line: what to do and where; `is_done`: None where nobody can know; `note`: what is known of it."""

    words: str
    url: str
    is_done: bool | None = None
    note: str = ""


def tasks(user: Any) -> list[Task]:
    """The lines for this person, or none if the person has put the list away."""
    if user.hints_hidden_at is not None:
        return []
    found = [
        Task(_("Check your name and language"), reverse("practices:account"), bool(user.name)),
        Task(_("Set up the second step of signing in"), reverse("mfa_index"), factor.is_held(user)),
    ]
    if user.has_perm("practices.coordinate"):
        found += _of_coordinators(user)
    found.append(Task(_("Read the guide"), reverse("admin:guide")))
    return found


def of(request: HttpRequest) -> list[Task]:
    """The lines for whoever asks."""
    return tasks(request.user)


def _of_coordinators(user: Any) -> list[Task]:
    rows = Coordinator.objects.filter(user=user).select_related("coordination").order_by("coordination__order", "pk")
    mine = [row.coordination.acronym for row in rows]
    everything = _("You coordinate everything.") if user.has_perm("practices.coordinate_all") else ""
    has_moved = HistoryEntry.unscoped.filter(by=user).exists()
    return [
        Task(
            _("Have your coordination"),
            reverse("admin:projects_coordinationproject_changelist"),
            bool(mine or everything),
            ", ".join(mine) or everything or _("A chief coordinator gives it to you."),
        ),
        Task(_("Look at what waits"), reverse("practices:coordination")),
        Task(_("Take your first practice up"), reverse("admin:practices_version_changelist"), has_moved),
    ]


def put_away(site: Any, request: HttpRequest) -> HttpResponse:
    """Put the list away for good, or take it out again (`show`)."""
    shown = bool(request.POST.get("show"))
    User.objects.filter(pk=request.user.pk).update(hints_hidden_at=None if shown else timezone.now())
    return redirect("admin:index")
