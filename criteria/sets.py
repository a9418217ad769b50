"""Criteria sets as a whole: which one is used, and a copy to be worded anew."""

from django.db import transaction

from .models import CriteriaSet, Criterion, LevelText


def use(criteria_set: CriteriaSet) -> None:
    """New assessments use this set from now on."""
    with transaction.atomic():
        CriteriaSet.objects.filter(is_current=True).update(is_current=False)
        CriteriaSet.objects.filter(pk=criteria_set.pk).update(is_current=True)


def copy(criteria_set: CriteriaSet) -> CriteriaSet:
    """A new set with the same criteria and anchor texts, neither used nor frozen."""
    with transaction.atomic():
        new = CriteriaSet.objects.get(pk=criteria_set.pk)
        new.pk, new.version, new.is_current, new.frozen_at = None, _free_name(criteria_set.version), False, None
        new.save(force_insert=True)
        for criterion in Criterion.objects.filter(criteria_set=criteria_set).prefetch_related("levels"):
            _copy_criterion(criterion, new)
    return new


def _free_name(version: str) -> str:
    names = (f"{version[:14]}-{number}" for number in range(2, 1000))
    return next(name for name in names if not CriteriaSet.objects.filter(version=name).exists())


def _copy_criterion(criterion: Criterion, new: CriteriaSet) -> None:
    levels = list(criterion.levels.all())
    values = {
        f.name: getattr(criterion, f.name)
        for f in Criterion._meta.concrete_fields
        if f.name not in ("id", "criteria_set")
    }
    made = Criterion.objects.create(criteria_set=new, **values)
    for level in levels:
        texts = {f"text_{code}": getattr(level, f"text_{code}") for code in ("fi", "sv", "en")}
        LevelText.objects.create(criterion=made, step=level.step, **texts)
