"""Error pages: one template, one sentence of what happened and one of what to do, in the reader's language.

Programs get the same as JSON; and what is said when nothing works needs neither database nor catalogue.
"""

import logging
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from . import staging
from .headers import POLICY
from .languages import CODES
from .last_words import KEPT, WHY

log = logging.getLogger(__name__)
API = "/api/"
PROBLEM = "application/problem+json"
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


LAST_WORDS = {
    500: {
        "fi": (
            "Jotain meni rikki",
            "Vika on meillä, ja siitä on jäänyt meille tieto. Yritä hetken kuluttua uudelleen. "
            "Tallennettu teksti on tallessa.",
        ),
        "sv": (
            "Något gick sönder",
            "Felet är vårt, och vi har fått veta om det. Försök igen om en stund. Sparad text finns kvar.",
        ),
        "en": (
            "Something broke",
            "The fault is ours, and we have been told of it. Try again in a while. Saved text is safe.",
        ),
    },
    503: {
        "fi": (
            "Palaamme pian",
            "Portaalia huolletaan juuri nyt. Yritä hetken kuluttua uudelleen. Tallennettu teksti on tallessa.",
        ),
        "sv": (
            "Vi är snart tillbaka",
            "Portalen får underhåll just nu. Försök igen om en stund. Sparad text finns kvar.",
        ),
        "en": (
            "Back soon",
            "The portal is being looked after just now. Try again in a while. Saved text is safe.",
        ),
    },
}
"""Status → language → what happened and what to do, for when nothing can be asked for a translation."""
READABLE = ("read_only", "full")
"""Reasons that leave all reading as it is."""
LAST_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def language_of(request: HttpRequest) -> str:
    """The language to answer in: that of the path, else the first of the browser's that is ours."""
    code = translation.get_language_from_request(request, check_path=True)[:2]
    return code if code in CODES else CODES[0]


def problem(status: int, **more: Any) -> HttpResponse:
    """An error as RFC 9457 writes it for programs, in English and for any page to read."""
    with translation.override("en"):
        title, advice = (str(words) for words in WORDS[status])
        told = {"type": "about:blank", "title": title, "status": status, "detail": advice % {"limit": ""}} | more
    response = JsonResponse(told, status=status, content_type=PROBLEM)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = "en"
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    return response


def error_page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """The error page of `status`, or JSON under /api/; `limit`, `typed` and `retry` may be given as context."""
    title, advice = WORDS[status]
    if hasattr(request, "LANGUAGE_CODE"):
        return _page(request, status, title, advice, context)
    with translation.override(language_of(request)):  # so early that nobody has asked for the language yet
        return _page(request, status, title, advice, context)


def _page(request: HttpRequest, status: int, title: Any, advice: Any, context: dict[str, Any]) -> HttpResponse:
    text = str(advice) % {"limit": context.get("limit", "")} if status == 413 else str(advice)
    if request.path_info.startswith(API):
        return problem(status, **({"detail": text} if status == 413 else {}))
    words = {"status": status, "error_title": title, "advice": text, "robots": "noindex"}
    response = render(request, "errors/error.html", words | context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def last_page(
    request: HttpRequest,
    status: int,
    *,
    why: str = "",
    typed: Sequence[tuple[str, str]] = (),
    again: Sequence[tuple[str, str]] = (),
    had_files: bool = False,
) -> HttpResponse:
    """500 or 503 without database, session or context: in three languages, the reader's first; JSON for programs.

    `why`: a key of last_words.WHY; `typed`: label and words of what a form held; `again`: the fields to send again.
    """
    if request.path_info.startswith(API):
        return problem(status)
    first = language_of(request)
    said = WHY[why] if why else LAST_WORDS[status]
    words = [(code, *said[code]) for code in (first, *(code for code in CODES if code != first))]
    context = {"status": status, "words": words, "kept": KEPT[first], "path": request.get_full_path()}
    context |= {"typed": typed, "again": again, "had_files": had_files, "home": f"/{first}/" if why in READABLE else ""}
    context |= {"mark": getattr(request, "request_id", ""), "staging": staging.words(first)}
    response = HttpResponse(_last_content(context), status=status)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = first
    response[POLICY] = LAST_POLICY
    return response


def _last_content(context: dict[str, Any]) -> str:
    """The page; plain paragraphs if the template or a static file is what is missing."""
    try:
        return render_to_string("errors/last.html", context)
    except Exception:
        log.exception("The page of last resort could not be drawn.")
        told = [f"{title}. {text}" for _code, title, text in context["words"]]
        told += [f"{label}: {text}" for label, text in context["typed"]]
        return "<!doctype html>\n<title>POLKKA</title>\n" + "".join(f"<p>{escape(line)}</p>\n" for line in told)


def last_answer(request: HttpRequest, why: str) -> JsonResponse:
    """The same for a script of ours, which keeps what it sent: {state: why, reason in the reader's language}."""
    first = language_of(request)
    response = JsonResponse({"state": why, "reason": " ".join(WHY[why][first])}, status=503)
    response["Cache-Control"] = "no-store"
    return response
