"""Quick find: one field for practices, projects, organisations, people and concepts, as far as one may see them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from polkka.kit.languages import translated
from practices import searching
from practices.models import Text, Version
from practices.permissions import SEE
from practices.states import State
from projects.models import Project
from taxonomy.models import Concept

MOST = 8
"""How many of a kind are shown."""
LONGEST = 200
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """One answer: what it is, its language ("" for ours), where it stands, and a word beside it."""

    title: str
    language: str
    url: str
    beside: str = ""


@dataclass(frozen=True)
class Group:
    """The answers of a kind; `more` is where all of them are ("" if these are all)."""

    name: str | Promise
    found: list[Found]
    more: str = ""


def show(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """The answers in groups; a permanent name that is complete leads straight to its practice."""
    typed = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    if url := _by_name(request.user, typed):
        return redirect(url)
    is_short = len(typed) < SHORTEST
    groups = [] if is_short else [group for find in FINDERS if (group := find(request.user, typed)) and group.found]
    context = {**site.each_context(request), "title": _("Find"), "typed": typed, "groups": groups, "is_short": is_short}
    return TemplateResponse(request, "admin/find.html", context)


def _by_name(user: Any, typed: str) -> str:
    """The page of the practice with this permanent name, "" if there is none that one may see."""
    rows = Version.unscoped.for_user(user, SEE).filter(practice__public_id=typed.upper())
    newest = rows.exclude(state=State.DRAFT).order_by("-number").first() if len(typed) == 8 else None
    return _of_practice(typed.upper(), newest.state) if newest else ""


def _of_practice(public_id: str, state: str) -> str:
    """Where a coordinator works on it: a draft that was shown has its comments, everything else its decision."""
    view = "practices:comments" if state == State.DRAFT else "practices:decide"
    return reverse(view, kwargs={"public_id": public_id})


def _practices(user: Any, typed: str) -> Group | None:
    """The newest version of each practice in which every word stands, in a draft too if one may see it."""
    if not user.has_perm("practices.coordinate"):
        return None
    seen = Version.unscoped.for_user(user, SEE).order_by().values("pk")
    texts = Text.unscoped.filter(version__in=seen, is_original=True)
    rows = searching.find(texts, typed).order_by("-version__updated_at", "-pk")
    columns = ("title", "language", "version__practice__public_id", "version__state")
    found: dict[str, Found] = {}
    for title, language, public_id, state in rows.values_list(*columns)[: MOST * 4]:
        told = Found(title, language, _of_practice(public_id, state), f"{public_id}, {State(state).label}")
        found.setdefault(public_id, told)
    more = reverse("admin:practices_version_changelist") + "?" + urlencode({"q": typed})
    return Group(_("Practices"), list(found.values())[:MOST], more)


def _rows(
    user: Any, model: Any, name: str | Promise, condition: Q, told: Callable[[Any], str], typed: str
) -> Group | None:
    """Rows of a table of the admin, if the person may see it."""
    meta = model._meta
    if not user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
        return None
    rows = list(model.objects.filter(condition).order_by(*meta.ordering, "pk")[: MOST + 1])
    page = f"admin:{meta.app_label}_{meta.model_name}"
    found = [Found(told(row), "", reverse(f"{page}_change", args=[row.pk]), _beside(row)) for row in rows[:MOST]]
    more = reverse(f"{page}_changelist") + "?" + urlencode({"q": typed}) if len(rows) > MOST else ""
    return Group(name, found, more)


def _beside(row: Any) -> str:
    if isinstance(row, Organisation):
        return str(row.municipality)
    if isinstance(row, Concept):
        return translated(row.vocabulary, "name")
    return str(row.email) if isinstance(row, User) else ""


def _any(typed: str, *fields: str) -> Q:
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__icontains": typed})
    return condition


def _projects(user: Any, typed: str) -> Group | None:
    return _rows(user, Project, _("Projects"), _any(typed, "name", "code"), str, typed)


def _organisations(user: Any, typed: str) -> Group | None:
    condition = _any(typed, "name", "name_sv", "name_en", "municipality")
    return _rows(user, Organisation, _("Organisations"), condition, str, typed)


def _people(user: Any, typed: str) -> Group | None:
    return _rows(user, User, _("People"), _any(typed, "name", "email"), str, typed)


def _concepts(user: Any, typed: str) -> Group | None:
    condition = _any(typed, "name_fi", "name_sv", "name_en", "code")
    return _rows(user, Concept, _("Concepts"), condition, lambda row: translated(row, "name"), typed)


FINDERS = (_practices, _projects, _organisations, _people, _concepts)
