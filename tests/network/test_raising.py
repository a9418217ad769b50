"""Whatever somebody of the staff sends to the admin, with oneself written everywhere: the own rights stay."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from network.models import Duty, Membership, User
from polkka.upkeep.curating import PersonField
from practices.states import State
from projects.backends import roles_of
from projects.models import Coordinator, ProjectMember

from ..admin_doors import STAFF, newest
from ..factory import Cast, in_state, make_cast
from ..sharing import DrawnOnce, shared_database, taken_back

pytestmark = pytest.mark.django_db
TIES = {Duty: "kind", Coordinator: "coordination", ProjectMember: "project", Membership: "organisation"}
"""The rows from which roles come, and what they give."""


def ties(user: User) -> dict[str, Any]:
    """Everything that a person has by rows, and the roles that come of it."""
    held = User.objects.get(pk=user.pk)
    rows = {model.__name__: sorted(model.objects.filter(user=held).values_list(name)) for model, name in TIES.items()}
    return rows | {"roles": roles_of(held), "address": held.email, "active": held.is_active}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Everybody, and a practice, so that most tables have a row."""
    with pytest.MonkeyPatch.context() as patch, shared_database(django_db_blocker):
        DrawnOnce(patch)
        cast = make_cast()
        in_state(cast, State.PUBLISHED)
        yield cast


def typed(field: Any, user: User) -> Any:
    """What somebody would write who wants to raise the own rights: oneself, and the most of everything."""
    if isinstance(field, PersonField | forms.EmailField):
        return user.email
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [row.pk for row in field.queryset[:1]]
    if isinstance(field, forms.ModelChoiceField):
        is_person = field.queryset.model is User
        rows = field.queryset.filter(pk=user.pk) if is_person else field.queryset.order_by("-pk")
        return getattr(rows.first(), "pk", "")
    if isinstance(field, forms.ChoiceField):
        return [value for value, _label in field.choices if value and isinstance(value, str)][-1:] or ""
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.DateField):
        return date.today().isoformat()
    return "1" if isinstance(field, forms.IntegerField) else "oma-1"


def sent(model_admin: Any, request: Any, row: Any) -> dict[str, Any]:
    """The whole form of a page filled with oneself, with one new row in everything that can be added to."""
    user, found = request.user, {}
    form = model_admin.get_form(request, row, change=row is not None)
    for name, field in form.base_fields.items():
        found[name] = typed(field, user)
    for formset, _inline in model_admin.get_formsets_with_inlines(request, row):
        empty = formset(instance=row if row is not None else model_admin.model())
        prefix = empty.prefix
        found |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
        found |= {f"{prefix}-0-{name}": typed(field, user) for name, field in empty.empty_form.fields.items()}
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize("part", STAFF)
def test_no_form_of_the_admin_gives_rights_to_who_sends_it(world: Cast, part: str) -> None:
    """Every table × add, change, delete, with oneself written wherever a person can be."""
    user: User = getattr(world, part)
    client, before, tried, wrong = Client(), ties(user), 0, {}
    client.force_login(user)
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(pk=user.pk)
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = newest(model)
        pages = [("add", None, [])] + ([("change", row, [row.pk]), ("delete", row, [row.pk])] if row else [])
        for page, instance, args in pages:
            if not getattr(model_admin, f"has_{page}_permission")(request, *([instance] if instance else [])):
                continue
            values = {"post": "yes"} if page == "delete" else sent(model_admin, request, instance)
            tried += 1
            with taken_back():
                client.post(reverse(f"{name}_{page}", args=args), values)
                if (after := ties(user)) != before and not _only_less(before, after):
                    wrong[name, page] = after
    assert wrong == {}
    assert tried > (0 if part == "counsellor" else 8) or part == "counsellor"


def _only_less(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether something was only taken away: the place to which a role belonged is gone."""
    return after["roles"] <= before["roles"] and all(set(after[m.__name__]) <= set(before[m.__name__]) for m in TIES)
