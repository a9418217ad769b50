"""Who may do what: the table of roles as a page, drawn from the very table that the program asks."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from network.models import Duty
from network.roles import ADD, CHANGE, DELETE, ROLES, VIEW

from .groups import GROUPS, place

DEEDS = {
    "practices.write": gettext_lazy("Writes practices for the own school or project"),
    "practices.assess": gettext_lazy("Assesses the practices that one is asked to assess"),
    "practices.coordinate": gettext_lazy("Reads what has been submitted, and decides in the own coordination"),
    "practices.coordinate_all": gettext_lazy("Decides in every coordination"),
    "polkka.admin": gettext_lazy("Opens the admin"),
    "upkeep.resend_mail": gettext_lazy("Sends parked messages again"),
}
VERBS = {
    VIEW: pgettext_lazy("right", "reads"),
    ADD: pgettext_lazy("right", "adds"),
    CHANGE: pgettext_lazy("right", "changes"),
    DELETE: pgettext_lazy("right", "deletes"),
}
GIVEN = {
    "author": gettext_lazy("Who belongs to a school or project"),
    "coordinator": gettext_lazy("Given by a chief coordinator or an administrator"),
}


@dataclass(frozen=True)
class Row:
    """One line of the table: what it is about, and a text for each role."""

    name: str
    cells: tuple[str, ...]


def roles() -> list[tuple[str, str]]:
    """(name, by whom it is given) of every role, in the order of the table."""
    names = {"author": _("author"), "coordinator": _("coordinator")} | {kind.value: kind.label for kind in Duty.Kind}
    by_administrator = _("Given by an administrator")
    return [(capfirst(str(names[code])), str(GIVEN.get(code, by_administrator))) for code in ROLES]


def deeds() -> list[Row]:
    """What is done on pages of its own."""
    known = sorted({right for rights in ROLES.values() for right in rights if right in DEEDS}, key=list(DEEDS).index)
    return [Row(str(DEEDS[deed]), tuple(_("yes") if deed in ROLES[role] else "" for role in ROLES)) for deed in known]


def rows() -> list[tuple[str, list[Row]]]:
    """(group, lines) of the tables in the admin, in the groups of the first page."""
    found: dict[str, list[tuple[int, Row]]] = {code: [] for code, _name, _labels in GROUPS}
    for model in apps.get_models(include_auto_created=True):
        code, n = place(model._meta.label_lower)
        cells = tuple(_cell(role, model._meta.app_label, str(model._meta.model_name)) for role in ROLES)
        if any(cells):
            found[code].append((n, Row(capfirst(str(model._meta.verbose_name_plural)), cells)))
    by_place = {code: [row for _n, row in sorted(lines, key=lambda line: line[0])] for code, lines in found.items()}
    return [(str(name), by_place[code]) for code, name, _labels in GROUPS if by_place[code]]


def _cell(role: str, app: str, model: str) -> str:
    return ", ".join(str(words) for verb, words in VERBS.items() if f"{app}.{verb}_{model}" in ROLES[role])


def show(site: Any, request: HttpRequest) -> HttpResponse:
    """The table for everybody who has the admin: it names roles and nobody who has them."""
    context = {**site.each_context(request), "title": _("Who may do what")}
    context |= {"roles": roles(), "deeds": deeds(), "groups": rows()}
    return TemplateResponse(request, "admin/who_may.html", context)
