"""Assessments of a version, their answers, and the gate before them."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from criteria.models import STEPS, Criterion
from network.models import User
from polkka.kit.text import Line, Prose

from .. import permissions
from ..questions import GATE
from ..states import WAITING, AssessmentState, Kind, Verdict
from .practice import Version


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """The door to assessments."""

    def for_user(self, user: Any, verb: str = permissions.ASSESS) -> Self:
        """Own ones (see), while the version is in assessment (assess), or those of versions one decides on (decide).

        A self-check is seen through none of these: "own" are those that the person made of versions still owned.
        """
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if verb == permissions.OWN:
            return self.filter(kind=Kind.SELF, assessor=user, version__in=Version.unscoped.for_user(user, verb))
        if verb == permissions.SEE:
            return self.judging().filter(assessor=user)
        if verb == permissions.ASSESS:
            return self.judging().filter(assessor=user, version__in=Version.unscoped.for_user(user, verb))
        if verb == permissions.DECIDE:
            return self.judging().filter(version__in=Version.unscoped.for_user(user, permissions.DECIDE))
        raise ValueError(verb)

    def judging(self) -> Self:
        """Those that somebody was asked for: all but the authors' own checks."""
        return self.exclude(kind=Kind.SELF)

    def finished(self) -> Self:
        return self.judging().filter(state=AssessmentState.FINISHED)

    def waiting(self) -> Self:
        return self.judging().filter(state__in=WAITING)

    def with_answered(self) -> "models.QuerySet[Any]":
        """Each with `answered`: how many criteria have a step, or are said not to apply."""
        is_answered = Q(answers__step__isnull=False) | Q(answers__not_applicable=True)
        return self.annotate(answered=Count("answers", filter=is_answered, distinct=True))


class Assessment(models.Model):
    """One person's view of a version against the criteria."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="+", related_query_name="assessment", verbose_name=_("version")
    )
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("assessor"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PEER)
    state = models.CharField(_("state"), max_length=10, choices=AssessmentState, default=AssessmentState.ASSIGNED)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(
        _("confidence"), null=True, blank=True, choices=[(1, "1"), (2, "2"), (3, "3")]
    )
    verdict = models.CharField(_("verdict"), max_length=15, choices=Verdict, blank=True)
    praise = Prose(_("what is good"), max_length=3000, blank=True)
    suggestions = Prose(_("what would make it better"), max_length=3000, blank=True)
    reason = Prose(_("reason for abstaining"), max_length=500, blank=True)
    conflict = models.BooleanField(
        _("conflict of interest"), default=False, help_text=_("The person is not asked about this practice again.")
    )
    edit = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    accepted_at = models.DateTimeField(_("taken"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    unscoped = models.Manager.from_queryset(AssessmentQuerySet)()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["version", "assessor"], name="assessor_once"),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__in=[1, 2, 3]), name="confidence_1_to_3"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} – {self.get_kind_display()}"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody waits for it."""
        return self.state in WAITING

    @property
    def is_late(self) -> bool:
        """Whether somebody waits for it although its day has passed."""
        return self.is_waiting and self.deadline is not None and self.deadline < timezone.localdate()


class Answer(models.Model):
    """The step given to one criterion, or "not applicable", with a comment."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="answers", verbose_name=_("assessment")
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", verbose_name=_("criterion"))
    step = models.PositiveSmallIntegerField(_("step"), null=True, blank=True, choices=[(s, str(s)) for s in STEPS])
    not_applicable = models.BooleanField(_("not applicable"), default=False)
    comment = Prose(_("comment"), max_length=2000, blank=True)
    for_authors = models.BooleanField(_("for the authors"), default=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="answer_once"),
            models.CheckConstraint(condition=Q(step=None) | Q(step__in=list(STEPS)), name="step_0_to_4"),
            models.CheckConstraint(condition=Q(step=None) | Q(not_applicable=False), name="step_or_not_applicable"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {'–' if self.step is None else self.step}"


class GateAnswer(models.Model):
    """A yes or no, with its reason, to a question asked before the assessment."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="gate", verbose_name=_("version"))
    question = models.CharField(_("question"), max_length=20, choices=list(GATE))
    answer = models.BooleanField(_("yes"))
    reason = Line(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("gate answer")
        verbose_name_plural = _("gate answers")
        constraints = [models.UniqueConstraint(fields=["version", "question"], name="gate_answer_once")]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_question_display()}"
