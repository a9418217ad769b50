"""People and organisations: who there is, what they belong to and what they have undertaken."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import _user_has_module_perms, _user_has_perm  # type: ignore[attr-defined]
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polkka.kit import sorting
from polkka.kit.languages import OWN_NAMES
from polkka.kit.people import FORMER, NOWHERE, named
from polkka.kit.text import Line
from taxonomy.models import Concept, code_validator


class UserManager(BaseUserManager["User"]):
    """Makes people who sign in by a code: there are no passwords."""

    def create_user(self, email: str, **values: Any) -> "User":
        user = self.model(email=email.strip().lower(), **values)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. Rights come from duties, coordinations and projects (network/roles.py), never from a flag here."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = Line(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=list(OWN_NAMES.items()), default="fi")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    hints_hidden_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()
    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        ordering = ["email"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return named(FORMER) if self.email.endswith(NOWHERE) else self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens for this person."""
        return self.is_active and self.has_perm("polkka.admin")

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether any backend grants the permission or deed `perm`."""
        return self.is_active and bool(_user_has_perm(self, perm, obj))

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the person may see anything of the app in the admin."""
        return self.is_active and bool(_user_has_module_perms(self, app_label))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Questions about organisations."""

    def confirmed(self) -> "OrganisationQuerySet":
        """Those that the public sees: not the ones only proposed."""
        return self.filter(is_proposed=False)


class Organisation(models.Model):
    """A school, a municipality, an agency: what owns practices and takes part in projects."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("basic education school")
        UPPER_SECONDARY = "upper_secondary", _("general upper secondary school")
        VOCATIONAL = "vocational", _("vocational institution")
        MUNICIPALITY = "municipality", _("municipality")
        AGENCY = "agency", _("agency")
        OTHER = "other", _("other")

    code = models.CharField(_("code"), max_length=60, unique=True, validators=[code_validator])
    name = Line(_("name"), max_length=160)
    name_sv = Line(_("name in Swedish"), max_length=160, blank=True)
    name_en = Line(_("name in English"), max_length=160, blank=True)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SCHOOL)
    municipality = Line(_("municipality"), max_length=80, blank=True)
    municipality_sv = Line(_("municipality in Swedish"), max_length=80, blank=True)
    region = models.ForeignKey(
        Concept,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"vocabulary__code": "region"},
        verbose_name=_("region"),
    )
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("Questions about a practice come here when its contact has left.")
    )
    is_proposed = models.BooleanField(
        _("proposed"), default=False, help_text=_("Somebody writes for it, and a coordinator has not looked at it yet.")
    )
    is_demo = models.BooleanField(_("demo content"), default=False)
    loaded = models.JSONField(default=dict, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sorting.key(self.name)
        super().save(*args, **kwargs)

    def named(self, language: str) -> str:
        """The name in `language`, or the name itself."""
        return getattr(self, f"name_{language}", "") or self.name

    def place(self, language: str) -> str:
        """The municipality in `language`, or as it is named otherwise ("" if it is not known)."""
        return getattr(self, f"municipality_{language}", "") or self.municipality


class Membership(models.Model):
    """A person belongs to an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"


class Duty(models.Model):
    """What a person has undertaken for the whole portal."""

    class Kind(models.TextChoices):
        PEER = "peer", _("peer assessor")
        EXPERT = "expert", _("expert assessor")
        COUNSELLOR = "counsellor", _("counsellor")
        CHIEF = "chief", _("chief coordinator")
        ADMINISTRATOR = "administrator", _("administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duties", verbose_name=_("person"))
    kind = models.CharField(_("duty"), max_length=20, choices=Kind)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="duty_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"


class MailChoice(models.Model):
    """A kind of message that a person does not want by mail, or only once a day; what must be known is always sent."""

    class How(models.TextChoices):
        NEVER = "never", _("not by mail")
        DAILY = "daily", _("once a day")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=40)
    how = models.CharField(_("how"), max_length=10, choices=How, default=How.NEVER)

    class Meta:
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_choice_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"


class Availability(models.Model):
    """How much an assessor takes on: tasks at once, and no new ones until a day."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    most = models.PositiveSmallIntegerField(_("tasks at once"), default=3)
    paused_until = models.DateField(_("no new tasks before"), null=True, blank=True)

    class Meta:
        verbose_name = _("availability of an assessor")
        verbose_name_plural = _("availability of assessors")

    def __str__(self) -> str:
        return f"{self.user}: {self.most}"
