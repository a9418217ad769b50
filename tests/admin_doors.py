"""What the admin answers to whom: stock pages by the rights of the table, pages of our own by a row here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, reverse

from network.models import User

STAFF = ("coordinator", "chief", "counsellor", "administrator")
ASKERS = ("visitor", "author", *STAFF)
STOCK = ("changelist", "add", "change", "delete", "history")
OF_DJANGO = {
    "index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n", "view_on_site",
    "app_list", "None",
}  # fmt: skip
"""Pages of Django: the index has a test of its own, the others send on or ask the rights of the row."""


@dataclass(frozen=True)
class Own:
    """A page of our own. `right`: who may ("" everybody in the admin); `row`: the model whose newest row it is of.

    `answers`: what those get who may; others 403 or 404.
    """

    right: str = ""
    row: str = ""
    kwargs: dict[str, Any] = field(default_factory=dict)
    method: str = "get"
    answers: tuple[int, ...] = (200,)

    def address(self, name: str) -> str:
        own = {"pk": newest(apps.get_model(self.row)).pk} if self.row else {}
        return reverse(f"admin:{name}", kwargs={**own, **self.kwargs})

    def lets_in(self, user: User) -> bool:
        return user.has_perm("polkka.admin") and (not self.right or user.has_perm(self.right))


DONE_OR_NOT = (200, 302, 400, 404, 409)
"""For who may: whatever the row allows."""
OWN: dict[str, Own] = {
    "find": Own(),
    "guide": Own(),
    "who_may": Own(),
    "hints": Own(method="post", answers=(302,)),
    "network_user_factor": Own("network.change_user", "network.User"),
    "practices_version_many": Own("practices.coordinate", "", {"name": "withdraw"}, answers=DONE_OR_NOT),
    "taggit_tag_alike": Own("taggit.change_tag", answers=DONE_OR_NOT),
    "taggit_tag_merge": Own("taggit.change_tag", answers=DONE_OR_NOT),
    "taggit_tag_concept": Own("taxonomy.add_concept", "", {"pk": 999_999}, answers=DONE_OR_NOT),
    "portal_pick_front": Own("portal.view_pick"),
    "upkeep_mail_templates": Own("upkeep.view_mail"),
    "upkeep_mail_resend": Own("upkeep.resend_mail", answers=DONE_OR_NOT),
    "network_organisation_merge": Own("network.change_organisation", "network.Organisation", answers=DONE_OR_NOT),
    "projects_project_merge": Own("projects.change_project", "projects.Project", answers=DONE_OR_NOT),
    "calibration": Own("practices.coordinate"),
    "calibration_csv": Own("practices.coordinate", kwargs={"part": "criteria"}),
    "calibration_workbook": Own("practices.coordinate"),
    "criteria_criteriaset_preview": Own("criteria.view_criteriaset", "criteria.CriteriaSet"),
    "criteria_criteriaset_copy": Own("criteria.add_criteriaset", "criteria.CriteriaSet"),
    "criteria_criteriaset_use": Own("criteria.change_criteriaset", "criteria.CriteriaSet", answers=DONE_OR_NOT),
    "criteria_criteriaset_differences": Own("criteria.view_criteriaset", "criteria.CriteriaSet", answers=DONE_OR_NOT),
    "taxonomy_vocabulary_tree": Own("taxonomy.view_vocabulary", "taxonomy.Vocabulary", answers=DONE_OR_NOT),
    **{
        f"taxonomy_concept_{deed}": Own("taxonomy.change_concept", "taxonomy.Concept", answers=DONE_OR_NOT)
        for deed in ("merge", "move", "retire", "restore")
    },
    "export_list": Own("network.view_organisation", kwargs={"app": "network", "model": "organisation", "kind": "csv"}),
    "practices_sheet_template": Own("practices.add_sheet", kwargs={"kind": "organisations"}),
    **{
        f"practices_sheet_{page}": Own("practices.add_sheet", "", {"pk": 999_999}, method, (404,))
        for page, method in (("load", "post"), ("drop", "post"), ("errors", "get"), ("take_back", "get"))
    },
}


def newest(model: type[Model]) -> Any:
    """A row that is there, the newest."""
    return model._base_manager.order_by("-pk").first()


def split(patterns: Iterator[tuple[str, URLPattern]]) -> tuple[set[str], set[str]]:
    """The names of stock pages of models, and those of our own."""
    names = {name.removeprefix("admin:") for name, _pattern in patterns if name.startswith("admin:")} - OF_DJANGO
    models = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    stock = {f"{model}_{page}" for model in models for page in STOCK}
    return names & stock, names - stock


def may(user: User, model: type[Model], page: str) -> bool:
    """Whether the table of roles lets this person have the page of this model at all."""
    verbs = {"add": ("add",), "delete": ("delete",)}.get(page, ("view", "change"))
    names = model._meta
    return any(user.has_perm(f"{names.app_label}.{verb}_{names.model_name}") for verb in verbs)


def stock_addresses() -> Iterator[tuple[type[Model], str, str]]:
    """(model, page, address) of every stock page that can be built: of rows, the newest."""
    for model in admin.site._registry:
        row = newest(model)
        for page in STOCK:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
            if page in ("changelist", "add"):
                yield model, page, reverse(name)
            elif row is not None:
                yield model, page, reverse(name, args=[row.pk])


def wrong_own(world: Any) -> dict[tuple[str, str], int]:
    """(page of our own, part) → the status where it should be another; `world` as in tests/test_access.py."""
    wrong = {}
    for name, row in OWN.items():
        world.drawn.place = f"admin {name}"
        url = row.address(name)
        for part in ASKERS:
            user, status = world.people[part], world.door.ask(part, row.method, url)
            right = row.answers if user and row.lets_in(user) else (302,) if user is None else (403, 404)
            if status not in right:
                wrong[name, part] = status
    return wrong


def wrong_stock(world: Any) -> dict[tuple[str, str, str], int]:
    """(model, page, part) → the status where it should be another."""
    wrong = {}
    for model, page, url in stock_addresses():
        world.drawn.place = model._meta.label if page == "changelist" else "admin"
        for part in STAFF:
            status = world.door.ask(part, "get", url)
            can = may(world.people[part], model, page)
            refused = (403, 302, 404)
            right = (200,) if can and page == "changelist" else (200, *refused) if can else refused
            if status not in right or (status == 302 and page in ("changelist", "add")):
                wrong[model._meta.label, page, part] = status
    return wrong
