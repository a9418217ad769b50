"""What the public pages keep: the texts of the site, searches that found little, and wishes of readers."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import OWN_NAMES
from polkka.kit.text import Line, Prose

LANGUAGES = list(OWN_NAMES.items())
LONGEST_MISS = 60  # characters of words that are counted
LONGEST_WORDS = 200
LONGEST_WISH = 500


class SiteText(models.Model):
    """One page of the site's own text, in Markdown."""

    class Key(models.TextChoices):
        ABOUT = "about", _("About POLKKA")
        ACCESSIBILITY = "accessibility", _("Accessibility")
        PRIVACY = "privacy", _("Privacy")
        TERMS = "terms", _("Terms")
        CONTACT = "contact", _("Contact")

    key = models.CharField(_("page"), max_length=20, choices=Key, unique=True)
    title_fi = Line(_("title in Finnish"), max_length=120)
    title_sv = Line(_("title in Swedish"), max_length=120)
    title_en = Line(_("title in English"), max_length=120)
    body_fi = Prose(_("text in Finnish"), max_length=12000)
    body_sv = Prose(_("text in Swedish"), max_length=12000)
    body_en = Prose(_("text in English"), max_length=12000)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("site text")
        verbose_name_plural = _("site texts")

    def __str__(self) -> str:
        return str(self.Key(self.key).label)


class SearchMiss(models.Model):
    """Words that found nothing or little, counted by day; nothing tells who searched."""

    day = models.DateField(_("day"), db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    words = models.CharField(_("words"), max_length=LONGEST_MISS)
    times = models.PositiveIntegerField(_("times"), default=1)
    found = models.PositiveSmallIntegerField(_("found"), default=0)

    class Meta:
        verbose_name = _("search that found little")
        verbose_name_plural = _("searches that found little")
        constraints = [models.UniqueConstraint(fields=["language", "words", "day"], name="miss_once_a_day")]

    def __str__(self) -> str:
        return self.words


class Wish(models.Model):
    """A practice that a reader looked for and did not find."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        ANSWERED = "answered", _("answered")

    once = models.CharField(max_length=64, unique=True, editable=False)
    words = Line(_("what was searched"), max_length=LONGEST_WORDS)
    purpose = Prose(_("what it is needed for"), max_length=LONGEST_WISH, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    created_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")

    def __str__(self) -> str:
        return self.words
