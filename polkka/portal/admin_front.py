"""What coordinators lift to the front page, in the admin: spearhead themes and picks, and the page as it will be."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from polkka.kit.forms import DayField
from polkka.kit.languages import current
from polkka.upkeep import generation
from polkka.upkeep.curating import PublicAdmin
from practices import published
from practices.picking import PracticeInput

from .front import front, is_shown
from .models import Pick, Spearhead

WANTED = {"spearheads": 2, "picks": 3}
"""Fewer than these leave a hole on the front page."""


class DaysForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker only, not when it runs
    """Something shown from one day to another; the days are in order."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("from_day"), values.get("to_day")
        if first and last and last < first:
            self.add_error("to_day", ValidationError(_("The last day is before the first one.")))
        return values


class OnFrontPage(PublicAdmin):
    """Rows that the front page shows on some days, with a way to see it on any day."""

    form = DaysForm
    change_list_template = "admin/curating/front_change_list.html"

    @admin.display(description=_("state"))
    def state(self, row: Any) -> Any:
        """Whether the front page shows it today, and if not, why."""
        today = timezone.localdate()
        if is_shown(row, today):
            return self.shown(row)
        return _("shown later") if row.from_day and today < row.from_day else _("its days are over")

    def shown(self, row: Any) -> Any:
        """The words for a row whose days allow it."""
        return _("shown")


@admin.register(Spearhead)
class SpearheadAdmin(OnFrontPage):
    """Themes of the moment in the order of the front page."""

    description = _("Themes of the moment on the front page: at most four, those that lead to a practice.")
    list_display = ("name_fi", "name_sv", "name_en", "leads_to", "state", "order", "active", "from_day", "to_day")
    list_editable = ("order", "active")
    list_filter = ("active",)
    list_select_related = ("concept",)
    search_fields = ("name_fi", "name_sv", "name_en", "words")
    autocomplete_fields = ("concept",)

    @admin.display(description=_("leads to"))
    def leads_to(self, row: Spearhead) -> str:
        return str(row.concept) if row.concept else f"“{row.words}”"

    def shown(self, row: Spearhead) -> Any:
        return _("shown") if row.active else _("taken off")


@admin.register(Pick)
class PickAdmin(OnFrontPage):
    """Practices recommended on the front page; what is no longer published is marked."""

    description = _("Practices recommended on the front page: at most six, each with a sentence why.")
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
        """As of any row; a pick whose practice is not published is never shown."""
        return super().state(pick) if self._title(pick) else _("not published: not shown")

    def shown(self, pick: Pick) -> Any:
        return format_html('<a href="{}">{}</a>', reverse("permanent", args=[pick.public_id]), _("shown"))

    @staticmethod
    def _title(pick: Pick) -> str | None:
        return pick.practice_title  # type: ignore[attr-defined,no-any-return]  # annotated above

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.front)
        return [path("front/", view, name="portal_pick_front"), *super().get_urls()]

    def front(self, request: HttpRequest) -> HttpResponse:
        """What the front page shows on a day, and what is missing from it."""
        if not self.has_view_permission(request):
            raise Http404
        form = DayForm(request.GET if "day" in request.GET else None, initial={"day": timezone.localdate()})
        is_right = not form.is_bound or form.is_valid()
        day = form.cleaned_data["day"] if form.is_bound and is_right else timezone.localdate()
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": _("The front page on a day"),
            "form": form, "day": day, **self._lifted(request, day),
        }  # fmt: skip
        status = 200 if is_right else 400
        return TemplateResponse(request, "admin/curating/front.html", context, status=status)

    @staticmethod
    def _lifted(request: HttpRequest, day: date) -> dict[str, Any]:
        found = front(generation.seen(request), current(), day)
        return {
            "found": found,
            "few_spearheads": len(found.spearheads) < WANTED["spearheads"],
            "few_picks": len(found.picks) < WANTED["picks"],
            "wanted": WANTED,
        }


class DayForm(forms.Form):
    """A day."""

    use_required_attribute = False
    day = DayField(label=_("Day"))
