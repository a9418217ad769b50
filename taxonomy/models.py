"""Vocabularies and concepts: themes, levels, stages and all the rest, as data in three languages."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import translated
from polkka.kit.text import Line, Prose

code_validator = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters a–z, digits and hyphens."))


class Vocabulary(models.Model):
    """A list of concepts; a facet of the search when `is_facet` is on."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    name_fi = Line(_("name in Finnish"), max_length=80)
    name_sv = Line(_("name in Swedish"), max_length=80)
    name_en = Line(_("name in English"), max_length=80)
    is_facet = models.BooleanField(_("is a facet of the search"), default=False)
    many = models.BooleanField(_("several may be chosen"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    loaded = models.JSONField(default=dict, editable=False, help_text="The values last loaded from content/.")

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("vocabulary")
        verbose_name_plural = _("vocabularies")

    def __str__(self) -> str:
        return translated(self, "name")


class Concept(models.Model):
    """One term of a vocabulary, with what it means and the other words for it."""

    class Colour(models.TextChoices):
        CLUE = "clue", _("green")
        SCART = "scart", _("rust")
        INTO = "into", _("blue")
        SVEKO = "sveko", _("magenta")

    vocabulary = models.ForeignKey(
        Vocabulary, on_delete=models.PROTECT, related_name="concepts", verbose_name=_("vocabulary")
    )
    code = models.CharField(_("code"), max_length=60, validators=[code_validator])
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        verbose_name=_("broader concept"),
    )
    name_fi = Line(_("name in Finnish"), max_length=120)
    name_sv = Line(_("name in Swedish"), max_length=120)
    name_en = Line(_("name in English"), max_length=120)
    long_fi = Line(_("long name in Finnish"), max_length=200, blank=True)
    long_sv = Line(_("long name in Swedish"), max_length=200, blank=True)
    long_en = Line(_("long name in English"), max_length=200, blank=True)
    definition_fi = Prose(_("definition in Finnish"), max_length=600, blank=True)
    definition_sv = Prose(_("definition in Swedish"), max_length=600, blank=True)
    definition_en = Prose(_("definition in English"), max_length=600, blank=True)
    introduction_fi = Prose(_("introduction in Finnish"), max_length=4000, blank=True)
    introduction_sv = Prose(_("introduction in Swedish"), max_length=4000, blank=True)
    introduction_en = Prose(_("introduction in English"), max_length=4000, blank=True)
    alternatives_fi = models.JSONField(_("other words in Finnish"), default=list, blank=True)
    alternatives_sv = models.JSONField(_("other words in Swedish"), default=list, blank=True)
    alternatives_en = models.JSONField(_("other words in English"), default=list, blank=True)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, blank=True)
    uri = models.CharField(_("concept URI"), max_length=200, blank=True, validators=[URLValidator()])
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    explained = models.BooleanField(
        _("explain in texts"),
        default=False,
        help_text=_("Needs a definition. Leave off for everyday words with an everyday meaning."),
    )
    active = models.BooleanField(_("in use"), default=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("replaced by")
    )
    loaded = models.JSONField(default=dict, editable=False, help_text="The values last loaded from content/.")

    class Meta:
        ordering = ["vocabulary__order", "order", "code"]
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="concept_code_once")]

    def __str__(self) -> str:
        return translated(self, "name")

    def in_place(self) -> "Concept":
        """The concept of the same vocabulary that stands in the place of this one: itself unless it is replaced."""
        last, passed = self, {self.pk}
        while (
            last.replaced_by
            and last.replaced_by.pk not in passed
            and last.replaced_by.vocabulary_id == self.vocabulary_id
        ):
            last = last.replaced_by
            passed.add(last.pk)
        return last

    def clean(self) -> None:
        above = self.parent
        while above is not None:
            if above.pk == self.pk and self.pk:
                raise ValidationError({"parent": _("A concept cannot stand under itself.")})
            above = above.parent
        if self.parent and self.parent.vocabulary_id != self.vocabulary_id:
            raise ValidationError({"parent": _("The broader concept must be of the same vocabulary.")})


class Gain(models.Model):
    """What one group of people in a school gets from a concept, shown on the page of a theme."""

    class Who(models.TextChoices):
        PUPIL = "pupil", _("the pupil")
        TEACHER = "teacher", _("the teacher")
        PRINCIPAL = "principal", _("the principal")

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="gains", verbose_name=_("concept"))
    who = models.CharField(_("who"), max_length=10, choices=Who)
    text_fi = Prose(_("text in Finnish"), max_length=400)
    text_sv = Prose(_("text in Swedish"), max_length=400)
    text_en = Prose(_("text in English"), max_length=400)
    loaded = models.JSONField(default=dict, editable=False, help_text="The values last loaded from content/.")

    class Meta:
        verbose_name = _("gain")
        verbose_name_plural = _("gains")
        constraints = [models.UniqueConstraint(fields=["concept", "who"], name="gain_once")]

    def __str__(self) -> str:
        return f"{self.concept}: {self.get_who_display()}"
