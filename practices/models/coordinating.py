"""What coordinators' work needs: planned publications, drafts that can be searched, merged keywords, loaded sheets."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from network.models import User
from polkka.kit.text import Line, Prose
from taxonomy.models import Concept

from .practice import Version


class Schedule(models.Model):
    """A version that is to be published at a time; `edit` is its edit counter when that was decided."""

    class Fault(models.TextChoices):
        """Why a planned publication did not happen."""

        CHANGED = "changed", _("the practice has changed since")
        RIGHTS = "rights", _("the person who decided may no longer decide on this practice")
        MISSING = "missing", _("something is missing in the text")
        STATE = "state", _("the practice can no longer be published from where it is")

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="+", verbose_name=_("version"))
    at = models.DateTimeField(_("to be published"), db_index=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=120)
    note = Prose(_("letter"), max_length=6000, blank=True)
    edit = models.PositiveIntegerField(editable=False)
    made_at = models.DateTimeField(_("decided"), default=timezone.now)
    fault = models.CharField(_("why it was not published"), max_length=10, choices=Fault, blank=True)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        verbose_name = _("planned publication")
        verbose_name_plural = _("planned publications")

    def __str__(self) -> str:
        return f"{self.version}: {self.at:%Y-%m-%d %H:%M}"


class DraftTerms(models.Model):
    """The analysed words of a version that is not public, for the search of those who may see it.

    `terms` are base forms between spaces, each once; `edit` is the edit counter of the version they were made from.
    """

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="+", verbose_name=_("version"))
    terms = models.TextField(_("words"), blank=True)
    edit = models.PositiveIntegerField(default=0)
    analyser = models.CharField(max_length=40, blank=True)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("words of a version")
        verbose_name_plural = _("words of versions")

    def __str__(self) -> str:
        return str(self.version)


class TagAlias(models.Model):
    """A keyword that has been merged into another one, or has become a concept: its address leads there."""

    slug = models.CharField(_("address"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=100)
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name=_("keyword")
    )
    concept = models.ForeignKey(
        Concept, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("concept")
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("merged keyword")
        verbose_name_plural = _("merged keywords")
        constraints = [
            models.CheckConstraint(
                condition=Q(tag=None, concept__isnull=False) | Q(tag__isnull=False, concept=None),
                name="alias_one_target",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.tag or self.concept}"


class Sheet(models.Model):
    """A spreadsheet that was sent in: its rows, what was made of them, and whether it has been taken back."""

    class Kind(models.TextChoices):
        ORGANISATIONS = "organisations", _("organisations")
        PROJECTS = "projects", _("projects")
        PRACTICES = "practices", _("practices")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    name = Line(_("file"), max_length=160)
    rows: Any = models.JSONField(_("rows"), default=list, editable=False, help_text="[[row number, {column: text}], …]")
    made: Any = models.JSONField(default=list, editable=False, help_text="what was made and changed, to take it back")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    about: Any = models.JSONField(default=dict, editable=False, help_text="headings by column, notes, cells not read")
    plan: Any = models.JSONField(default=list, editable=False, help_text="[[place in rows, digest of what was shown]]")
    cursor = models.PositiveIntegerField(default=0, editable=False, help_text="how much of the plan or of made is done")
    begun_at = models.DateTimeField(_("loading began"), null=True, blank=True)
    done_at = models.DateTimeField(_("loaded"), null=True, blank=True)
    undoing_at = models.DateTimeField(_("taking back began"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        ordering = ["-created_at", "-pk"]
        verbose_name = _("loaded spreadsheet")
        verbose_name_plural = _("loaded spreadsheets")

    def __str__(self) -> str:
        return self.name
