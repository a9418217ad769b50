"""A person's own account: name and language, schools and projects, mail, and sessions elsewhere."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network import mailing, sessions
from polkka.kit.access import parks, public, signed_in
from polkka.kit.forms import faults
from projects.models import Joining

from .. import leaving
from ..account_forms import MailForm, PersonForm


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Everything about oneself on one page; a POST changes the name and the language."""
    user = request.user
    if request.method != "POST":
        return _page(request, PersonForm(initial={"name": user.name, "language": user.language}))
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    user.name, user.language = form.cleaned_data["name"], form.cleaned_data["language"]
    user.save(update_fields=["name", "language"])
    messages.success(request, _("Saved."))
    return redirect("practices:account")


def _page(request: HttpRequest, form: PersonForm, *, status: int = 200) -> HttpResponse:
    user: Any = request.user
    offered = mailing.offered(user)
    unwanted = mailing.unwanted(user)
    wanted = [group.code for group in offered if group.code not in unwanted]
    mail = MailForm(offered, initial={"wanted": wanted})
    mail.fields["wanted"].required = True  # shown only, so that it is not called optional: nothing is a choice too
    waiting = Joining.objects.filter(user=user, state=Joining.State.WAITING)
    context = {
        "form": form,
        "errors": faults(form),
        "ties": leaving.ties(user),
        "waiting": waiting.select_related("organisation", "project"),
        "duties": [duty.get_kind_display() for duty in user.duties.order_by("kind")],
        "mail": mail,
    }
    return render(request, "practices/account.html", context, status=status)


@signed_in
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Keep which kinds of message the person wants."""
    user: Any = request.user
    form = MailForm(mailing.offered(user), request.POST)
    if not form.is_valid():
        raise Http404
    mailing.choose(user, form.cleaned_data["wanted"])
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
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    sessions.end_others(request)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("practices:account")


@public
@require_safe
def lost_mailbox(request: HttpRequest) -> HttpResponse:
    """How to get back in when the mailbox of the address is gone."""
    return render(request, "practices/lost_mailbox.html")
