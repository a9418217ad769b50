"""Everything that is kept about a person, to take along; and the end of an account."""

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from network.models import User
from polkka.kit.access import public, signed_in
from polkka.kit.forms import faults

from .. import exporting, leaving, removing
from ..account_forms import DeleteForm


@signed_in
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """One zip, written while it is sent: data.json and the files of the person's practices."""
    name = f"polkka-{timezone.localdate():%Y-%m-%d}.zip"
    parts = exporting.zipped(_person(request)) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(parts, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Encoding"] = "identity"  # packed already
    response["Cache-Control"] = "no-store"
    return response


def _person(request: HttpRequest) -> User:
    user: Any = request.user
    return User.objects.get(pk=user.pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """What goes and what stays (GET), the own address to be sure (?sure), and the deed (POST)."""
    user = _person(request)
    form = DeleteForm(user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        removing.remove_person(user, by=user)
        logout(request)
        return redirect("practices:account_deleted")
    context = {
        "form": form,
        "errors": faults(form),
        "is_sure": form.is_bound or "sure" in request.GET,
        "only_manager": leaving.only_manager(user),
    }
    return render(request, "practices/account_delete.html", context, status=400 if form.is_bound else 200)


@public
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """What stayed and what went, for somebody who is no longer signed in."""
    return render(request, "practices/account_deleted.html")
