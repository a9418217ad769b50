"""Practices, their versions and texts. Read through `for_user()` or practices.published."""

import secrets
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from criteria.models import CriteriaSet
from network.models import Organisation
from polkka.kit.languages import OWN_NAMES
from polkka.kit.text import Line, Prose
from projects.models import Project
from taxonomy.models import Concept

from .. import permissions
from ..questions import BY_CODE
from ..states import OPEN, Depth, Label, State

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that an address can be read aloud."""
LANGUAGES = list(OWN_NAMES.items())


def new_public_id() -> str:
    """Eight characters; not a secret, only a name that is never used again."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


class Practice(models.Model):
    """The identity of a practice: its permanent name and whose it is."""

    public_id = models.CharField(_("permanent name"), max_length=8, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner"))
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    is_demo = models.BooleanField(_("demo content"), default=False)
    source_id = models.CharField(max_length=80, unique=True, null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(
        _("shown to the coordinators"), null=True, blank=True, editable=False, help_text="coordinators see the draft"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    def __str__(self) -> str:
        return self.public_id

    @property
    def has_ended(self) -> bool:
        """Whether its project has, so that it is only read (permissions.is_running asks the database the same)."""
        return self.project is not None and self.project.has_ended


class VersionQuerySet(models.QuerySet["Version"]):
    """The door to versions: ask with the person and the verb."""

    def for_user(self, user: Any, verb: str = permissions.SEE) -> Self:
        """The versions with which `user` may do `verb` (see, write, assess, decide)."""
        return self.filter(permissions.condition(user, verb)).distinct()

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def awaiting(self) -> Self:
        """What waits for a coordinator."""
        return self.filter(state__in=[State.SUBMITTED, State.IN_ASSESSMENT])

    def with_texts(self) -> Self:
        """Texts and concepts read along: two queries more, however many versions."""
        chosen = models.Prefetch("chosen", VersionConcept.objects.select_related("concept__vocabulary"))
        return self.select_related("practice").prefetch_related("texts", chosen)

    def with_words(self) -> Self:
        """Texts, concepts and keywords read along: three queries more, however many versions."""
        return self.with_texts().prefetch_related("tags")

    def to_write(self) -> Self:
        """As `with_words`, and what was typed and is no answer yet: one query more."""
        return self.with_words().prefetch_related("rough")

    def newest_first(self) -> Self:
        return self.order_by("-updated_at", "-pk")


class Version(models.Model):
    """One version of a practice. Its state is written by workflow.move() alone."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+", verbose_name=_("practice"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.DRAFT, editable=False)
    depth = models.CharField(_("depth"), max_length=10, choices=Depth, default=Depth.PRACTICE)
    label = models.CharField(_("label"), max_length=10, choices=Label, blank=True, editable=False)
    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("criteria set")
    )
    builds_on = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("made from")
    )
    assessed_as = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("assessed as"),
        help_text=_("The version whose assessment holds for this one too: this is a small correction of it."),
    )
    contact_name = Line(_("contact"), max_length=BY_CODE["contact_name"].limit, blank=True)
    contact_email = Line(_("contact’s e-mail address"), max_length=BY_CODE["contact_email"].limit, blank=True)
    aside = Prose(_("text not yet placed"), max_length=60_000, blank=True, editable=False)
    declared: Any = models.JSONField(default=dict, blank=True, editable=False, help_text="what the authors assured")
    edit = models.PositiveIntegerField(default=0, editable=False, help_text="grows with every save and every move")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    concepts = models.ManyToManyField(Concept, through="VersionConcept", related_name="+", verbose_name=_("concepts"))
    tags = TaggableManager(through="VersionTag", blank=True, verbose_name=_("keywords"), related_name="+")

    unscoped = models.Manager.from_queryset(VersionQuerySet)()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["practice"], condition=Q(state__in=[str(s) for s in OPEN]), name="one_open_version"
            ),
            models.UniqueConstraint(fields=["practice"], condition=Q(state="published"), name="one_published_version"),
        ]
        indexes = [models.Index(fields=["state", "-updated_at"], name="version_by_state")]

    def __str__(self) -> str:
        return f"{self.practice.public_id}/{self.number}"

    @property
    def original(self) -> "Text":
        """The text in the language it was written in (from the prefetched texts when there are any)."""
        return next(text for text in self.texts.all() if text.is_original)

    @property
    def title(self) -> str:
        return self.original.title

    @property
    def judged_pk(self) -> int:
        """The version whose assessments hold for this one: itself, or the one of which it is a small correction.

        A correction of a correction names the first one, so that one step leads to it.
        """
        return self.assessed_as_id or self.pk


class VersionConcept(models.Model):
    """A concept chosen for a version; one level is the main one."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="chosen", verbose_name=_("version"))
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+", verbose_name=_("concept"))
    is_main = models.BooleanField(_("main level"), default=False)

    class Meta:
        verbose_name = _("chosen concept")
        verbose_name_plural = _("chosen concepts")
        constraints = [
            models.UniqueConstraint(fields=["version", "concept"], name="concept_chosen_once"),
            models.UniqueConstraint(fields=["version"], condition=Q(is_main=True), name="one_main_level"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.concept}"


class VersionTag(ItemBase):
    """A keyword of a version."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="version_tags")
    content_object = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("keyword of a version")
        verbose_name_plural = _("keywords of versions")
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="tag_once")]

    def __str__(self) -> str:
        return str(self.tag)


def _prose(code: str) -> Prose:
    return Prose(BY_CODE[code].label, max_length=BY_CODE[code].limit, blank=True)


def _rows(code: str) -> Any:
    return models.JSONField(BY_CODE[code].label, default=list, blank=True)


class Text(models.Model):
    """A version in one language: the answers to the guided questions as columns."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CURRENT = "current", _("current")
        SUMMARY = "summary", _("title and summary only")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="texts", verbose_name=_("version"))
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    is_original = models.BooleanField(_("original"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CURRENT)
    sources: Any = models.JSONField(default=dict, blank=True, editable=False, help_text="code → digest translated from")
    renewal: Any = models.JSONField(
        default=dict, blank=True, editable=False, help_text="not yet public; see sources.renewed"
    )
    title = Line(BY_CODE["title"].label, max_length=BY_CODE["title"].limit, blank=True)
    summary = _prose("summary")
    challenge = _prose("challenge")
    method = _prose("method")
    steps = _rows("steps")
    result = _prose("result")
    curriculum = _prose("curriculum")
    participation = _prose("participation")
    partners = _rows("partners")
    partners_note = _prose("partners_note")
    resources = _prose("resources")
    pitfalls = _prose("pitfalls")
    when_not = _prose("when_not")
    first_monday = _prose("first_monday")
    rooting = _prose("rooting")
    builds_on = _prose("builds_on")
    materials = _prose("materials")
    links = _rows("links")
    safety = _prose("safety")
    story = _prose("story")
    dissemination = _prose("dissemination")

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="text_language_once"),
            models.UniqueConstraint(fields=["version"], condition=Q(is_original=True), name="one_original"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.version} {self.language}"


class Relation(models.Model):
    """How one practice stands to another: "source builds on target"."""

    class Kind(models.TextChoices):
        BUILDS_ON = "builds_on", _("builds on")
        APPLIES = "applies", _("applies")
        COMPLEMENTS = "complements", _("complements")
        REPLACES = "replaces", _("replaces")
        REQUIRES = "requires", _("requires")

    source = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+", verbose_name=_("practice"))
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    target = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+", verbose_name=_("other practice"))

    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="relation_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="relation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"
