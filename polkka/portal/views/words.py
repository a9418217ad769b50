"""The glossary, and the page that tells how to follow what is published."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polkka.kit.access import public
from polkka.kit.languages import current
from polkka.upkeep import generation

from .. import feeds, structured
from .. import glossary as terms
from .common import bare, show


@public
@require_safe
@bare
def glossary(request: HttpRequest) -> HttpResponse:
    """Every concept that has a definition, by its name in the language of the page."""
    at, language = generation.seen(request), current()
    found = terms.letters(at, language)
    address = settings.SITE_URL + request.path
    context: dict[str, Any] = {
        "letters": found,
        "total": sum(len(letter.entries) for letter in found),
        "json_ld": structured.script(terms.term_set(found, _("Glossary of POLKKA"), address, language)),
    }
    return show(request, "portal/glossary.html", context)


@public
@require_safe
@bare
def follow(request: HttpRequest) -> HttpResponse:
    """What can be followed as a feed: everything, and each theme, level, school stage and coordination project."""
    groups = feeds.groups(generation.seen(request), current())
    return show(request, "portal/follow.html", {"groups": groups})
