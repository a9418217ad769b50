"""What the public pages keep: the site’s own texts and choices, and what readers have sent or looked for."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import OWN_NAMES, translated
from polkka.kit.text import Line, Prose
from taxonomy.models import Concept

LANGUAGES = list(OWN_NAMES.items())
LONGEST_MISS = 60  # characters of words that are counted
LONGEST_WORDS = 200
LONGEST_WISH = 500
LONGEST_FEEDBACK = 2000


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
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
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


class Spearhead(models.Model):
    """A theme of the moment (kärkiteema) that coordinators lift to the front page: a concept, words, or both."""

    name_fi = Line(_("name in Finnish"), max_length=80)
    name_sv = Line(_("name in Swedish"), max_length=80)
    name_en = Line(_("name in English"), max_length=80)
    text_fi = Line(_("one sentence in Finnish"), max_length=200, blank=True)
    text_sv = Line(_("one sentence in Swedish"), max_length=200, blank=True)
    text_en = Line(_("one sentence in English"), max_length=200, blank=True)
    concept = models.ForeignKey(
        Concept, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("concept")
    )
    words = Line(_("words of the search"), max_length=LONGEST_WORDS, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("shown"), default=True)
    from_day = models.DateField(_("shown from"), null=True, blank=True)
    to_day = models.DateField(_("shown until"), null=True, blank=True)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("spearhead theme")
        verbose_name_plural = _("spearhead themes")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(concept=None) | ~models.Q(words=""),
                name="spearhead_leads_somewhere",
                violation_error_message=_("Choose a concept or write the words of a search."),
            )
        ]

    def __str__(self) -> str:
        return translated(self, "name")


class Pick(models.Model):
    """A published practice that coordinators recommend on the front page, with a word why."""

    public_id = models.CharField(_("practice"), max_length=8, unique=True)
    why_fi = Line(_("why, in Finnish"), max_length=160, blank=True)
    why_sv = Line(_("why, in Swedish"), max_length=160, blank=True)
    why_en = Line(_("why, in English"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    from_day = models.DateField(_("shown from"), null=True, blank=True)
    to_day = models.DateField(_("shown until"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("pick")
        verbose_name_plural = _("picks")

    def __str__(self) -> str:
        return self.public_id


class Feedback(models.Model):
    """What a reader wrote of the site, of its accessibility or of a problem with one practice."""

    class Kind(models.TextChoices):
        GENERAL = "general", _("feedback")
        ACCESSIBILITY = "accessibility", _("accessibility")
        PROBLEM = "problem", _("problem with a practice")

    class State(models.TextChoices):
        NEW = "new", _("new")
        ANSWERED = "answered", _("answered")

    once = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.GENERAL)
    public_id = models.CharField(_("practice"), max_length=8, blank=True)
    page = Line(_("page"), max_length=300, blank=True)
    text = Prose(_("message"), max_length=LONGEST_FEEDBACK)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    created_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%Y-%m-%d}"


class Redirect(models.Model):
    """An address of the site that is no more, and where it leads now."""

    old = models.CharField(_("old address"), max_length=300, unique=True, help_text=_("Without the name of the site."))
    new = models.CharField(_("new address"), max_length=300, help_text=_("Without the name of the site."))
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["old"]
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Banner(models.Model):
    """A message at the top of every public page for some days."""

    class Kind(models.TextChoices):
        NEWS = "news", _("news")
        WARNING = "warning", _("disturbance")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEWS)
    text_fi = Line(_("text in Finnish"), max_length=240)
    text_sv = Line(_("text in Swedish"), max_length=240)
    text_en = Line(_("text in English"), max_length=240)
    url = models.CharField(_("link"), max_length=300, blank=True)
    from_at = models.DateTimeField(_("shown from"), null=True, blank=True)
    to_at = models.DateTimeField(_("shown until"), null=True, blank=True)
    active = models.BooleanField(_("shown"), default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("banner")
        verbose_name_plural = _("banners")

    def __str__(self) -> str:
        return translated(self, "text")
