"""Criteria sets: the seven criteria, their guidance and the five anchor texts of each."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import translated
from polkka.kit.text import Line, Prose
from polkka.upkeep import generation

STEPS = (0, 1, 2, 3, 4)


class Frozen(ValidationError):
    """A set that has been used cannot change; a new wording is a new set."""


def _refuse_frozen(criteria_set: "CriteriaSet") -> None:
    if criteria_set.frozen_at:
        raise Frozen(_("This criteria set has been used and is frozen. Make a new set for a new wording."))


class CriteriaSet(models.Model):
    """One wording of the criteria. Frozen when the first practice is taken up for assessment with it."""

    version = Line(_("version"), max_length=20, unique=True)
    name_fi = Line(_("name in Finnish"), max_length=120)
    name_sv = Line(_("name in Swedish"), max_length=120)
    name_en = Line(_("name in English"), max_length=120)
    introduction_fi = Prose(_("introduction in Finnish"), max_length=3000, blank=True)
    introduction_sv = Prose(_("introduction in Swedish"), max_length=3000, blank=True)
    introduction_en = Prose(_("introduction in English"), max_length=3000, blank=True)
    scale = models.JSONField(
        _("names of the steps"), default=list, help_text='[{"fi": …, "sv": …, "en": …}, …] from 0 to 4'
    )
    is_current = models.BooleanField(_("used for new assessments"), default=False)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True, editable=False)
    based_on = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("copied from"),
    )

    class Meta:
        verbose_name = _("criteria set")
        verbose_name_plural = _("criteria sets")
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=models.Q(is_current=True), name="one_current_set")
        ]

    def __str__(self) -> str:
        return f"{translated(self, 'name')} ({self.version})"

    def freeze(self) -> None:
        """Freeze the set on its first use; readers are told the day. Later calls change nothing."""
        if CriteriaSet.objects.filter(pk=self.pk, frozen_at=None).update(frozen_at=timezone.now()):
            generation.bump()


class Criterion(models.Model):
    """One of the seven groups, with the question an assessor asks and the guidance of its sub-criteria."""

    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("criteria set")
    )
    code = models.CharField(_("code"), max_length=3)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    required = models.BooleanField(_("required"), default=True)
    name_fi = Line(_("name in Finnish"), max_length=80)
    name_sv = Line(_("name in Swedish"), max_length=80)
    name_en = Line(_("name in English"), max_length=80)
    question_fi = Line(_("question in Finnish"), max_length=300)
    question_sv = Line(_("question in Swedish"), max_length=300)
    question_en = Line(_("question in English"), max_length=300)
    guiding = models.JSONField(_("guiding questions"), default=dict, help_text='{"fi": ["…"], "sv": […], "en": […]}')
    sub_criteria = models.JSONField(
        _("sub-criteria"), default=list, help_text='[{"name": {"fi": …}, "text": {"fi": …}}, …]'
    )

    class Meta:
        ordering = ["order"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [models.UniqueConstraint(fields=["criteria_set", "code"], name="criterion_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {translated(self, 'name')}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse_frozen(self.criteria_set)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        _refuse_frozen(self.criteria_set)
        return super().delete(*args, **kwargs)


class LevelText(models.Model):
    """What one step of the scale looks like for one criterion."""

    criterion = models.ForeignKey(
        Criterion, on_delete=models.CASCADE, related_name="levels", verbose_name=_("criterion")
    )
    step = models.PositiveSmallIntegerField(_("step"), choices=[(step, str(step)) for step in STEPS])
    text_fi = Prose(_("text in Finnish"), max_length=600)
    text_sv = Prose(_("text in Swedish"), max_length=600)
    text_en = Prose(_("text in English"), max_length=600)

    class Meta:
        ordering = ["step"]
        verbose_name = _("anchor text")
        verbose_name_plural = _("anchor texts")
        constraints = [models.UniqueConstraint(fields=["criterion", "step"], name="level_text_once")]

    def __str__(self) -> str:
        return f"{self.criterion.code} {self.step}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse_frozen(self.criterion.criteria_set)
        super().save(*args, **kwargs)
