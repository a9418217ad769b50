"""Arriving: who one is, the school or project one writes for, and beginning a practice."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network.models import User
from polkka.kit.access import parks, signed_in
from polkka.kit.filters import folded
from polkka.kit.forms import faults
from polkka.kit.languages import speaking
from polkka.upkeep import receipts

from .. import beginning, joining, places, proposals, typed
from ..arriving_forms import NEW_PROJECT, NEW_SCHOOL, WelcomeForm
from ..forms import CreateForm
from ..models import HistoryEntry
from ..questions import pages
from ..states import Depth

WELCOMED = "welcomed"
"""In the session: the person has been led to the welcome page."""
MOST_SUGGESTED = 8
LONGEST_SEARCH = 200


def is_new(request: HttpRequest) -> bool:
    """Whether this person should be welcomed first: nobody knows the name, and it has not been asked yet."""
    return not request.user.name and not request.session.get(WELCOMED)


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Name, language, and the school or project: found, or proposed. Everything can be left for later."""
    request.session[WELCOMED] = True
    go = request.POST.get("go", "")
    if request.method == "POST" and go == "later":
        return _later(request)
    if request.method == "POST" and go == "save":
        return _arrive(request)
    return _show(request, _searched(request))


def _later(request: HttpRequest) -> HttpResponse:
    """The place can wait; who the person is has been told if it was."""
    form = WelcomeForm(request.user, (), request.POST)
    form.is_valid()
    _introduce(request.user, form.cleaned_data)
    return redirect("practices:desk")


def _introduce(user: User, told: Mapping[str, Any]) -> None:
    """Keep name and language as far as they were told."""
    values = {name: told[name] for name in ("name", "language") if name in told}
    if "name" in values:
        User.objects.filter(pk=user.pk).update(**values)
        user.name, user.language = values["name"], values.get("language", user.language)


def _words(request: HttpRequest) -> str:
    return request.POST.get("q", "").replace("\0", "")[:LONGEST_SEARCH]


def _searched(request: HttpRequest) -> WelcomeForm:
    """The form with what has been typed so far and what the search found; nothing is judged yet."""
    found = places.found(request.user, _words(request))
    kept = {name: value for name, value in request.POST.items() if value}
    exact = [place for place in found if folded(place.name) == folded(_words(request).strip())]
    if len(exact) == 1 and "place" not in kept:
        kept["place"] = exact[0].value
    return WelcomeForm(request.user, found, initial=kept)


def _arrive(request: HttpRequest) -> HttpResponse:
    chosen = places.by_value(request.user, request.POST.get("place", ""))
    found = places.found(request.user, _words(request))
    if chosen and chosen.value not in {place.value for place in found}:
        found = [chosen, *found]
    form = WelcomeForm(request.user, found, request.POST)
    if not form.is_valid():
        return _show(request, form)
    try:
        return redirect(receipts.once(receipts.sent_as_typed(request), request.user, lambda: _settle(request, form)))
    except joining.Refused as refusal:
        form.add_error("place", str(refusal))
        return _show(request, form)


def _settle(request: HttpRequest, form: WelcomeForm) -> str:
    """Keep who the person is and where they belong; the address to go to. Raises joining.Refused."""
    user, data = request.user, form.cleaned_data
    _introduce(user, data)
    with speaking(user.language if "name" in data else request.LANGUAGE_CODE):
        messages.success(request, _belong(user, form))
        return _onwards(request)


def _belong(user: User, form: WelcomeForm) -> str:
    """Ask or propose; the sentence that says what happens now."""
    data = form.cleaned_data
    if data["place"] in (NEW_SCHOOL, NEW_PROJECT):
        school = {"name": data["school_name"], "municipality": data["municipality"], "kind": data["kind"]}
        if data["place"] == NEW_PROJECT:
            name = proposals.propose_project(user, name=data["project_name"], school=school).name
        else:
            name = proposals.propose_school(user, **school).name
        return _("%(place)s has been told to the coordinators. You can write at once.") % {"place": name}
    place = form.found[data["place"]]
    asked = joining.ask(user, project=place.project, organisation=None if place.project else place.owner)
    if asked is None:
        return _("You belong to %(place)s already. You can write at once.") % {"place": place.name}
    return _("We have asked %(place)s to confirm that you belong there. You can write at once.") % {"place": place.name}


def _onwards(request: HttpRequest) -> str:
    """To begin a practice if that is where the person came from, else to the desk."""
    wanted = request.GET.get("for", "")
    if wanted not in ("new", *Depth.values):
        return reverse("practices:desk")
    return reverse("practices:create") + (f"?{urlencode({'depth': wanted})}" if wanted in Depth.values else "")


def _show(request: HttpRequest, form: WelcomeForm, **context: Any) -> HttpResponse:
    words = _words(request)
    context |= {
        "form": form,
        "errors": faults(form),
        "q": words,
        "has_searched": bool(words.strip()) or form.is_bound,
        "is_first": "name" in form.fields,
        "waiting": [place for place in places.places(request.user) if place.is_waiting],
        "once": receipts.sent(request),
    }
    return render(request, "practices/welcome.html", context)


@signed_in
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Names of schools and projects with the words typed so far, for the combobox: [{text, kind}, …]."""
    found = places.suggested(request.user, request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH])
    rows = [{"text": place.name, "kind": "project" if place.project else "school"} for place in found]
    return JsonResponse(rows[:MOST_SUGGESTED], safe=False)


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Begin a practice; who has no project or school yet finds or proposes it first."""
    offered = places.places(request.user)
    if not offered:
        return _home_first(request)
    data = request.POST if request.method == "POST" else None
    form = CreateForm(offered, data, depth=request.GET.get("depth", ""), last=_last_place(request.user))
    if form.is_bound and form.is_valid():
        key = receipts.sent_as_typed(request)
        return redirect(receipts.once(key, request.user, lambda: _begin(request.user, form.cleaned_data)))
    context = {"form": form, "errors": faults(form), "once": receipts.sent(request)}
    return render(request, "practices/create.html", context)


def _last_place(user: Any) -> str:
    """The place of the practice that this person began last, as the form names it."""
    begun = HistoryEntry.unscoped.filter(by=user, move="create", number=1).select_related("practice")
    last = begun.order_by("at", "pk").last()
    if last is None:
        return ""
    practice = last.practice
    return f"project-{practice.project_id}" if practice.project_id else f"school-{practice.owner_id}"


def _home_first(request: HttpRequest) -> HttpResponse:
    """The welcome page before the first practice; what was sent is shown to be copied."""
    depth = request.GET.get("depth", "")
    query = urlencode({"for": depth if depth in Depth.values else "new"})
    if request.method != "POST":
        return redirect(f"{reverse('practices:welcome')}?{query}")
    return render(request, "practices/homeless.html", {"typed": typed.of_request(request), "query": query}, status=409)


def _begin(user: Any, asked: dict[str, Any]) -> str:
    """Make the draft; the address of its first page."""
    place, depth = asked["place"], asked["depth"]
    version = beginning.begin(place, by=user, depth=depth, language=asked["language"], title=asked["title"])
    first = pages(depth)[0].code
    return reverse("practices:edit", kwargs={"public_id": version.practice.public_id, "page": first})
