"""Error pages: one template, one sentence of what happened and one of what to do, in the reader's language."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

WORDS = {
    400: (
        _("The address was not understood"),
        _("Something in the address is not as it should be. Go back and try again."),
    ),
    403: (_("Not allowed"), _("You cannot open this page with the rights you have now.")),
    404: (
        _("Page not found"),
        _("The page may have moved, or the address has a typing mistake. The search finds what is here."),
    ),
    405: (_("Not possible this way"), _("This address only answers when it is used through its own page.")),
    410: (_("This page has been withdrawn"), _("The practice is no longer published.")),
    413: (_("Too much at once"), _("What was sent is larger than the limit of %(limit)s. Send it in smaller parts.")),
    429: (_("Too many tries"), _("Wait a moment and try again.")),
    500: (_("Something went wrong here"), _("The fault is ours. Try again in a moment.")),
    503: (_("Back in a moment"), _("The portal is not answering just now. What you had saved is safe.")),
}


def error_page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """The error page of `status`; `limit`, `typed` and `retry` may be given as context."""
    title, advice = WORDS[status]
    text = str(advice) % {"limit": context.get("limit", "")} if status == 413 else str(advice)
    response = render(
        request, "errors/error.html", {"status": status, "error_title": title, "advice": text, **context}, status=status
    )
    response["Cache-Control"] = "no-store"
    return response
