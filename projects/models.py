"""Coordination projects, development projects and who works in them."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from polkka.kit import sorting
from polkka.kit.languages import translated
from polkka.kit.text import Line, Prose
from taxonomy.models import Concept, code_validator


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


def is_over(last_day: date | None) -> bool:
    """Whether a project with this last day has ended: from then on it and its practices are only read."""
    return last_day is not None and last_day < timezone.localdate()


class CoordinationProject(models.Model):
    """A national project that coordinated others: CLUE, SCART, INTO, SVEKO."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    acronym = Line(_("acronym"), max_length=20)
    name_fi = Line(_("name in Finnish"), max_length=200)
    name_sv = Line(_("name in Swedish"), max_length=200)
    name_en = Line(_("name in English"), max_length=200)
    summary_fi = Prose(_("summary in Finnish"), max_length=2000, blank=True)
    summary_sv = Prose(_("summary in Swedish"), max_length=2000, blank=True)
    summary_en = Prose(_("summary in English"), max_length=2000, blank=True)
    theme = models.ForeignKey(
        Concept,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"vocabulary__code": "theme", "parent": None},
        verbose_name=_("theme"),
    )
    leader = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("led from"))
    started = models.DateField(_("started"))
    ended = models.DateField(_("ended"), null=True, blank=True)
    precision = models.CharField(_("precision of the dates"), max_length=5, choices=Precision, default=Precision.DAY)
    funder = Line(_("funder"), max_length=120, blank=True)
    funder_sv = Line(_("funder in Swedish"), max_length=120, blank=True)
    funder_en = Line(_("funder in English"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("coordination project")
        verbose_name_plural = _("coordination projects")

    def __str__(self) -> str:
        return self.acronym

    def funded_by(self, language: str) -> str:
        """Whose money, in `language` or as it is told otherwise ("" if it is not known)."""
        return getattr(self, f"funder_{language}", "") or self.funder


class Coordinator(models.Model):
    """A person coordinates the practices of one coordination."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    coordination = models.ForeignKey(
        CoordinationProject, on_delete=models.CASCADE, related_name="+", verbose_name=_("coordination project")
    )

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
        constraints = [models.UniqueConstraint(fields=["user", "coordination"], name="coordinator_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.coordination}"


class ProjectQuerySet(models.QuerySet["Project"]):
    """Questions about projects."""

    def running(self, today: date) -> "ProjectQuerySet":
        return self.filter(Q(ended=None) | Q(ended__gte=today))

    def ended(self, today: date) -> "ProjectQuerySet":
        return self.filter(ended__lt=today)

    def confirmed(self) -> "ProjectQuerySet":
        """Those that the public sees: not the ones only proposed."""
        return self.filter(is_proposed=False)


class Project(models.Model):
    """A development project: what makes and describes practices. Zoomi is one without a coordination."""

    code = models.CharField(_("code"), max_length=60, unique=True, validators=[code_validator])
    name = Line(_("name"), max_length=160)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    language = models.CharField(_("language of the name"), max_length=2, default="fi")
    summary_fi = Prose(_("summary in Finnish"), max_length=2000, blank=True)
    summary_sv = Prose(_("summary in Swedish"), max_length=2000, blank=True)
    summary_en = Prose(_("summary in English"), max_length=2000, blank=True)
    coordination = models.ForeignKey(
        CoordinationProject,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("coordination project"),
    )
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="projects", verbose_name=_("organisations")
    )
    region = models.ForeignKey(
        Concept,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"vocabulary__code": "region"},
        verbose_name=_("region"),
    )
    phase = models.ForeignKey(
        Concept,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"vocabulary__code": "phase"},
        verbose_name=_("phase"),
    )
    started = models.DateField(_("started"), null=True, blank=True)
    ended = models.DateField(_("ended"), null=True, blank=True)
    precision = models.CharField(_("precision of the dates"), max_length=5, choices=Precision, default=Precision.DAY)
    funder = Line(_("funder"), max_length=120, blank=True)
    funder_sv = Line(_("funder in Swedish"), max_length=120, blank=True)
    funder_en = Line(_("funder in English"), max_length=120, blank=True)
    is_proposed = models.BooleanField(
        _("proposed"), default=False, help_text=_("Somebody writes for it, and a coordinator has not looked at it yet.")
    )
    is_demo = models.BooleanField(_("demo content"), default=False)
    loaded = models.JSONField(default=dict, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sorting.key(self.name)
        super().save(*args, **kwargs)

    @property
    def has_ended(self) -> bool:
        return is_over(self.ended)

    def told(self, language: str) -> str:
        """The summary in `language` or the nearest one."""
        return translated(self, "summary", language)

    def funded_by(self, language: str) -> str:
        """Whose money, in `language` or as it is told otherwise ("" if it is not known)."""
        return getattr(self, f"funder_{language}", "") or self.funder


class ProjectMember(models.Model):
    """A person works in a project."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("project manager")
        EDITOR = "editor", _("editor")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", verbose_name=_("project"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.EDITOR)

    class Meta:
        verbose_name = _("project member")
        verbose_name_plural = _("project members")
        constraints = [models.UniqueConstraint(fields=["user", "project"], name="project_member_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.project}"


class Joining(models.Model):
    """A person says that they belong to a school or project; who is there, or a coordinator, confirms it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=120, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, project__isnull=False) | Q(organisation__isnull=False, project=None),
                name="joining_one_place",
            ),
            models.UniqueConstraint(fields=["user", "organisation"], name="joining_organisation_once"),
            models.UniqueConstraint(fields=["user", "project"], name="joining_project_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation or self.project}"
