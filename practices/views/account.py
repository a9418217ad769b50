"""A person's own account: name and language, schools and projects, mail, and sessions elsewhere."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network import lasting, mailing, sessions
from polkka.kit.access import parks, public, signed_in
from polkka.kit.forms import faults
from polkka.upkeep import undelivered
from projects.models import Joining

from .. import leaving
from ..account_forms import MailForm, PersonForm


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Everything about oneself on one page; a POST changes the name and the language."""
    user = request.user
    if request.method != "POST":
        return _page(request)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    user.name, user.language = form.cleaned_data["name"], form.cleaned_data["language"]
    user.save(update_fields=["name", "language"])
    messages.success(request, _("Saved."))
    return redirect("practices:account")


def _page(
    request: HttpRequest, form: PersonForm | None = None, *, mail: MailForm | None = None, status: int = 200
) -> HttpResponse:
    """The page with a form as it was sent; what was not sent shows what is kept."""
    user: Any = request.user
    form = form or PersonForm(initial={"name": user.name, "language": user.language})
    mail = mail or _mail_form(user)
    waiting = Joining.objects.filter(user=user, state=Joining.State.WAITING)
    context = {
        "form": form,
        "errors": faults(form) + faults(mail),
        "ties": leaving.ties(user),
        "waiting": waiting.select_related("organisation", "project"),
        "duties": [duty.get_kind_display() for duty in user.duties.order_by("kind")],
        "mail": mail,
        "refused_since": undelivered.refused_since(user.email),
    }
    return render(request, "practices/account.html", context, status=status)


def _mail_form(user: Any) -> MailForm:
    offered, chosen = mailing.offered(user), mailing.chosen(user)
    return MailForm(offered, initial={group.code: chosen.get(group.code, mailing.NOW) for group in offered})


@signed_in
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Keep how the person wants the kinds of message."""
    user: Any = request.user
    form = MailForm(mailing.offered(user), request.POST)
    if not form.is_valid():
        return _page(request, mail=form, status=400)
    mailing.choose(user, form.cleaned_data)
    messages.success(request, _("Saved. Your choices hold from the next message on."))
    return redirect("practices:account")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask before the person leaves a place (GET), and leave it (POST); a second time there is nothing to leave."""
    user: Any = request.user
    tie = leaving.tie(user, kind, pk)
    if tie is None and request.method == "POST" and kind in (leaving.SCHOOL, leaving.PROJECT, leaving.PRACTICE):
        return redirect("practices:account")
    if tie is None:
        raise Http404
    try:
        if request.method == "POST":
            leaving.leave(user, tie)
            messages.success(request, _("You have left: %(name)s.") % {"name": tie.name})
            return redirect("practices:account")
        leaving.check(user, tie)
    except leaving.Needed as needed:
        return render(request, "practices/account_leave.html", {"tie": tie, "needed": needed}, status=409)
    return render(request, "practices/account_leave.html", {"tie": tie})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def held_sessions(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in (GET); sign out at one of these places, or everywhere but here (POST)."""
    user: Any = request.user
    if request.method != "POST":
        held = lasting.of(user, request.session.session_key)
        return render(request, "practices/account_sessions.html", {"sessions": held})
    if mark := request.POST.get("session", ""):
        if lasting.end_one(user, mark):
            messages.success(request, _("You are signed out there."))
        return redirect("practices:account_sessions")
    sessions.end_others(request)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("practices:account")


@public
@require_safe
def lost_mailbox(request: HttpRequest) -> HttpResponse:
    """How to get back in when the mailbox of the address is gone."""
    return render(request, "practices/lost_mailbox.html")
