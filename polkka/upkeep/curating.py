"""What the admin pages of all apps share: changes the public sees, rows nobody edits, people by their address."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Field, Model, QuerySet
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from polkka.kit.text import Prose

from . import changes, generation
from .addressed import check_year, is_key, may_ask
from .models import Change

if TYPE_CHECKING:
    Stock = admin.ModelAdmin[Any]
else:
    Stock = admin.ModelAdmin

LONG_TEXT: Any = {Prose: {"widget": AdminTextareaWidget}}
"""The stock admin would give one line to every kind of text."""
PAGE = 50


class ModelAdmin(Stock):
    """What every list and form has: words on what it is, help at the fields, and a history of what changed in it.

    `description` stands above the list; `helps` are the words at fields that have none of their own.
    """

    description: Any = ""
    helps: Mapping[str, Any] = {}
    list_per_page = list_max_show_all = PAGE
    show_full_result_count = False
    view_on_site: Any = False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        extra = {"description": self.description, **(extra_context or {})}
        return super().changelist_view(request, extra)

    def get_changelist(self, request: HttpRequest, **options: Any) -> Any:
        return Rows

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """As the stock admin, and only by columns that are shown."""
        return super().lookup_allowed(lookup, value, request) and may_ask(self, lookup, value, request)

    def response_action(self, request: HttpRequest, queryset: "QuerySet[Any]", *more: Any, **options: Any) -> Any:
        """The rows that were ticked; a key that is no key of a row ticks nothing."""
        sent = request.POST.copy()
        ticked = [key for key in sent.getlist(ACTION_CHECKBOX_NAME) if is_key(key)]
        sent.setlist(ACTION_CHECKBOX_NAME, ticked)
        request.POST = sent  # type: ignore[assignment]  # a copy of the same kind
        return super().response_action(request, queryset, *more, **options)

    def fill(self, request: HttpRequest, rows: list[Any]) -> None:
        """Put on the rows of one page what their columns tell besides: once for all of them."""

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None and (words := self.helps.get(db_field.name)):
            field.help_text = words
        if isinstance(field, forms.SplitDateTimeField):
            field.validators.append(check_year)
            for part, name in zip(field.widget.widgets, (_("date"), _("time of day")), strict=True):
                part.attrs["aria-label"] = f"{field.label}: {name}"
        return field

    def get_changelist_form(self, request: HttpRequest, **options: Any) -> Any:
        """Fields in a list are named by their column and their row: they have no label of their own."""
        stock = super().get_changelist_form(request, **options)

        class Named(stock):  # type: ignore[valid-type, misc]  # made by the admin
            def __init__(self, *arguments: Any, **more: Any) -> None:
                super().__init__(*arguments, **more)
                for name, field in self.fields.items():
                    if not field.widget.is_hidden:
                        field.widget.attrs["aria-label"] = f"{field.label or name}: {self.instance}"

        return Named

    # --- what changed: written in the transaction of the save ---
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        stored = self.model._base_manager.filter(pk=obj.pk).first() if change else None
        self._held(request)[obj] = changes.snapshot(stored)
        super().save_model(request, obj, form, change)

    @staticmethod
    def _held(request: HttpRequest) -> dict[Any, Any]:
        """What rows said before they were saved in this request; by the very object, which has no key yet if new."""
        held: dict[Any, Any] = request.__dict__.setdefault("_rows_before", _ByIdentity())
        return held

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        edited = [formset for formset in formsets if formset.has_changed()]
        before = [_stored(formset) for formset in edited]
        super().save_related(request, form, formsets, change)
        row = self.model._base_manager.get(pk=form.instance.pk)
        told = changes.pairs(self.model, self._held(request).get(form.instance, {}), changes.snapshot(row))
        for formset, old in zip(edited, before, strict=True):
            told |= changes.of_rows(formset.model, old, _stored(formset))
        deed = Change.Deed.CHANGE if change else Change.Deed.ADD
        changes.note(row, deed, by=request.user, fields=told)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        changes.note_all([obj], Change.Deed.DELETE, by=request.user)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        with transaction.atomic():
            changes.note_all(queryset, Change.Deed.DELETE, by=request.user)
            super().delete_queryset(request, queryset)

    # --- history with differences ---
    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        page = self.get_paginator(request, self.history(request, row), 20).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(name)s") % {"name": row}, "subtitle": None, "opts": self.opts, "object": row,
            "page": page, "deeds": [self.deed(entry) for entry in page], "module_name": self.opts.verbose_name_plural,
            **(extra_context or {}),
        }  # fmt: skip
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template or "admin/object_history.html", context)

    def history(self, request: HttpRequest, row: Any) -> "QuerySet[Any]":
        """What is told of a row, the newest first; see `deed`."""
        return changes.of(row)

    def deed(self, entry: Any) -> dict[str, Any]:
        """One line of the history: when, by whom, what, and the differences."""
        return {"at": entry.at, "by": entry.by_name, "deed": entry.get_deed_display(), "changes": changes.told(entry)}


class Rows(ChangeList):
    """A list whose rows are filled page by page."""

    def get_filters(self, request: HttpRequest) -> Any:
        """A year that no calendar has is a wrong address, not a fault of ours."""
        try:
            return super().get_filters(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.model_admin.fill(request, list(self.result_list))  # type: ignore[attr-defined]  # ours, see get_changelist


class _ByIdentity(dict[Any, Any]):
    """A dictionary by the object itself: a row that is not stored yet has no hash."""

    def __setitem__(self, row: Any, value: Any) -> None:
        super().__setitem__(id(row), value)

    def get(self, row: Any, otherwise: Any = None) -> Any:
        return super().get(id(row), otherwise)


def _stored(formset: Any) -> dict[int, Model]:
    """The rows of an inline form as the database has them now, by key."""
    rows = [form.instance for form in formset.forms] + list(getattr(formset, "new_objects", ()))
    keys = {row.pk for row in rows if row.pk}
    return {row.pk: row for row in formset.model._base_manager.filter(pk__in=keys).order_by("pk")}


class PublicAdmin(ModelAdmin):
    """Rows that public pages show: every change ends with a new generation. `fixed` fields are set once."""

    fixed: tuple[str, ...] = ()
    formfield_overrides = LONG_TEXT

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return [*super().get_readonly_fields(request, obj), *(self.fixed if obj else ())]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        generation.bump()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        generation.bump()

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        super().delete_queryset(request, queryset)
        generation.bump()


class ReadOnly:
    """Rows that only the rules write."""

    def has_add_permission(self, request: HttpRequest, *arguments: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class GoesWithPerson:
    """A row that is removed along with its person, if the role allows removing it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        meta = self.opts  # type: ignore[attr-defined]  # a mixin
        return bool(request.user.has_perm(f"{meta.app_label}.delete_{meta.model_name}"))


class PersonField(forms.EmailField):
    """A person named by the e-mail address: nobody has to be shown a list of everybody."""

    default_error_messages = {
        "unknown": _("Nobody has signed in with this address yet. Ask the person to sign in once."),
        "oneself": _("You cannot give rights to yourself."),
    }

    def __init__(self, *, oneself: Any, **options: Any) -> None:
        super().__init__(**options)
        self.oneself = oneself

    def prepare_value(self, value: Any) -> Any:
        """The address of a stored person; what was typed stays as it is."""
        if isinstance(value, int):
            return get_user_model().objects.filter(pk=value).values_list("email", flat=True).first() or ""
        return value

    def clean(self, value: Any) -> Any:
        address = super().clean(value)
        person = get_user_model().objects.filter(email=address.strip().lower()).first()
        if person is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if person.pk == self.oneself.pk:
            raise ValidationError(self.error_messages["oneself"], code="oneself")
        return person

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


class RightsOfOthers:
    """For rows that give a person rights: others are named by their address, one’s own rows are only shown."""

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "user":
            return PersonField(oneself=request.user, label=_("E-mail address"), max_length=254)
        return super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]  # a mixin

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_of_another(request, obj) and super().has_change_permission(request, obj)  # type: ignore[misc]  # a mixin

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_of_another(request, obj) and super().has_delete_permission(request, obj)  # type: ignore[misc]  # a mixin

    @staticmethod
    def _is_of_another(request: HttpRequest, obj: Any) -> bool:
        return getattr(obj, "user_id", None) != request.user.pk
