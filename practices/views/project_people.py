"""Who works in a project: its managers add, change and remove people and answer who asks to join."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polkka.kit.access import parks
from polkka.kit.forms import faults
from polkka.upkeep import receipts
from polkka.upkeep.models import Mail
from projects import people
from projects.models import Joining, Project, ProjectMember

from .. import joining
from ..arriving_forms import MemberForm
from .lookup import whole_number

MOST_A_DAY = 30
"""People that can be added to one project in a day: every one of them gets a message."""


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def project_people(request: HttpRequest, code: str) -> HttpResponse:
    """The people of a project; its managers change them, an ended project is only shown."""
    project = _project(request, code)
    if request.method != "POST":
        return _show(request, project, MemberForm(label_suffix=""))
    if not people.manages(request.user, project):
        raise Http404
    if project.has_ended:
        messages.error(request, _("This project has ended. Its people can no longer be changed here."))
        return redirect("practices:project_people", code)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        return _add(request, project)
    try:
        deed(request, project)
    except people.LastManager as refusal:
        messages.error(request, str(refusal))
    is_still_there = ProjectMember.objects.filter(project=project, user=request.user).exists()
    return redirect("practices:project_people", code) if is_still_there else redirect("practices:desk")


def _project(request: HttpRequest, code: str) -> Project:
    """The project of this code to whose people the person belongs. Raises Http404."""
    mine = ProjectMember.objects.filter(user=request.user).values("project")
    project = Project.objects.filter(code=code, pk__in=mine).select_related("coordination").first()
    if project is None:
        raise Http404
    return project


def _add(request: HttpRequest, project: Project) -> HttpResponse:
    form = MemberForm(request.POST, label_suffix="")
    if form.is_valid() and _added_today(project) >= MOST_A_DAY:
        form.add_error("address", _("Many people have been added today. Go on tomorrow."))
    if not form.is_valid():
        return _show(request, project, form)
    person = joining.bring_in(project, form.cleaned_data["address"], form.cleaned_data["role"], by=request.user)
    if person is None:
        form.add_error("address", _("This person is in the project already."))
        return _show(request, project, form)
    messages.success(request, _("%(who)s has been added.") % {"who": person.name or person.email})
    return redirect("practices:project_people", project.code)


def _added_today(project: Project) -> int:
    since = timezone.now() - timedelta(days=1)
    return Mail.objects.filter(key__startswith=f"added:{project.pk}:", created_at__gt=since).count()


def _member(request: HttpRequest, project: Project) -> ProjectMember | None:
    rows = ProjectMember.objects.filter(project=project, pk=whole_number(request, "pk") or 0)
    return rows.select_related("user", "project").first()


def _set_role(request: HttpRequest, project: Project) -> None:
    role, found = request.POST.get("role", ""), _member(request, project)
    if found is None:
        raise Http404
    if role in ProjectMember.Role.values:
        people.set_role(found, role)


def _remove(request: HttpRequest, project: Project) -> None:
    """A second click finds nobody to remove."""
    found = _member(request, project)
    if found:
        joining.take_out(found)
        name = found.user.name or found.user.email
        messages.success(request, _("%(name)s is no longer in the project.") % {"name": name})


def _answer(request: HttpRequest, project: Project, *, accepted: bool) -> None:
    rows = Joining.objects.filter(project=project, pk=whole_number(request, "pk") or 0)
    found = rows.select_related("user", "project").first()
    if found and joining.decide(found, accepted=accepted, by=request.user):
        said = _("%(name)s is in the project now.") if accepted else _("The request of %(name)s has been refused.")
        messages.success(request, said % {"name": found.user.name or found.user.email})


def _accept(request: HttpRequest, project: Project) -> None:
    _answer(request, project, accepted=True)


def _refuse(request: HttpRequest, project: Project) -> None:
    _answer(request, project, accepted=False)


DEEDS = {"role": _set_role, "remove": _remove, "accept": _accept, "refuse": _refuse}


def _show(request: HttpRequest, project: Project, form: MemberForm) -> HttpResponse:
    may_manage = people.manages(request.user, project)
    rows = ProjectMember.objects.filter(project=project).select_related("user")
    waiting = Joining.objects.filter(project=project, state=Joining.State.WAITING).exclude(user=request.user)
    context: dict[str, Any] = {
        "project": project,
        "members": sorted(rows, key=people.by_role_and_name),
        "may_manage": may_manage and not project.has_ended,
        "has_ended": project.has_ended,
        "waiting": waiting.select_related("user").order_by("asked_at", "pk") if may_manage else (),
        "form": form,
        "errors": faults(form),
        "once": receipts.sent(request) if form.errors else receipts.new_key(),
    }
    return render(request, "practices/project_people.html", context)
