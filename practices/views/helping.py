"""What the form asks for while somebody types: keywords to choose from, and Markdown as it will look."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polkka.kit import markdown, text
from polkka.kit.access import signed_in
from polkka.kit.languages import current
from polkka.upkeep import generation

from ..keywords import suggestions

LONGEST = 20_000  # characters of a text that is rendered; every answer is shorter


@signed_in
@require_safe
def keywords(request: HttpRequest) -> HttpResponse:
    """Words to go on with `q` as JSON: a list of {"text", "kind"}, of published practices and of the vocabularies."""
    found = suggestions(request.GET.get("q", ""), current(), generation.number())
    return JsonResponse([{"text": one.text, "kind": one.kind} for one in found], safe=False)


@signed_in
@require_POST
def rendered(request: HttpRequest) -> HttpResponse:
    """The Markdown of `text` as readers will see it: an HTML fragment, or a line of plain text that says why not."""
    typed = request.POST.get("text", "")
    if len(typed) > LONGEST:
        return HttpResponse(_("The text is too long to be shown."), status=413, content_type="text/plain")
    try:
        return HttpResponse(markdown.render(text.clean(typed)))
    except ValidationError as refusal:
        return HttpResponse(refusal.messages[0], status=422, content_type="text/plain")
