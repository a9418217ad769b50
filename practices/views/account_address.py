"""Changing one's e-mail address in two steps: the new address, and the code that was sent to it."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.codes import Pending, TooOften
from polkka.kit.access import signed_in
from polkka.kit.forms import faults
from polkka.upkeep import receipts

from .. import addresses
from ..account_forms import AddressForm, CodeForm

KEPT = "new-address"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Ask for the new address; the answer is the same whether it is in use or not."""
    user: Any = request.user
    form = AddressForm(user, request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return _ask(request, form, 400 if form.is_bound else 200)

    def deed() -> str:
        pending = addresses.ask(user, form.cleaned_data["email"])
        request.session[KEPT] = asdict(pending)
        return reverse("practices:account_code")

    try:
        return redirect(receipts.once(receipts.sent_as_typed(request), user, deed))
    except TooOften as often:
        form.add_error("email", often.words())
        response = _ask(request, form, 429)
        response["Retry-After"] = str(often.seconds)
        return response


def _ask(request: HttpRequest, form: AddressForm, status: int) -> HttpResponse:
    context = {"form": form, "errors": faults(form), "once": receipts.sent(request)}
    return render(request, "practices/account_address.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code and change the address; without an open change back to the first step."""
    user: Any = request.user
    pending = _pending(request)
    if pending is None:
        return redirect("account_email")
    if request.method != "POST":
        return _ask_code(request, pending, CodeForm(), 200)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, pending, form, 400)
    if not pending.fits(form.cleaned_data["code"]):
        return _wrong(request, pending.after_a_try(), form)
    del request.session[KEPT]
    if addresses.change(user, pending.address):
        messages.success(request, _("From now on you sign in with %(address)s.") % {"address": pending.address})
        return redirect("practices:account")
    messages.error(request, _("That code can no longer be used. Ask for a new one."))
    return redirect("account_email")


def _pending(request: HttpRequest) -> Pending | None:
    kept: Any = request.session.get(KEPT)
    pending = Pending(**kept) if kept else None
    return pending if pending and pending.is_open else None


def _wrong(request: HttpRequest, pending: Pending, form: CodeForm) -> HttpResponse:
    request.session[KEPT] = asdict(pending)
    if not pending.is_open:
        messages.error(request, _("The code was wrong too many times. Ask for a new one."))
        return redirect("account_email")
    form.add_error("code", _("This is not the code of the message."))
    return _ask_code(request, pending, form, 400)


def _ask_code(request: HttpRequest, pending: Pending, form: CodeForm, status: int) -> HttpResponse:
    context = {"form": form, "errors": faults(form), "address": pending.address, "tries_left": pending.tries_left}
    return render(request, "practices/account_code.html", context, status=status)
