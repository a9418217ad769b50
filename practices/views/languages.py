"""The languages of a practice: how far each is, and calling one ready, offering, taking back or removing it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from network.models import User
from polkka.kit.access import signed_in
from polkka.kit.languages import language_names

from .. import renewing, translating
from ..models import Text, Version
from ..permissions import WRITE
from ..questions import BY_CODE, Page, pages
from ..states import State
from ..translating import CURRENT, DRAFT, MISSING, OUTDATED, SUMMARY, Standing
from ..translation_sheet import LEAD_PAGE
from .lookup import missing, versions

NATIONAL = ("fi", "sv")
"""The languages in which a title and a summary are asked for."""

STATE_NAMES: dict[str, str | Promise] = {
    MISSING: gettext_lazy("not begun"),
    DRAFT: gettext_lazy("being written"),
    SUMMARY: gettext_lazy("title and summary only"),
    CURRENT: gettext_lazy("ready"),
    OUTDATED: gettext_lazy("the original has changed"),
}
"""The states of a language in words."""
ANSWER_NAMES: dict[str, str | Promise] = STATE_NAMES | {
    MISSING: gettext_lazy("to be translated"),
    DRAFT: gettext_lazy("written"),
}
"""The states of one answer in words."""


@dataclass(frozen=True)
class Row:
    """One language as the page shows it: its state in words, where writing goes on, and what can be done with it."""

    standing: Standing
    state: str | Promise
    go_on: str
    lead: str
    outdated: list[tuple[str, str]]
    lacking: list[tuple[str, str]]
    untold: list[str | Promise]
    is_asked: bool
    can_finish: bool
    can_finish_lead: bool
    can_reopen: bool
    can_remove: bool
    is_renewal: bool


def writable(user: User, public_id: str) -> Version:
    """The version whose languages its authors can write: the open draft, else the published one. Raises Http404."""
    found = {version.state: version for version in versions(user, public_id, WRITE).prefetch_related("rough")}
    if not found:
        raise missing(user, public_id, WRITE)
    return found.get(State.DRAFT) or found.get(State.PUBLISHED) or next(iter(found.values()))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def languages(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far each language is; a POST does one deed with one of them."""
    version = writable(request.user, public_id)
    if version.state not in translating.TRANSLATABLE:
        return redirect("practices:status", public_id)
    if request.method == "POST":
        return _do(request, version)
    return _show(request, version)


def rows(version: Version) -> list[Row]:
    """The languages into which a version can be translated, as they are shown."""
    return [_row(version, standing) for standing in translating.overview(version)]


def _row(version: Version, standing: Standing) -> Row:
    language, state = standing.language, standing.state
    is_hidden, is_published = state in (DRAFT, SUMMARY), version.state == State.PUBLISHED
    return Row(
        standing=standing,
        state=STATE_NAMES[state],
        go_on=page_url(version, language, _next_page(version, standing)),
        lead=page_url(version, language, LEAD_PAGE.code),
        outdated=_links(version, language, standing.outdated),
        lacking=_links(version, language, standing.lacking),
        untold=[BY_CODE[code].label for code in standing.untold if code not in standing.lacking],
        is_asked=_is_asked(standing),
        can_finish=is_hidden and not standing.lacking and not standing.is_offered,
        can_finish_lead=_can_finish_lead(standing),
        can_reopen=standing.is_offered if is_published else state in (SUMMARY, CURRENT, OUTDATED),
        can_remove=state == DRAFT if is_published else state != MISSING,
        is_renewal=is_published and standing.is_public,
    )


def _is_asked(standing: Standing) -> bool:
    """Title and summary are asked for until they are ready, once the original has any."""
    is_there = standing.has_lead and (standing.is_public or standing.is_offered)
    return standing.language in NATIONAL and standing.total > 0 and not is_there


def _can_finish_lead(standing: Standing) -> bool:
    """Title and summary alone are ready; a translation that readers have whole is not cut down to them."""
    is_begun = standing.state == DRAFT and standing.has_lead and bool(standing.lacking)
    return is_begun and not standing.is_offered and standing.shown != Text.State.CURRENT


def _next_page(version: Version, standing: Standing) -> str:
    """The first page on which something is to be done, else the first."""
    told = pages_to_tell(version)
    wanted = {*standing.outdated, *standing.untold}
    return next((page.code for page in told if wanted & {q.code for q in page.questions}), told[0].code)


def pages_to_tell(version: Version) -> list[Page]:
    """The pages with something to translate."""
    asked = {code for code in translating.asked(version) if getattr(version.original, code)}
    found = [page for page in pages(version.depth) if asked & {question.code for question in page.questions}]
    return found or list(pages(version.depth)[:1])


def _links(version: Version, language: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    where = {question.code: page.code for page in reversed(pages(version.depth)) for question in page.questions}
    return [
        (str(BY_CODE[code].label), f"{page_url(version, language, where[code])}#pair-{code}")
        for code in codes
        if code in where
    ]


def page_url(version: Version, language: str, page: str) -> str:
    """The address of one page in one language."""
    kwargs = {"public_id": version.practice.public_id, "language": language, "page": page}
    return reverse("practices:translate", kwargs=kwargs)


def _show(
    request: HttpRequest, version: Version, *, errors: Iterable[tuple[str, str]] = (), status: int = 200
) -> HttpResponse:
    context = {
        "version": version,
        "original": language_names([version.original.language]),
        "rows": rows(version),
        "errors": list(errors),
        "is_published": version.state == State.PUBLISHED,
        "letter": renewing.letter(version) if version.state == State.PUBLISHED else None,
    }
    return render(request, "practices/languages.html", context, status=status)


def _do(request: HttpRequest, version: Version) -> HttpResponse:
    language, name = request.POST.get("language", ""), request.POST.get("deed", "")
    if language not in translating.others(version) or name not in DEEDS:
        raise Http404
    try:
        done = DEEDS[name](version, language, request.user)
    except translating.NotReady as refusal:
        labels = [label for label, _url in _links(version, language, refusal.codes)]
        words = [_("Still to be translated: %(question)s") % {"question": label} for label in labels]
        return _show(request, version, errors=[(each, f"language-{language}") for each in words], status=400)
    except translating.NotWritable as refusal:
        messages.error(request, str(refusal))
        return redirect("practices:languages", version.practice.public_id)
    messages.success(request, str(done))
    return redirect("practices:languages", version.practice.public_id)


def _finish(version: Version, language: str, by: User, state: str = Text.State.CURRENT) -> str:
    if version.state == State.PUBLISHED:
        renewing.offer(version, language, by=by, state=state)
        return _("A coordinator has been asked to publish it.")
    translating.ready(version, language, by=by, state=state)
    return _("It is ready now, and is published together with the original.")


def _finish_lead(version: Version, language: str, by: User) -> str:
    return _finish(version, language, by, Text.State.SUMMARY)


def _reopen(version: Version, language: str, by: User) -> str:
    if version.state == State.PUBLISHED:
        renewing.take_back(version, language, by=by)
    else:
        translating.unready(version, language, by=by)
    return _("You can go on translating.")


def _remove(version: Version, language: str, by: User) -> str:
    translating.remove(version, language, by=by)
    return _("The translation was removed.")


DEEDS: dict[str, Callable[[Version, str, User], str]] = {
    "finish": _finish,
    "finish_lead": _finish_lead,
    "reopen": _reopen,
    "remove": _remove,
}
