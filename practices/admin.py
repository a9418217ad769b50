"""Practices in the admin: everything the rules write is only shown, and told in lists one can work with."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from polkka.upkeep.curating import ModelAdmin, PublicAdmin, ReadOnly
from projects.admin import ProjectAdmin
from projects.models import Project

from . import concept_admin as concept_admin
from . import coordinating_admin as coordinating_admin
from . import criteria_admin as criteria_admin
from . import relation_admin as relation_admin
from . import sheet_admin as sheet_admin
from . import tag_admin as tag_admin
from . import version_admin as version_admin
from .admin_filters import ByMove, by_scope
from .indexing import reindex
from .models import Answer, Assessment, GateAnswer, HistoryEntry, Practice, Relation, Text, Version
from .permissions import DECIDE, SEE
from .place_admin import Proposed, count_practices
from .questions import BY_CODE
from .states import State
from .version_admin import decision
from .writing_admin import OfVersion, Searched, in_words


class AnswerInline(ReadOnly, admin.StackedInline):
    model = Answer
    extra = 0


class RelationInline(ReadOnly, admin.StackedInline):
    model = Relation
    fk_name = "source"
    extra = 0
    can_delete = False
    show_change_link = True


@admin.register(Practice)
class PracticeAdmin(PublicAdmin, Searched):
    """The identity of a practice. A chief coordinator may mend whose it is."""

    description = _(
        "A practice is a permanent name and whose it is; what is told of it stands in its versions. Owner and project "
        "are mended here, which changes who may write it."
    )
    helps = {
        "owner": _("The school or other organisation under whose name readers see the practice."),
        "project": _("The project in which it arose; its people may write the practice, and its coordination decides."),
        "is_demo": _("Shown as invented content."),
    }
    list_display = ("what", "public_id", "standing", "versions", "owner", "project", "is_demo", "created_at")
    list_filter = (
        by_scope("project"), ("project__coordination", admin.RelatedOnlyFieldListFilter), "is_demo",
        ("project", admin.EmptyFieldListFilter),
    )  # fmt: skip
    list_select_related = ("owner", "project")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("owner", "project")
    readonly_fields = ("public_id", "created_at")
    inlines = (RelationInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Practice]:
        seen = Version.unscoped.for_user(request.user, SEE).values("practice")
        return super().get_queryset(request).filter(pk__in=seen)

    def fill(self, request: HttpRequest, rows: list[Practice]) -> None:
        """The versions that this person sees, with their titles: two queries."""
        seen = Version.unscoped.for_user(request.user, SEE).filter(practice__in=[row.pk for row in rows])
        held: dict[int, list[Version]] = {}
        for version in seen.prefetch_related("texts").order_by("number"):
            held.setdefault(version.practice_id, []).append(version)
        for row in rows:
            row.seen = held.get(row.pk, [])  # type: ignore[attr-defined]  # for the columns

    @admin.display(description=BY_CODE["title"].label)
    def what(self, practice: Practice) -> str:
        return next((v.title for v in reversed(practice.seen) if v.title), practice.public_id)  # type: ignore[attr-defined]

    @admin.display(description=_("state"))
    def standing(self, practice: Practice) -> str:
        """The state of the newest version, and that another one is public meanwhile."""
        states = [State(version.state) for version in practice.seen]  # type: ignore[attr-defined]  # see fill
        told = [str(states[-1].label)] if states else []
        if State.PUBLISHED in states[:-1]:
            told.append(str(State.PUBLISHED.label))
        return ", ".join(told) or "–"

    @admin.display(description=_("versions"))
    def versions(self, practice: Practice) -> Any:
        """How many there are, and the list of them."""
        url = reverse("admin:practices_version_changelist")
        return format_html('<a href="{}?q={}">{}</a>', url, practice.public_id, len(practice.seen))  # type: ignore[attr-defined]

    def view_on_site(self, practice: Practice) -> str:
        return reverse("permanent", args=[practice.public_id])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reindex(Version.unscoped.filter(practice=form.instance))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Assessment)
class AssessmentAdmin(OfVersion):
    """Assessments of the practices one decides on."""

    description = _(
        "Who has been asked to assess what, until when, and what came of it. Only those who decide see this list: "
        "authors and other assessors never learn who assessed."
    )
    list_display = ("what", "version", "assessor", "kind", "state", "due", "verdict", "finished_at", "open")
    list_filter = (by_scope("version__practice__project"), "state", "kind", "verdict", "conflict")
    list_select_related = ("version__practice", "assessor")
    search_fields = ("assessor__email", "assessor__name")
    date_hierarchy = "created_at"
    ordering = (F("deadline").desc(nulls_last=True), "-pk")
    inlines = (AnswerInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        mine = Assessment.unscoped.for_user(request.user, DECIDE).values("pk")
        return ModelAdmin.get_queryset(self, request).filter(pk__in=mine)

    @admin.display(description=_("deadline"), ordering="deadline")
    def due(self, assessment: Assessment) -> Any:
        """The day, and that it has passed while somebody is waited for."""
        day = assessment.deadline
        return format_html("{} <strong>{}</strong>", date_format(day), _("late")) if day and assessment.is_late else day

    @admin.display(description=_("open"))
    def open(self, assessment: Assessment) -> Any:
        return format_html('<a href="{}">{}</a>', decision(assessment.version), _("Decide"))


@admin.register(HistoryEntry)
class HistoryEntryAdmin(OfVersion):
    description = _("Every move of every version: who made it, when, and the letter that went with it. It only grows.")
    list_display = ("at", "what", "practice", "number", "done", "source", "target", "by_name", "words")
    list_filter = (ByMove, "target")
    list_select_related = ("practice", "version__practice")
    search_fields = ("by_name", "note")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    done = in_words(_("move"), "move")
    spoken: ClassVar[dict[str, str]] = {"move": "done"}

    @admin.display(description=_("letter or reason"))
    def words(self, entry: HistoryEntry) -> str:
        return Truncator(entry.note).chars(80)


@admin.register(Text)
class TextAdmin(OfVersion):
    description = _("What a version says in one language. Texts are written and translated by their authors, not here.")
    list_display = ("title", "language", "is_original", "state", "version", "standing")
    list_filter = ("language", "is_original", "state", "version__state")
    list_select_related = ("version__practice",)
    ordering = ("-version__updated_at", "-pk")

    @admin.display(description=_("state of the version"), ordering="version__state")
    def standing(self, text: Text) -> str:
        return str(text.version.get_state_display())


@admin.register(GateAnswer)
class GateAnswerAdmin(OfVersion):
    description = _("The five questions that were answered before a practice was taken up for assessment.")
    list_display = ("what", "version", "question", "answer", "reason")
    list_filter = ("question", "answer")
    list_select_related = ("version__practice",)
    search_fields = ("reason",)
    ordering = ("-version__updated_at", "version", "question")


@admin.register(Project)
class IndexedProjectAdmin(Proposed, ProjectAdmin):
    """A project whose change reaches the search."""

    def fill(self, request: HttpRequest, rows: list[Project]) -> None:
        count_practices(rows, "project")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reindex(Version.unscoped.filter(practice__project=form.instance))
