"""Projects and who works in them. A coordinator changes those of the own coordination."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, Q, QuerySet
from django.http import HttpRequest
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


@admin.register(CoordinationProject)
class CoordinationProjectAdmin(PublicAdmin):
    list_display = ("acronym", "code", "theme", "leader", "started", "ended", "order")
    list_select_related = ("theme", "leader")
    search_fields = ("acronym", "code", "name_fi", "name_sv", "name_en")
    autocomplete_fields = ("leader",)
    fixed = ("code",)


@admin.register(Coordinator)
class CoordinatorAdmin(RightsOfOthers, ModelAdmin):
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

    list_display = ("name", "code", "coordination", "region", "started", "ended", "is_demo")
    list_filter = ("coordination", "is_demo")
    list_select_related = ("coordination", "region")
    search_fields = ("name", "code")
    exclude = ("organisations",)
    fixed = ("code",)
    inlines = (OrganisationInline, MemberInline)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "coordination":
            options["queryset"] = CoordinationProject.objects.filter(coordinated(request.user))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj) and super().has_change_permission(request, obj)


@admin.register(ProjectMember)
class ProjectMemberAdmin(RightsOfOthers, ModelAdmin):
    list_display = ("user", "project", "role")
    list_filter = ("role",)
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
