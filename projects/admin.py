"""Projects and who works in them. A coordinator changes those of the own coordination."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, ForeignKey, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from polkka.upkeep.curating import ModelAdmin, PublicAdmin, RightsOfOthers

from .models import CoordinationProject, Coordinator, Project, ProjectMember


def changeable(user: Any) -> Q:
    """The projects whose rows this person may change, if the role allows changing at all."""
    if user.has_perm("practices.coordinate") and not user.has_perm("practices.coordinate_all"):
        mine = Coordinator.objects.filter(user=user).values("coordination")
        return Q(coordination__in=mine) | Q(coordination=None)
    return Q()


def coordinated(user: Any) -> Q:
    """The coordinations into which this person may put a project."""
    if user.has_perm("practices.coordinate") and not user.has_perm("practices.coordinate_all"):
        return Q(pk__in=Coordinator.objects.filter(user=user).values("coordination"))
    return Q()


def _may_change(request: HttpRequest, project: Any) -> bool:
    return not isinstance(project, Project) or Project.objects.filter(changeable(request.user), pk=project.pk).exists()


CODE = _("Stands in addresses, so it is set once: small letters, digits and hyphens.")
PRECISION = _("How much of the dates is known and shown: the day, the month or the year.")


@admin.display(description=_("open"))
def on_site(model_admin: Any, row: Any) -> Any:
    """A way from a list to the public page, where there is one."""
    url = model_admin.view_on_site(row)
    return (
        format_html('<a href="{}">{}<span class="unseen"> {}</span></a>', url, _("View on site"), row) if url else "–"
    )


@admin.register(CoordinationProject)
class CoordinationProjectAdmin(PublicAdmin):
    description = _("National projects that coordinate others. Each has its own coordinators and its theme.")
    helps = {
        "code": CODE,
        "acronym": _("The short name that people use, for instance CLUE."),
        "theme": _("Whose colour and drawing its practices have."),
        "leader": _("The organisation from which it is led."),
        "precision": PRECISION,
        "ended": _("Empty while it goes on."),
        "order": _("Smaller numbers come first where coordinations are listed."),
    }
    list_display = ("acronym", "code", "theme", "leader", "started", "ended", "n_projects", "order", "on_site")
    list_filter = ("theme",)
    list_select_related = ("theme", "leader")
    search_fields = ("acronym", "code", "name_fi", "name_sv", "name_en")
    autocomplete_fields = ("leader",)
    fixed = ("code",)
    on_site = on_site

    def fill(self, request: HttpRequest, rows: list[CoordinationProject]) -> None:
        """How many projects each has: one query."""
        held = Project.objects.filter(coordination__in=[row.pk for row in rows]).order_by()
        numbers = dict(held.values_list("coordination").annotate(n=Count("pk")))
        for row in rows:
            row.n_projects = numbers.get(row.pk, 0)  # type: ignore[attr-defined]  # for the column

    @admin.display(description=_("projects"))
    def n_projects(self, row: CoordinationProject) -> int:
        return row.n_projects  # type: ignore[attr-defined,no-any-return]  # see fill

    def view_on_site(self, row: CoordinationProject) -> str:
        return reverse("portal:coordination", args=[row.code])


@admin.register(Coordinator)
class CoordinatorAdmin(RightsOfOthers, ModelAdmin):
    description = _("Who coordinates which coordination: they take up, decide and publish its practices.")
    list_display = ("user", "coordination")
    list_filter = ("coordination",)
    list_select_related = ("user", "coordination")
    search_fields = ("user__email", "user__name")


class MemberInline(RightsOfOthers, admin.StackedInline):
    """Who works in the project; the own row is shown in the list of members."""

    model = ProjectMember
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProjectMember]:
        return super().get_queryset(request).exclude(user=request.user.pk).select_related("user")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj) and super().has_delete_permission(request, obj)


Project.organisations.through._meta.get_field("organisation").verbose_name = _("organisation")


class OrganisationInline(admin.StackedInline):
    """Where the project works."""

    model = Project.organisations.through
    autocomplete_fields = ("organisation",)
    extra = 0
    verbose_name = _("organisation")
    verbose_name_plural = _("organisations")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj) and super().has_change_permission(request, obj)


class ProjectAdmin(PublicAdmin):
    """Registered by practices/admin.py, which knows what the search holds of a project."""

    description = _(
        "Projects in which practices arise. Their people write, their coordination decides. After its last day a "
        "project is only read: give it a later day if its people still write."
    )
    helps = {
        "code": CODE,
        "language": _("The language in which the name is written."),
        "coordination": _("Whose coordinators decide on its practices; empty for a project of its own."),
        "started": _("The first day."),
        "ended": _("The last day: after it nobody writes in this project any more. Empty while it goes on."),
        "precision": PRECISION,
        "funder": _("Who pays; told on the page of the project."),
        "is_demo": _("Shown as invented content."),
    }
    list_display = ("name", "code", "coordination", "region", "phase", "started", "ended", "n_practices", "on_site")
    list_filter = (
        ("coordination", admin.RelatedOnlyFieldListFilter), ("region", admin.RelatedOnlyFieldListFilter),
        ("phase", admin.RelatedOnlyFieldListFilter), ("ended", admin.EmptyFieldListFilter), "is_demo",
    )  # fmt: skip
    list_select_related = ("coordination", "region", "phase")
    search_fields = ("name", "code", "summary_fi", "summary_sv", "summary_en")
    date_hierarchy = "started"
    ordering = ("sort_key",)
    on_site = on_site
    exclude = ("organisations",)
    fixed = ("code",)
    inlines = (OrganisationInline, MemberInline)

    @admin.display(description=_("practices"))
    def n_practices(self, project: Project) -> int:
        """How many practices arose in it; counted where practices are known."""
        return getattr(project, "n_practices", 0)

    def view_on_site(self, project: Project) -> str | None:
        """Its public page; one that is only proposed has none."""
        return None if project.is_proposed else reverse("portal:project", args=[project.code])

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "coordination":
            options["queryset"] = CoordinationProject.objects.filter(coordinated(request.user))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj) and super().has_change_permission(request, obj)


@admin.register(ProjectMember)
class ProjectMemberAdmin(RightsOfOthers, ModelAdmin):
    description = _("Who works in which project. Managers and editors write its practices while it runs.")
    list_display = ("user", "project", "role")
    list_filter = ("role", ("project__coordination", admin.RelatedOnlyFieldListFilter))
    autocomplete_fields = ("project",)
    list_select_related = ("user", "project")
    search_fields = ("user__email", "user__name", "project__name")

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "project":
            options["queryset"] = Project.objects.filter(changeable(request.user))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, getattr(obj, "project", None)) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, getattr(obj, "project", None)) and super().has_delete_permission(request, obj)
