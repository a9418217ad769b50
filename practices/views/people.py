"""Who writes a practice with me: invitation links, co-authors, and taking an invitation up."""

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.models import Membership, User
from polkka.kit import sorting
from polkka.kit.access import parks, signed_in
from polkka.kit.errors import error_page
from polkka.kit.forms import faults
from polkka.kit.languages import current
from polkka.kit.people import named
from polkka.upkeep import receipts
from projects import people as team
from projects.models import ProjectMember

from .. import invitations
from ..arriving_forms import InviteForm, JoinForm
from ..models import Author, Invitation, Practice, Version
from ..permissions import OWN
from .lookup import Ended, newest, whole_number


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who writes this practice, and the links by which others may join."""
    version = newest(request.user, public_id, OWN)
    if version.practice.has_ended:
        raise Ended(version)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    if deed in ("revoke", "remove"):
        return _end(request, version, deed)
    if request.method == "POST":
        return _invite(request, version)
    return _show(request, version, InviteForm(label_suffix=""))


def _invite(request: HttpRequest, version: Version) -> HttpResponse:
    """Make a link and show it this once: it is made of the form's key, so the same form shows the same link again."""
    form = InviteForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _show(request, version, form)
    address = form.cleaned_data["address"]
    try:
        made = invitations.make(version.practice, by=request.user, once=receipts.sent(request), address=address)
    except invitations.Refused as refusal:
        form.add_error("address", str(refusal))
        return _show(request, version, form)
    if invitations.state(made.invitation) != invitations.WAITING:
        return redirect("practices:people", version.practice.public_id)
    link = invitations.address_of(made.secret, current())
    return _show(request, version, InviteForm(label_suffix=""), link=link, sent_to=made.invitation.address, is_new=True)


def _end(request: HttpRequest, version: Version, deed: str) -> HttpResponse:
    """Revoke a link or remove a co-author; what was done already is said in the same way."""
    pk = whole_number(request, "pk") or 0
    if deed == "revoke":
        if invitations.revoke(version.practice, pk, by=request.user):
            messages.success(request, _("The invitation has been revoked."))
        return redirect("practices:people", version.practice.public_id)
    gone = invitations.remove(version.practice, pk, by=request.user)
    if gone is None:
        return redirect("practices:people", version.practice.public_id)
    if not invitations.may_see(version.practice, request.user):
        messages.success(request, _("You no longer write this practice."))
        return redirect("practices:desk")
    messages.success(request, _("%(name)s no longer writes this practice.") % {"name": _name(gone.user)})
    return redirect("practices:people", version.practice.public_id)


def _show(request: HttpRequest, version: Version, form: InviteForm, **context: Any) -> HttpResponse:
    practice = version.practice
    context |= {
        "version": version,
        "form": form,
        "errors": faults(form),
        "members": _members(practice) if invitations.is_trusted(practice, request.user) else None,
        "authors": _authors(practice, request.user),
        "invitations": [_told(row) for row in _invitations(practice)],
        "once": receipts.sent(request) if form.errors else receipts.new_key(),
        "place": practice.project.name if practice.project else practice.owner.named(current()),
    }
    return render(request, "practices/people.html", context)


def _name(user: User) -> str:
    return user.name or _("somebody without a name")


def _members(practice: Practice) -> list[tuple[str, str]]:
    """Name and part of the people of the project, or of the school where there is no project."""
    if practice.project_id:
        of_project = ProjectMember.objects.filter(project=practice.project_id, user__is_active=True)
        rows = sorted(of_project.select_related("user").order_by("pk"), key=team.by_role_and_name)
        return [(_name(row.user), str(row.get_role_display())) for row in rows]
    of_school = Membership.objects.filter(organisation=practice.owner_id, user__is_active=True)
    return [
        (name, "") for name in sorted((_name(row.user) for row in of_school.select_related("user")), key=sorting.key)
    ]


def _authors(practice: Practice, by: User) -> list[SimpleNamespace]:
    removable = set(invitations.removable(practice, by).values_list("pk", flat=True))
    rows = Author.unscoped.filter(practice=practice).select_related("user").order_by("joined_at", "pk")
    return [
        SimpleNamespace(
            pk=row.pk,
            name=_name(row.user),
            joined_at=row.joined_at,
            is_me=row.user_id == by.pk,
            is_removable=row.pk in removable,
        )
        for row in rows
    ]


def _invitations(practice: Practice) -> QuerySet[Invitation]:
    return Invitation.unscoped.filter(practice=practice).order_by("-created_at", "-pk")


def _told(row: Invitation) -> SimpleNamespace:
    return SimpleNamespace(
        pk=row.pk,
        state=invitations.state(row),
        address=row.address,
        by=named(row.made_by_name),
        used_by=named(row.used_by_name),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation up by a button, so that a preview of the link uses nothing up."""
    if mine := invitations.used_by(token, request.user):
        return redirect("practices:status", mine.practice.public_id)
    try:
        invitation = invitations.find(token)
    except invitations.Gone:
        return _gone(request)
    if invitations.may_see(invitation.practice, request.user):
        messages.success(request, _("You write this practice already."))
        return redirect("practices:status", invitation.practice.public_id)
    form = JoinForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _join(request, token, form)
    return _ask(request, invitation, form)


def _ask(request: HttpRequest, invitation: Invitation, form: JoinForm, reason: str = "") -> HttpResponse:
    practice = invitation.practice
    version = Version.unscoped.filter(practice=practice).prefetch_related("texts").order_by("-number").first()
    context = {
        "invitation": invitation,
        "version": version,
        "place": practice.project.name if practice.project else practice.owner.named(current()),
        "form": form,
        "errors": faults(form),
        "has_ended": practice.has_ended,
        "reason": reason,
        "robots": "noindex",
    }
    return render(request, "practices/join.html", context, status=409 if reason or context["has_ended"] else 200)


def _join(request: HttpRequest, token: str, form: JoinForm) -> HttpResponse:
    if name := form.cleaned_data.get("name"):
        User.objects.filter(pk=request.user.pk, name="").update(name=name)
        request.user.name = name
    try:
        practice = invitations.accept(token, by=request.user)
    except invitations.Gone:
        return _gone(request)
    except invitations.Refused as refusal:
        return _ask(request, invitations.find(token), form, str(refusal))
    messages.success(request, _("You are a co-author now."))
    return redirect("practices:status", practice.public_id)


def _gone(request: HttpRequest) -> HttpResponse:
    """The same for a wrong, an old, a revoked and a used link: nothing of the practice is told."""
    deeds = [(_("My desk"), reverse("practices:desk"))]
    detail = _("This invitation has been used or is too old. Ask for a new one.")
    title = _("This invitation leads nowhere any more")
    return error_page(request, 410, error_title=title, detail=detail, deeds=deeds)
