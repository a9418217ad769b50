"""The writer's desk: what one may write, and forms kept over a sign-in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polkka.kit.access import signed_in
from polkka.upkeep import parking

from .. import invitations, typed
from ..account_forms import DeskForm
from ..from_file_form import END
from ..models import Assessment, Version
from ..permissions import DECIDE
from . import arriving, errands, lines

ENDS = ("whole", END)
"""The last fields of the forms that take files: those themselves are not kept."""


@signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Everything I may write, by where it is, and what waits for me. Who comes for the first time is welcomed first."""
    if arriving.is_new(request):
        return redirect("practices:welcome")
    user: Any = request.user
    form = DeskForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    whole, page = request.GET.get("show", ""), request.GET.get("page", "")
    found = lines.desk(user, words=words, whole=whole, page=int(page) if page.isdecimal() and len(page) < 6 else 1)
    context = {
        "desk": found,
        "groups": found.groups,
        "form": form,
        "words": words,
        "pages": _pages(found, words),
        **errands.waiting(user),
        **_duties(user),
    }
    return render(request, "practices/desk.html", context, status=400 if form.errors else 200)


def _duties(user: Any) -> dict[str, Any]:
    """The links to what else the person does here, with the numbers that wait."""
    return {
        "to_assess": Assessment.unscoped.for_user(user).waiting().count(),
        "to_decide": Version.unscoped.for_user(user, DECIDE).awaiting().count(),
        "can_assess": user.has_perm("practices.assess"),
        "can_coordinate": user.has_perm("practices.coordinate"),
        "can_write": user.has_perm("practices.write"),
    }


def _pages(found: lines.Desk, words: str) -> list[tuple[int, str, bool]]:
    """The pages of the one group that is shown by itself: (number, address, is the current one)."""
    kept = {"q": words} if words else {}
    numbers = range(1, found.n_pages + 1)
    return [(n, "?" + urlencode({**kept, "show": found.whole, "page": n}), n == found.page) for n in numbers]


@signed_in
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Become a co-author by an invitation that came to the own address."""
    user: Any = request.user
    try:
        practice = invitations.accept_own(pk, by=user)
    except invitations.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("practices:desk")
    messages.success(request, _("You write this practice now too."))
    return redirect("practices:status", practice.public_id)


@signed_in
@require_safe
def parked(request: HttpRequest, key: str) -> HttpResponse:
    """A form that arrived after its session had ended: shown, and sent again by a button."""
    kept = parking.fetch(key)
    if kept is None:
        return render(request, "practices/parked.html", status=410)
    context = {
        "kept": kept,
        "typed": typed.of_form(kept.path, kept.fields, request.user),
        "had_files": any(name in ENDS for name, _value in kept.fields),
    }
    return render(request, "practices/parked.html", context)
