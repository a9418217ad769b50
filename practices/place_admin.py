"""Who asks to belong somewhere, and schools and projects that were proposed: answered by coordinators in the admin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from network.admin import OrganisationAdmin
from network.models import Organisation
from polkka.upkeep import changes
from polkka.upkeep.curating import ModelAdmin
from polkka.upkeep.models import Change
from projects.admin import on_site
from projects.models import Joining

from . import joining, proposals
from .models import Practice


def count_practices(rows: "list[Any]", column: str) -> None:
    """Put on each row how many practices name it in that column: one query."""
    held = Practice.unscoped.filter(**{f"{column}__in": [row.pk for row in rows]}).order_by()
    numbers = dict(held.values_list(column).annotate(n=Count("pk")))
    for row in rows:
        row.n_practices = numbers.get(row.pk, 0)


class TargetForm(forms.Form):
    """The place that a proposed one is joined with."""

    use_required_attribute = False
    target = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=_("Which one is it really?"),
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )

    def __init__(self, rows: QuerySet[Any], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        field = self.fields["target"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class Proposed(ModelAdmin):
    """Shows which rows are only proposed; they are confirmed, or joined with one that is there."""

    readonly_fields = ("is_proposed",)
    actions = ("confirm",)

    def get_list_display(self, request: HttpRequest) -> Any:
        return (*super().get_list_display(request), "proposed")

    def get_list_filter(self, request: HttpRequest) -> Any:
        return ("is_proposed", *super().get_list_filter(request))

    @admin.display(description=_("proposed"), ordering="is_proposed")
    def proposed(self, place: Any) -> str:
        """A way to join it with another."""
        if not place.is_proposed:
            return ""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_merge", args=[place.pk])
        return format_html('<a href="{}">{}</a>', url, _("Join with another"))

    @admin.action(description=gettext_lazy("Confirm the proposed ones"), permissions=["change"])
    def confirm(self, request: HttpRequest, rows: "QuerySet[Any]") -> None:
        mine = [row for row in rows if proposals.is_of(row, request.user)]
        if mine:
            messages.warning(request, _("Somebody else has to confirm a place that you belong to."))
        others = [row for row in rows if row not in mine and self.has_change_permission(request, row)]
        done = [row for row in others if proposals.confirm(row)]
        for row in done:
            changes.note(row, Change.Deed.CHANGE, by=request.user, fields={"is_proposed": [True, False]})
        words = ngettext("%(n)d has been confirmed.", "%(n)d have been confirmed.", len(done))
        messages.success(request, words % {"n": len(done)})

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [path("<int:pk>/merge/", self.admin_site.admin_view(self.merge), name=name), *super().get_urls()]

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask which place it is really, and move everything there."""
        source = self.model._default_manager.filter(pk=pk, is_proposed=True).first()
        if source is None or not self.has_change_permission(request, source):
            raise Http404
        rows = self.model._default_manager.filter(is_proposed=False)
        form = TargetForm(rows, request.POST if request.method == "POST" else None)
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        if form.is_bound and form.is_valid() and self._merged(request, source, form):
            return redirect(back)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "source": source}
        context |= {"title": _("Join with another"), "form": form, "back": back}
        return TemplateResponse(request, "admin/practices/merge.html", context, status=400 if form.errors else 200)

    def _merged(self, request: HttpRequest, source: Any, form: TargetForm) -> bool:
        target, name = form.cleaned_data["target"], str(source)
        if not self.has_change_permission(request, target):
            form.add_error("target", str(_("You cannot change this one.")))
            return False
        if proposals.is_of(source, request.user) or proposals.is_of(target, request.user):
            form.add_error("target", str(_("You belong to one of these yourself. Somebody else has to join them.")))
            return False
        try:
            proposals.merge(source, target)
        except joining.Refused as refusal:
            form.add_error("target", str(refusal))
            return False
        changes.note(target, Change.Deed.MERGE, by=request.user, fields={"name": [name, str(target)]})
        messages.success(request, _("“%(name)s” is “%(target)s” now.") % {"name": name, "target": target})
        return True


admin.site.unregister(Organisation)


@admin.register(Organisation)
class PlaceAdmin(Proposed, OrganisationAdmin):
    """Organisations, also those that were proposed."""

    description = _(
        "Schools, municipalities and agencies: what owns practices and takes part in projects. A proposed one was "
        "written down by an author; confirm it, or join it with the one that it really is."
    )
    helps = {
        "code": _("Stands in addresses, so it is set once: small letters, digits and hyphens."),
        "name_sv": _("Only if it is called otherwise in Swedish."),
        "name_en": _("Only if it is called otherwise in English."),
        "municipality": _("The town or municipality in which it is."),
        "region": _("By it readers find the practices of a region."),
        "is_demo": _("Shown as invented content."),
    }
    list_display = ("name", "code", "kind", "municipality", "region", "n_practices", "is_demo", "on_site")
    list_filter = ("kind", ("region", admin.RelatedOnlyFieldListFilter), "is_demo")
    ordering = ("sort_key",)
    on_site = on_site

    def fill(self, request: HttpRequest, rows: list[Organisation]) -> None:
        count_practices(rows, "owner")

    @admin.display(description=_("practices"))
    def n_practices(self, place: Organisation) -> int:
        return getattr(place, "n_practices", 0)

    def view_on_site(self, place: Organisation) -> str | None:
        """Its public page; one that is only proposed has none."""
        return None if place.is_proposed else reverse("portal:organisation", args=[place.code])


@admin.register(Joining)
class JoiningAdmin(ModelAdmin):
    """Who asks to belong where: accepted or refused, never changed."""

    description = _(
        "People who say that they belong to a school or a project. Whoever is there already may answer, or you: choose "
        "rows and accept or refuse."
    )
    list_display = ("user", "address", "organisation", "project", "state", "asked_at", "decided_by_name")
    list_filter = ("state",)
    list_select_related = ("user", "organisation", "project")
    search_fields = ("user__email", "user__name", "organisation__name", "project__name")
    actions = ("accept", "refuse")

    @admin.display(description=_("e-mail address"))
    def address(self, row: Joining) -> str:
        return row.user.email

    def get_queryset(self, request: HttpRequest) -> QuerySet[Joining]:
        return super().get_queryset(request).filter(joining.decidable(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("practices.coordinate"))

    @admin.action(description=gettext_lazy("Accept"), permissions=["decide"])
    def accept(self, request: HttpRequest, rows: "QuerySet[Joining]") -> None:
        self._decide(request, rows, accepted=True)

    @admin.action(description=gettext_lazy("Refuse"), permissions=["decide"])
    def refuse(self, request: HttpRequest, rows: "QuerySet[Joining]") -> None:
        self._decide(request, rows, accepted=False)

    def _decide(self, request: HttpRequest, rows: "QuerySet[Joining]", *, accepted: bool) -> None:
        done = [row for row in rows if joining.decide(row, accepted=accepted, by=request.user)]
        state = Joining.State.ACCEPTED if accepted else Joining.State.REFUSED
        for row in done:
            told = {"state": [str(Joining.State.WAITING), str(state)]}
            changes.note(row, Change.Deed.CHANGE, by=request.user, fields=told)
        words = ngettext("%(n)d request has been answered.", "%(n)d requests have been answered.", len(done))
        messages.success(request, words % {"n": len(done)})
