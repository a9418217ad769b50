"""What the admin pages of all apps share: changes the public sees, rows nobody edits, people by their address."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from polkka.kit.text import Prose

from . import generation

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

LONG_TEXT: Any = {Prose: {"widget": AdminTextareaWidget}}
"""The stock admin would give one line to every kind of text."""


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
