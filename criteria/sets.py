"""Criteria sets as a whole: what keeps one from being used, which one is used, and a copy to be worded anew."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polkka.kit import refusing
from polkka.kit.languages import CODES, OWN_NAMES
from polkka.upkeep import generation

from .content import content, gaps
from .models import CriteriaSet, Criterion, Frozen, LevelText

LONGEST_VERSION: int = CriteriaSet._meta.get_field("version").max_length or 0


class Refused(refusing.Refused):
    """A set that cannot be used, or copied under this name."""


def faults(criteria_set: CriteriaSet) -> list[str]:
    """Why assessments could not use this set, as sentences: without criteria or weights, or with texts missing."""
    told = content(criteria_set)
    if not told.groups:
        return [_("The set has no criteria.")]
    found = [] if any(group.weight for group in told.groups) else [_("Every criterion has the weight 0.")]
    missing = gaps(told)
    for language in CODES:
        if number := sum(gap.language == language for gap in missing):
            words = ngettext("%(language)s: %(n)d text is missing.", "%(language)s: %(n)d texts are missing.", number)
            found.append(words % {"language": OWN_NAMES[language], "n": number})
    return found


def use(criteria_set: CriteriaSet) -> None:
    """New assessments use this set from now on; those under way keep theirs. Raises Refused if it is not whole."""
    if reasons := faults(criteria_set):
        raise Refused(" ".join([_("This set cannot be used yet."), *reasons]))
    try:
        with transaction.atomic():
            CriteriaSet.objects.filter(is_current=True).exclude(pk=criteria_set.pk).update(is_current=False)
            CriteriaSet.objects.filter(pk=criteria_set.pk).update(is_current=True)
            generation.bump()
    except IntegrityError as error:
        raise Refused(_("Somebody else chose a set at the same moment. Look at the list and choose again.")) from error


def copy(criteria_set: CriteriaSet, version: str = "") -> CriteriaSet:
    """A new set with the same criteria and anchor texts, neither used nor frozen. Raises Refused if its name is taken.

    Without a name it gets the next free one.
    """
    version = version or free_name(criteria_set.version)
    try:
        with transaction.atomic():
            new = CriteriaSet.objects.get(pk=criteria_set.pk)
            new.pk, new.version, new.is_current, new.frozen_at = None, version, False, None
            new.based_on = criteria_set
            new.save(force_insert=True)
            for criterion in Criterion.objects.filter(criteria_set=criteria_set).prefetch_related("levels"):
                _copy_criterion(criterion, new)
    except IntegrityError as error:
        raise Refused(_("There is already a set with this name.")) from error
    return new


def free_name(version: str) -> str:
    """The name with the next number that no set has: 2011-2."""
    taken = set(CriteriaSet.objects.values_list("version", flat=True))
    names = (f"{version[: LONGEST_VERSION - 4]}-{number}" for number in range(2, 1000))
    return next(name for name in names if name not in taken)


def claim(criteria_set: CriteriaSet) -> None:
    """Take the row of a set for writing, within the caller's transaction. Raises Frozen if it has been used."""
    if not CriteriaSet.objects.filter(pk=criteria_set.pk, frozen_at=None).update(frozen_at=None):
        raise Frozen(_("This criteria set has been used and is frozen. Make a new set for a new wording."))


def used() -> list[CriteriaSet]:
    """The sets that readers may see: the one for new assessments, then those that have been used, the newest first."""
    rows = CriteriaSet.objects.exclude(is_current=False, frozen_at=None)
    return sorted(rows.order_by("-frozen_at", "-pk"), key=lambda row: not row.is_current)


def _copy_criterion(criterion: Criterion, new: CriteriaSet) -> None:
    levels = list(criterion.levels.all())
    values = {
        f.name: getattr(criterion, f.name)
        for f in Criterion._meta.concrete_fields
        if f.name not in ("id", "criteria_set")
    }
    made = Criterion.objects.create(criteria_set=new, **values)
    for level in levels:
        LevelText.objects.create(
            criterion=made, step=level.step, **{f"text_{code}": getattr(level, f"text_{code}") for code in CODES}
        )
