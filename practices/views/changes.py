"""What a version changed of the one it was made from: for its authors and for coordinators."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from polkka.kit.access import signed_in
from polkka.kit.languages import current
from polkka.upkeep import generation
from taxonomy import catalogue

from ..differences import Differences, differences
from ..models import Version
from ..permissions import DECIDE, OWN, SEE
from .lookup import versions


def found(version: Version, at: int | None = None) -> Differences | None:
    """The differences in the language of the reader; None for a first version. `at` is the generation if known."""
    return differences(version, current(), catalogue.at(generation.number() if at is None else at))


@signed_in
@require_safe
def changes(request: HttpRequest, public_id: str) -> HttpResponse:
    """Word by word, language by language; of the newest version that was made from another, or the one asked for."""
    seen = list(versions(request.user, public_id, SEE))
    if not seen:
        raise Http404
    made = [version for version in seen if version.builds_on_id]
    number = request.GET.get("version", "")
    version = next((one for one in made if str(one.number) == number), None) if number else next(iter(made), None)
    if number and version is None:
        raise Http404
    context = {
        "version": version or seen[0],
        "others": [one.number for one in made if one is not version],
        "differences": found(version) if version else None,
        "is_author": versions(request.user, public_id, OWN).exists(),
        "decides": versions(request.user, public_id, DECIDE).exists(),
    }
    return render(request, "practices/changes.html", context)
