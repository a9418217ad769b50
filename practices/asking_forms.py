"""Whom to ask and by when, and how those stand who have been asked: what the coordinators' pages show of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit.forms import DayField, check_within_a_year
from polkka.upkeep.addressed import is_key

from . import asking, assessors
from .assessors import Candidate
from .models import Assessment, Version
from .permissions import DECIDE
from .states import Kind

DAYS_TO_ASSESS = 14


def check_to_come(day: date) -> None:
    """Raise ValidationError for a day that has passed."""
    if day < timezone.localdate():
        raise forms.ValidationError(_("This day has passed. Give a day to come."))


class Deadline(DayField):
    """The day by which somebody is to have assessed."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Deadline"),
            initial=lambda: timezone.localdate() + timedelta(days=DAYS_TO_ASSESS),
            validators=[check_to_come, check_within_a_year],
        )


class DeadlineForm(forms.Form):
    """Another day for somebody who has been asked."""

    until = Deadline()


class People(forms.ModelMultipleChoiceField):
    """People who may assess; the page draws their boxes from the candidates of the form."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        """What cannot be a key is of nobody."""
        if not all(is_key(str(key)) for key in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_pk_value"])
        return super().clean(value)

    def label_from_instance(self, user: User) -> str:
        return f"{user} ({Kind(assessors.duty_for(user)).label})"


class AssessorsForm(forms.Form):
    """Whom to ask, one or several, and by when; of the candidates the best is ticked where a third view is wanted."""

    assessor = People(
        queryset=User.objects.none(),
        label=_("Assessors"),
        error_messages={
            "required": _("Choose a person."),
            "invalid_choice": _("This person cannot assess this practice."),
            "invalid_pk_value": _("This person cannot assess this practice."),
        },
    )
    deadline = Deadline()

    def __init__(self, candidates: Sequence[Candidate], data: Any = None, *, wants_third: bool = False) -> None:
        ticked = asking.suggested(candidates) if wants_third else []
        super().__init__(data, initial={"assessor": ticked})
        self.candidates, self.wants_third = candidates, wants_third
        known = User.objects.filter(pk__in=[one.user.pk for one in candidates])
        self.fields["assessor"].queryset = known.prefetch_related("duties")  # type: ignore[attr-defined]

    def clean_assessor(self) -> list[User]:
        people = list(self.cleaned_data["assessor"])
        reasons = {one.user.pk: one.reason for one in self.candidates}
        for user in people:
            if reason := reasons.get(user.pk):
                raise forms.ValidationError(f"{user} {reason}.")
        return people

    def boxes(self) -> list[tuple[Candidate, bool]]:
        """Each candidate, and whether the box is ticked."""
        chosen = {str(value) for value in self["assessor"].value() or ()}
        return [(one, str(one.user.pk) in chosen) for one in self.candidates]


@dataclass(frozen=True)
class Asked:
    """Somebody who has been asked: how many of the criteria are answered, and whether the day has passed."""

    assessment: Assessment
    answered: int
    is_waiting: bool
    is_late: bool


@dataclass(frozen=True)
class Room:
    """Everything about the assessors of a version for those who decide; `form` is None once it is decided.

    `left_out` is how many assessors are not offered because of a tie.
    """

    asked: list[Asked]
    form: AssessorsForm | None
    criteria: int
    wants_third: bool
    has_early_experts: bool
    left_out: int


def room(version: Version, by: User, form: AssessorsForm | None = None) -> Room:
    """The assessors of a version; `form` shows one back with its faults. The same queries for one and for many."""
    form = form or ask_form(version, by)
    shown = asked(version, by)
    everybody = User.objects.filter(is_active=True, duties__kind__in=assessors.KINDS).exclude(pk=by.pk).distinct()
    free = {one.user.pk for one in form.candidates}
    others = everybody.exclude(pk__in={row.assessment.assessor_id for row in shown} - free)
    has_experts = any(one.is_expert for one in form.candidates)
    return Room(
        asked=shown,
        form=form,
        criteria=version.criteria_set.criteria.count() if version.criteria_set else 0,
        wants_third=form.wants_third,
        has_early_experts=has_experts and not assessors.expert_may(version),
        left_out=max(0, others.count() - len(form.candidates)),
    )


def ask_form(version: Version, by: User, data: Any = None) -> AssessorsForm:
    """The form over those who may be asked now."""
    return AssessorsForm(assessors.listed(version, by), data, wants_third=asking.wants_third(version))


def asked(version: Version, by: User) -> list[Asked]:
    """Those who have been asked, in the order of asking: one query."""
    rows = Assessment.unscoped.for_user(by, DECIDE).filter(version=version).select_related("assessor")
    counted = rows.with_answered().order_by("created_at", "pk")
    return [Asked(row, row.answered, row.is_waiting, row.is_late) for row in counted]
