"""What coordinators lift to the front page, in the admin: spearhead themes and picks."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from polkka.upkeep.curating import PublicAdmin
from practices import published

from .front import is_shown
from .models import Pick, Spearhead
from .picking import PracticeInput


@admin.register(Spearhead)
class SpearheadAdmin(PublicAdmin):
    """Themes of the moment in the order of the front page."""

    list_display = ("name_fi", "name_sv", "name_en", "concept", "words", "order", "active")
    list_editable = ("order", "active")
    list_filter = ("active",)
    list_select_related = ("concept",)
    search_fields = ("name_fi", "name_sv", "name_en", "words")
    autocomplete_fields = ("concept",)


class PickForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker only, not when it runs
    """A pick whose days are in order."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("from_day"), values.get("to_day")
        if first and last and last < first:
            raise ValidationError({"to_day": _("The last day is before the first one.")})
        return values


@admin.register(Pick)
class PickAdmin(PublicAdmin):
    """Practices recommended on the front page; what is no longer published is marked."""

    form = PickForm
    list_display = ("title", "name", "state", "order", "from_day", "to_day")
    list_display_links = ("title", "name")
    list_editable = ("order",)
    search_fields = ("public_id", "why_fi", "why_sv", "why_en")

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "public_id":
            return PracticeInput(
                label=_("Practice"),
                help_text=_("The permanent name, the address or words of the title."),
                widget=forms.TextInput({"class": "vTextField"}),
            )
        return super().formfield_for_dbfield(db_field, request, **options)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Pick]":
        """Each pick with the title of its published practice, None when there is none."""
        return super().get_queryset(request).annotate(practice_title=published.title_of("public_id"))

    @admin.display(description=_("practice"), ordering="practice_title")
    def title(self, pick: Pick) -> str:
        return self._title(pick) or "–"

    @admin.display(description=_("permanent name"), ordering="public_id")
    def name(self, pick: Pick) -> str:
        return pick.public_id

    @admin.display(description=_("state"))
    def state(self, pick: Pick) -> Any:
        """Whether the front page shows it, and if not, why."""
        today = timezone.localdate()
        if not self._title(pick):
            return _("not published: not shown")
        if is_shown(pick, today):
            return format_html('<a href="{}">{}</a>', reverse("permanent", args=[pick.public_id]), _("shown"))
        return _("shown later") if pick.from_day and today < pick.from_day else _("its days are over")

    @staticmethod
    def _title(pick: Pick) -> str | None:
        return pick.practice_title  # type: ignore[attr-defined,no-any-return]  # annotated above
