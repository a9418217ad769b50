"""Relations between practices in the admin: named by words, said both ways, suggested by likeness."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polkka.kit.languages import current
from polkka.kit.refusing import Refused
from polkka.upkeep import generation
from polkka.upkeep.curating import PublicAdmin

from . import published, relation_rules
from .models import Practice, Relation
from .picking import PracticeInput


class RelationForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker only, not when it runs
    """Two published practices and how the first stands to the second."""

    by: Any = None
    source = PracticeInput(label=capfirst(gettext_lazy("practice")), widget=forms.TextInput({"class": "vTextField"}))
    target = PracticeInput(
        label=capfirst(gettext_lazy("other practice")),
        help_text=gettext_lazy("The permanent name, the address or words of the title."),
        widget=forms.TextInput({"class": "vTextField"}),
    )

    class Meta:
        model = Relation
        fields = ("source", "kind", "target")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial |= {"source": self.instance.source.public_id, "target": self.instance.target.public_id}

    def _practice(self, name: str) -> Practice | None:
        return Practice.unscoped.filter(public_id=self.cleaned_data[name]).first()

    def clean_source(self) -> Practice | None:
        return self._practice("source")

    def clean_target(self) -> Practice | None:
        return self._practice("target")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        source, target = values.get("source"), values.get("target")
        if source and target:
            try:
                relation_rules.check(source, target, by=self.by, without=self.instance.pk)
            except Refused as refused:
                self.add_error("target", str(refused))
        return values


@admin.register(Relation)
class RelationAdmin(PublicAdmin):
    """How published practices stand to one another. Readers see it on the pages of both."""

    description = gettext_lazy("How practices stand to one another. Readers see a relation on the pages of both.")
    form = RelationForm
    list_display = ("source_title", "said", "target_title", "source", "target")
    list_display_links = ("source_title",)
    list_filter = ("kind",)
    list_select_related = ("source", "target")
    search_fields = ("source__public_id", "target__public_id")
    change_form_template = "admin/curating/relation_change_form.html"
    delete_confirmation_template = None

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Relation]":
        """Those that go out from the practices one decides on, with the titles of the published ones."""
        rows = super().get_queryset(request).filter(source__in=relation_rules.decided_by(request.user))
        return rows.annotate(
            title_from=published.title_of("source__public_id"), title_to=published.title_of("target__public_id")
        ).order_by("source__public_id", "pk")

    @admin.display(description=gettext_lazy("practice"), ordering="title_from")
    def source_title(self, row: Relation) -> str:
        return row.title_from or _("not published")  # type: ignore[attr-defined,no-any-return]  # annotated above

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def said(self, row: Relation) -> str:
        return str(relation_rules.SENTENCES[row.kind][0])

    @admin.display(description=gettext_lazy("other practice"), ordering="title_to")
    def target_title(self, row: Relation) -> str:
        return row.title_to or _("not published")  # type: ignore[attr-defined,no-any-return]  # annotated above

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        form.by = request.user
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        extra = {**(extra_context or {}), **self._around(request, object_id)}
        return super().changeform_view(request, object_id, form_url, extra)

    def _around(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        """The relations that the practice has already, both ways, and the practices most like it."""
        row = self.get_object(request, object_id) if object_id else None
        name = row.source.public_id if row else request.GET.get("source", "").upper()[:8]
        at, language = generation.seen(request), current()
        known = published.ties(name)
        alike = relation_rules.suggested(name, language, at, known)
        wanted = [name, *(tie.public_id for tie in known), *(one.public_id for one in alike)]
        cards = {card.public_id: card for card in published.cards(wanted, language, at=at)}
        add = reverse("admin:practices_relation_add")
        return {
            "source_card": cards.get(name),
            "known": [
                (str(relation_rules.SENTENCES[tie.kind][0 if tie.is_from_here else 1]), cards[tie.public_id])
                for tie in known
                if tie.public_id in cards
            ],
            "alike": [
                (cards[one.public_id], ", ".join(one.words), f"{add}?source={name}&target={one.public_id}")
                for one in alike
                if one.public_id in cards
            ],
        }
