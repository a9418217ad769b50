"""The old address of the coordinators' queue, which mails and bookmarks know."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from polkka.kit.access import needs


@needs("practices.coordinate")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a coordinator stands on the first page of the admin."""
    return redirect("admin:index")
