"""An assessor's tasks, and how much the person takes on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polkka.kit.access import needs
from polkka.kit.forms import faults

from .. import tasks
from ..assessment_forms import AvailabilityForm


@needs("practices.assess")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for me, what is under way and what I have finished; and how much I take on."""
    return _queue(request, AvailabilityForm(tasks.availability(request.user)))


@needs("practices.assess", parks=True)
@require_POST
def availability(request: HttpRequest) -> HttpResponse:
    """Keep how many tasks at once I take, and until when I take no new ones."""
    form = AvailabilityForm(tasks.availability(request.user), request.POST)
    if not form.is_valid():
        return _queue(request, form, faults(form), status=400)
    tasks.set_availability(request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("practices:queue")


def _queue(
    request: HttpRequest, form: AvailabilityForm, errors: list[tuple[str, str]] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"queue": tasks.queue(request.user), "form": form, "errors": errors}
    return render(request, "practices/queue.html", context, status=status)
