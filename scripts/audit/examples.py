"""Something of every sort that the database holds, for the table of pages."""

from django.db.models import QuerySet

from polkka.kit.languages import CODES
from practices import published
from practices.models import Text, Version
from practices.states import Depth, State
from projects.models import Project

FIXED = {
    "theme": "clue",
    "subtheme": "sustainable-development",
    "level": "home",
    "stage": "grades-3-6",
    "subject": "english",
    "coordination": "clue",
    "word": "luokka",
}
"""Codes of the base content, which every portal has, and a word that practices have."""


def examples() -> dict[str, str]:
    """Name → what stands in an address; a name is missing where the database has nothing of the sort."""
    found = dict(FIXED)
    shown = Version.unscoped.filter(state=State.PUBLISHED)
    changed = _changed()
    whole = _longest(shown.exclude(depth=Depth.TIP)) or _longest(shown)
    tip = _longest(shown.filter(depth=Depth.TIP))
    for name, version in (("practice", changed or whole), ("tip", tip or whole)):
        if version:
            found[name] = version.practice.public_id
            found |= _paths(name, version.practice.public_id)
    if changed:
        found["changed"] = changed.practice.public_id
    if whole:
        found["tag"] = next((str(tag.slug) for tag in whole.tags.order_by("slug")), "")
        found["organisation"] = whole.practice.owner.code
        found["project"] = whole.practice.project.code if whole.practice.project else ""
    if withdrawn := Version.unscoped.filter(state=State.WITHDRAWN).order_by("pk").first():
        found["withdrawn"] = withdrawn.practice.public_id
    if ended := Project.objects.filter(ended__isnull=False).order_by("code").first():
        found["ended"] = ended.code
    return {name: value for name, value in found.items() if value}


def _changed() -> Version | None:
    """The published version of a practice that has had another one before."""
    rows = Version.unscoped.filter(state=State.PUBLISHED)
    earlier = Version.unscoped.filter(state=State.SUPERSEDED).values("practice")
    return _longest(rows.filter(practice__in=earlier))


def _longest(rows: "QuerySet[Version]") -> Version | None:
    """The one whose method is told at greatest length."""
    texts = Text.unscoped.filter(version__in=rows, is_original=True).select_related("version__practice__owner")
    found = max(texts, key=lambda text: (len(text.method), text.pk), default=None)
    return found.version if found else None


def _paths(name: str, public_id: str) -> dict[str, str]:
    """The address of a practice in each language."""
    told = {code: published.practice(public_id, code) for code in CODES}
    return {f"{name}_path.{code}": found.card.path for code, found in told.items() if found}
