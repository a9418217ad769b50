"""The page of a practice whose project has ended: it is read, and somebody else is asked for changes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import typed
from ..models import Version
from ..permissions import OWN
from .lookup import versions


def page(request: HttpRequest, version: Version) -> HttpResponse:
    """Says when the project ended and whom to ask; text that was sent is shown to be copied."""
    held = typed.of_request(request) if request.method == "POST" else []
    project = version.practice.project
    mine = versions(request.user, version.practice.public_id, OWN).first() or version
    context = {
        "version": mine,
        "project": project,
        "coordination": project.coordination if project else None,
        "typed": held,
        "robots": "noindex",
    }
    return render(request, "practices/ended.html", context, status=409)
