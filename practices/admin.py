"""Practices in the admin: everything the rules write is only shown; moves are pages of their own that ask first."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from taggit.models import Tag

from polkka.upkeep.curating import ModelAdmin, PublicAdmin, ReadOnly
from polkka.upkeep.receipts import new_key
from projects.admin import ProjectAdmin
from projects.models import Project

from . import coordinating_admin as coordinating_admin
from . import workflow
from .assessment_forms import LetterForm
from .indexing import reindex
from .models import (
    Answer,
    Assessment,
    GateAnswer,
    HistoryEntry,
    Practice,
    Relation,
    Text,
    Version,
    VersionConcept,
    VersionTag,
)  # fmt: skip
from .permissions import DECIDE, SEE
from .place_admin import Proposed
from .questions import BY_CODE
from .states import MOVES, Move
from .views.lookup import whole_number
from .writing_admin import OfVersion


class Shown(ReadOnly, admin.StackedInline):
    """Rows under another one, only to be read."""

    extra = 0
    can_delete = False


class TextInline(Shown):
    model = Text


class ConceptInline(ReadOnly, admin.StackedInline):
    model = VersionConcept
    fields = ("concept", "is_main")
    extra = 0


class TagInline(ReadOnly, admin.StackedInline):
    model = VersionTag
    fields = ("tag",)
    extra = 0


class GateInline(ReadOnly, admin.StackedInline):
    model = GateAnswer
    extra = 0


class AnswerInline(ReadOnly, admin.StackedInline):
    model = Answer
    extra = 0


class RelationInline(Shown):
    model = Relation
    fk_name = "source"


@admin.register(Practice)
class PracticeAdmin(PublicAdmin):
    """The identity of a practice. A chief coordinator may mend whose it is."""

    list_display = ("public_id", "owner", "project", "is_demo", "created_at")
    list_filter = ("is_demo", "project__coordination")
    list_select_related = ("owner", "project")
    search_fields = ("public_id", "owner__name", "project__name")
    autocomplete_fields = ("owner", "project")
    readonly_fields = ("public_id", "created_at")
    inlines = (RelationInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Practice]:
        seen = Version.unscoped.for_user(request.user, SEE).values("practice")
        return super().get_queryset(request).filter(pk__in=seen)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reindex(Version.unscoped.filter(practice=form.instance))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Version)
class VersionAdmin(ReadOnly, ModelAdmin):
    """Versions, and the moves that this person may make with them."""

    list_display = ("practice", "number", "title", "state", "depth", "label", "updated_at")
    list_filter = ("state", "depth", "label", "practice__project__coordination")
    list_select_related = ("practice",)
    search_fields = ("practice__public_id", "texts__title")
    date_hierarchy = "updated_at"
    fields = (
        "practice", "number", "state", "depth", "label", "criteria_set", "builds_on", "contact_name", "contact_email",
        "created_at", "updated_at", "submitted_at", "published_at",
    )  # fmt: skip
    inlines = (ConceptInline, TagInline, TextInline, GateInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        seen = Version.unscoped.for_user(request.user, SEE).values("pk")
        return super().get_queryset(request).filter(pk__in=seen).prefetch_related("texts")

    @admin.display(description=BY_CODE["title"].label)
    def title(self, version: Version) -> str:
        return version.title

    def get_urls(self) -> list[URLPattern]:
        move = self.admin_site.admin_view(self.move)
        return [path("<int:pk>/move/<slug:name>/", move, name="practices_version_move"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        version = (
            Version.unscoped.for_user(request.user, DECIDE)
            .filter(pk=object_id if object_id.isdecimal() and object_id.isascii() else 0)
            .first()
        )
        extra = {"moves": self._moves(version, request.user) if version else [], "decided": version}
        return super().change_view(request, object_id, *args, **{**kwargs, "extra_context": extra})

    @staticmethod
    def _moves(version: Version, user: Any) -> list[Move]:
        return [move for move in workflow.legal_moves(version, user) if move.verb == DECIDE]

    def move(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask before a move and make it: the same rules as everywhere."""
        plan = MOVES.get(name)
        version = Version.unscoped.for_user(request.user, DECIDE).select_related("practice").filter(pk=pk).first()
        if plan is None or plan.verb != DECIDE or version is None:
            raise Http404
        back = reverse("admin:practices_version_change", args=[pk])
        form = LetterForm(request.POST or None)
        refusal = ""
        if request.method == "POST" and form.is_valid():
            try:
                self._make(request, version, name, form.cleaned_data["note"])
                self.message_user(request, str(plan.done), messages.SUCCESS)
                return redirect(back)
            except workflow.Refused as refused:
                refusal = str(refused)
        form.fields["note"].required = plan.needs_note
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": plan.deed, "plan": plan, "version": version, "form": form, "back": back,
            "refusal": refusal, "once": new_key(),
        }  # fmt: skip
        status = 409 if refusal else 400 if form.is_bound else 200
        return TemplateResponse(request, "admin/practices/version/move.html", context, status=status)

    @staticmethod
    def _make(request: HttpRequest, version: Version, name: str, note: str) -> None:
        seen = whole_number(request, "seen")
        once = request.POST.get("once", "")[:40] or None
        workflow.move(version, name, by=request.user, seen=-1 if seen is None else seen, note=note, once=once)


@admin.register(Assessment)
class AssessmentAdmin(ReadOnly, ModelAdmin):
    """Assessments of the practices one decides on."""

    list_display = ("version", "assessor", "kind", "state", "deadline", "verdict")
    list_filter = ("state", "kind", "verdict")
    list_select_related = ("version__practice", "assessor")
    search_fields = ("version__practice__public_id", "assessor__email", "assessor__name")
    inlines = (AnswerInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        mine = Assessment.unscoped.for_user(request.user, DECIDE).values("pk")
        return super().get_queryset(request).filter(pk__in=mine)


@admin.register(HistoryEntry)
class HistoryEntryAdmin(OfVersion):
    list_display = ("at", "practice", "number", "move", "source", "target", "by_name")
    list_filter = ("move",)
    list_select_related = ("practice",)
    search_fields = ("practice__public_id", "by_name", "note")
    date_hierarchy = "at"


@admin.register(Text)
class TextAdmin(OfVersion):
    list_display = ("title", "language", "is_original", "state", "version")
    list_filter = ("language", "is_original", "state")
    list_select_related = ("version__practice",)
    search_fields = ("title", "version__practice__public_id")


@admin.register(GateAnswer)
class GateAnswerAdmin(OfVersion):
    list_display = ("version", "question", "answer", "reason")
    list_filter = ("question", "answer")
    list_select_related = ("version__practice",)
    search_fields = ("version__practice__public_id", "reason")


@admin.register(Project)
class IndexedProjectAdmin(Proposed, ProjectAdmin):
    """A project whose change reaches the search."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reindex(Version.unscoped.filter(practice__project=form.instance))


admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(PublicAdmin):
    """Keywords. Their addresses stay as they are."""

    list_display = ("name", "slug")
    search_fields = ("name",)
    fixed = ("slug",)

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        reindex(Version.unscoped.filter(tags=obj))

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        tagged = list(Version.unscoped.filter(tags=obj).values_list("pk", flat=True))
        super().delete_model(request, obj)
        reindex(Version.unscoped.filter(pk__in=tagged))
