"""The outbox as a page: in the demo and in debug mode only, for trying the portal without a mail server."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .models import Mail
from .outbox import render as render_mail

SHOWN = 50


@require_safe
def outbox_page(request: HttpRequest) -> HttpResponse:
    """The latest messages, rendered as their receivers get them."""
    if not settings.OUTBOX_PAGE:
        raise Http404
    rows = Mail.objects.order_by("-pk")[:SHOWN]
    messages = [(mail, *render_mail(mail)) for mail in rows]
    return render(request, "upkeep/outbox.html", {"messages_sent": messages, "robots": "noindex"})
