"""Taking a loaded sheet back: what nobody has used or changed since is removed, or put back as it was."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.apps import apps
from django.db import transaction
from django.db.models import F, Model, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Organisation
from polkka.kit.refusing import Refused
from polkka.upkeep import changes, generation
from polkka.upkeep.models import Change
from projects.models import Project

from ..indexing import mark
from ..models import Attachment, Author, Comment, Invitation, Sheet, Version
from ..states import State
from .plain import attribute, put

LASTS: Final = timedelta(days=1)
"""How long after loading a sheet can be taken back."""
AT_ONCE: Final = 100
PLAIN: dict[str, type[Model]] = {model._meta.label_lower: model for model in (Organisation, Project)}
PRACTICE: Final = "practices.practice"
PROJECT: Final = "projects.project"


@dataclass(frozen=True)
class Outlook:
    """What taking back would do: numbers of rows to remove and to put back, and (name, why) of those that stay."""

    removed: int
    restored: int
    left: list[tuple[str, str]]


def can_be(sheet: Sheet) -> bool:
    """Whether the sheet can still be taken back."""
    is_fresh = sheet.done_at is not None and timezone.now() - sheet.done_at <= LASTS
    return is_fresh and sheet.undoing_at is None and any("key" in one for one in sheet.made)


def outlook(sheet: Sheet) -> Outlook:
    """What taking the sheet back would do now."""
    made = [one for one in sheet.made if "key" in one]
    kept = reasons(made)
    going = [one for one in made if one["key"] not in kept]
    left = [(one["name"], kept[one["key"]]) for one in made if one["key"] in kept]
    removed = sum(one["before"] is None for one in going)
    return Outlook(removed, len(going) - removed, left)


def begin(sheet: Sheet) -> None:
    """Decide to take the sheet back. Raises Refused."""
    if not can_be(sheet):
        raise Refused(_("This can no longer be taken back: a day has gone by since it was loaded."))
    Sheet.unscoped.filter(pk=sheet.pk, undoing_at=None).update(undoing_at=timezone.now(), cursor=0)


def step(sheet: Sheet) -> bool:
    """Take the next rows back; false when there is nothing more."""
    some = sheet.made[sheet.cursor : sheet.cursor + AT_ONCE]
    mine = Sheet.unscoped.filter(pk=sheet.pk, cursor=sheet.cursor, undone_at=None)
    if not some:
        mine.update(undone_at=timezone.now())
        return False
    with transaction.atomic():
        if not mine.update(cursor=sheet.cursor + len(some)):
            return True
        told = _taken_back(sheet, some)
        made = [*sheet.made[: sheet.cursor], *told, *sheet.made[sheet.cursor + len(some) :]]
        Sheet.unscoped.filter(pk=sheet.pk).update(made=made)
        mark_old(told)
        generation.bump()
    return True


def _taken_back(sheet: Sheet, some: list[dict[str, Any]]) -> list[dict[str, Any]]:
    made = [one for one in some if "key" in one]
    kept = reasons(made)
    gone = [one for one in made if one["before"] is None and one["key"] not in kept]
    kept |= _removed(sheet, gone)
    for one in made:
        if one["before"] is not None and one["key"] not in kept and not _restored(sheet, one):
            kept[one["key"]] = _("Somebody has changed this meanwhile.")
    return [one | {"left": kept[one["key"]]} if one.get("key") in kept else one for one in some]


def _removed(sheet: Sheet, made: list[dict[str, Any]]) -> dict[int, str]:
    """Delete rows that are new; {key: why} of those that could not be."""
    kept: dict[int, str] = {}
    for label in sorted({one["model"] for one in made}):
        model: Any = apps.get_model(label)
        some = [one for one in made if one["model"] == label]
        if label == PRACTICE:
            kept |= {one["key"]: _("Somebody has gone on with the draft.") for one in some if not _claimed(one)}
        keys = [one["key"] for one in some if one["key"] not in kept]
        rows = model._base_manager.filter(pk__in=keys)
        try:
            with transaction.atomic():
                changes.note_all(rows.order_by("pk"), Change.Deed.DELETE, by=sheet.by)
                rows.delete()
        except ProtectedError as error:
            if len(made) == 1:
                return {made[0]["key"]: _("It is used already.")}
            del error
            for one in made:
                kept |= _removed(sheet, [one])
    return kept


def _claimed(one: dict[str, Any]) -> bool:
    """One conditional UPDATE: true if the draft still stands as it was left, and nobody writes in it any more."""
    drafts = Version.unscoped.filter(practice=one["key"], state=State.DRAFT, edit=one["mark"])
    return drafts.update(edit=F("edit") + 1) == 1


def _restored(sheet: Sheet, one: dict[str, Any]) -> bool:
    """Put fields back that still hold what the sheet wrote; whether they did."""
    model: Any = PLAIN[one["model"]]
    row = model._base_manager.get(pk=one["key"])
    held = changes.snapshot(row)
    before, after = one["before"], one["after"]
    several = _several(model) & set(before)
    single = [name for name in before if name not in several]
    if not put(row, {name: after[name] for name in single}, {name: before[name] for name in single}):
        return False
    for name in several:
        getattr(row, name).set(before[name])
    told = changes.pairs(model, held, changes.snapshot(model._base_manager.get(pk=one["key"])))
    changes.note(row, Change.Deed.CHANGE, by=sheet.by, fields=told)
    return True


def _several(model: Any) -> set[str]:
    return {field.name for field in model._meta.many_to_many}


def reasons(made: Iterable[dict[str, Any]]) -> dict[int, str]:
    """{key: why} of the rows that stay as they are: used or changed since, or no longer there."""
    kept: dict[int, str] = {}
    by_model: dict[str, list[dict[str, Any]]] = {}
    for one in made:
        by_model.setdefault(one["model"], []).append(one)
    for label, some in by_model.items():
        kept |= _of_practices(some) if label == PRACTICE else _of_plain(PLAIN[label], some)
    return kept


def _of_plain(model: Any, made: list[dict[str, Any]]) -> dict[int, str]:
    several = sorted(_several(model))
    held = {row.pk: row for row in model._base_manager.filter(pk__in=_keys(made)).prefetch_related(*several)}
    used = _used(model, [one["key"] for one in made if one["before"] is None])
    kept: dict[int, str] = {}
    for one in made:
        row = held.get(one["key"])
        if row is None:
            kept[one["key"]] = _("It is no longer there.")
        elif _differs(row, one["after"], several):
            kept[one["key"]] = _("Somebody has changed this meanwhile.")
        elif one["key"] in used:
            kept[one["key"]] = _("It is used already.")
    return kept


def _keys(made: Iterable[dict[str, Any]]) -> list[int]:
    return [one["key"] for one in made]


def _differs(row: Any, after: dict[str, Any], several: list[str]) -> bool:
    """Whether a field no longer holds what the sheet wrote."""
    for name, value in after.items():
        if name in several:
            now: Any = sorted(other.pk for other in getattr(row, name).all())
        else:
            now = getattr(row, attribute(type(row), name))
        if (now.isoformat() if hasattr(now, "isoformat") else now) != value:
            return True
    return False


def _used(model: Any, keys: list[int]) -> set[int]:
    """Those of these rows to which any other row refers; one query for each kind of reference."""
    own = {field.remote_field.through for field in model._meta.many_to_many}
    used: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete) or relation.many_to_many:
            continue
        if relation.related_model in own or not keys:
            continue
        name = relation.field.name
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": keys})
        used.update(rows.order_by().values_list(name, flat=True).distinct())
    return used


def _of_practices(made: list[dict[str, Any]]) -> dict[int, str]:
    """A draft goes only if nobody has written in it, said anything of it or been given a part in it."""
    versions = Version.unscoped.filter(practice__in=_keys(made)).order_by("pk").values_list("practice", "state", "edit")
    held: dict[int, list[tuple[str, int]]] = {}
    for practice, state, edit in versions:
        held.setdefault(practice, []).append((state, edit))
    touched = Counter[int]()
    for rows in (Comment, Invitation, Author, Attachment):
        touched.update(rows.unscoped.filter(practice__in=_keys(made)).values_list("practice", flat=True))
    kept: dict[int, str] = {}
    for one in made:
        if one["key"] not in held:
            kept[one["key"]] = _("It is no longer there.")
        elif held[one["key"]] != [(State.DRAFT, one["mark"])] or touched[one["key"]]:
            kept[one["key"]] = _("Somebody has gone on with the draft.")
    return kept


def mark_old(made: Iterable[dict[str, Any]]) -> None:
    """Note that the search entries of practices are old whose project was changed; within the transaction of that."""
    keys = [one["key"] for one in made if one.get("model") == PROJECT and one["before"]]
    if keys:
        mark(Version.unscoped.filter(practice__project__in=keys))
