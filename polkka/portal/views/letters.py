"""Letters of readers: a question to the authors, a problem with a practice, feedback on the site."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from polkka.kit.access import public
from polkka.kit.languages import alternates
from practices import published
from practices.receivers import OWNER, PERSON

from .. import letters
from ..forms import PROBLEMS, FeedbackForm, LetterForm, QuestionForm, ReportForm
from ..models import Feedback
from ..query import own_page, parse_about
from .common import NO_ROBOTS, bare, missing, show
from .receiving import received, written

KEPT_FROM_MACHINES = "noindex, nofollow"


@csrf_exempt  # no cookie for readers: nobody's rights are used, and the signed token shows that the page was opened
@public
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who answers questions about a practice, and a form to ask: a page that machines are asked to leave alone."""
    public_id = public_id.upper()
    found = published.contact(public_id)
    if found is None:
        return missing(request, public_id)

    def page(form: LetterForm, status: int = 200) -> HttpResponse:
        context = {
            "contact": found,
            "public_id": public_id,
            "is_person": found.kind == PERSON,
            "is_owner": found.kind == OWNER,
            "robots": KEPT_FROM_MACHINES,
        }
        return written(request, "portal/contact.html", form, status, **context)

    def save(once: str, given: dict[str, Any]) -> None:
        asked = {"name": given["name"], "email": given["email"], "message": given["text"]}
        letters.ask(once, public_id, title=found.title, **asked)

    if request.method != "POST":
        return bare(lambda request: page(QuestionForm(initial={"token": letters.new_token()})))(request)
    form, done = QuestionForm(request.POST), reverse("portal:contact_thanks", kwargs={"public_id": public_id})
    return received(request, form, page, limit="question", is_saved=letters.is_asked, save=save, done=done)


@csrf_exempt  # as above
@public
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """A problem with a practice, for its coordinators."""
    public_id = public_id.upper()
    found = published.contact(public_id)
    if found is None:
        return missing(request, public_id)

    def page(form: LetterForm, status: int = 200) -> HttpResponse:
        context = {"practice": found, "public_id": public_id}
        return written(request, "portal/report.html", form, status, **context)

    def save(once: str, given: dict[str, Any]) -> None:
        text = f"{PROBLEMS[given['what']]}\n\n{given['text']}"
        told = {"public_id": public_id, "page": found.path, "title": found.title}
        letters.save(once, Feedback.Kind.PROBLEM, text=text, email=given["email"], **told)

    if request.method != "POST":
        return bare(lambda request: page(ReportForm(initial={"token": letters.new_token()})))(request)
    form, done = ReportForm(request.POST), reverse("portal:report_thanks", kwargs={"public_id": public_id})
    return received(request, form, page, limit="feedback", is_saved=letters.is_saved, save=save, done=done)


@csrf_exempt  # as above
@public
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Feedback on the site or its accessibility; the address may say which page and which kind (`About`).

    Where it does not, the page the reader comes from is offered; it stands in the form, to be changed or taken away.
    """

    def page(form: LetterForm, query: str = "", status: int = 200) -> HttpResponse:
        others = alternates("portal:feedback", query=query)
        return written(request, "portal/feedback.html", form, status, alternates=others)

    if request.method != "POST":
        about = parse_about(request.GET, [str(code) for code, _name in FeedbackForm.base_fields["kind"].choices])
        query = about.query_string()
        if not about.is_canonical(request.META.get("QUERY_STRING", "")):
            return redirect(f"{request.path}?{query}" if query else request.path, permanent=True)
        came_from = own_page(request.headers.get("Referer", ""), f"{request.scheme}://{request.get_host()}")
        page_told = about.page or (came_from if came_from != request.path else "")
        initial = {"page": page_told, "kind": about.kind, "token": letters.new_token()}
        return page(FeedbackForm(initial=initial), query)
    form, done = FeedbackForm(request.POST), reverse("portal:feedback_thanks")
    return received(request, form, page, limit="feedback", is_saved=letters.is_saved, save=_save, done=done)


def _save(once: str, given: dict[str, Any]) -> None:
    letters.save(once, given["kind"], text=given["text"], email=given["email"], page=given["page"])


@public
@require_safe
@bare
def thanks(request: HttpRequest, what: str, public_id: str = "") -> HttpResponse:
    """A letter has come: `what` is question, problem or feedback, the first two about a practice."""
    found = published.contact(public_id.upper()) if public_id else None
    if public_id and found is None:
        return missing(request, public_id.upper())
    context = {"what": what, "practice": found, "robots": NO_ROBOTS, "canonical": ""}
    return show(request, "portal/thanks.html", context)
