"""Keeping the vocabularies in order: merging, moving, retiring and ordering concepts. Every write says who did it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from polkka.kit import refusing
from polkka.kit.languages import CODES
from polkka.upkeep import changes, generation
from polkka.upkeep.models import Change

from . import uses
from .models import Concept, Gain, Vocabulary

LONGEST_WORD = 80
MOST_ABOVE = 9
"""So many concepts may stand above one another."""


class Refused(refusing.Refused):
    """A concept cannot be merged, moved or retired so."""


def merge(source: Concept, target: Concept, *, by: Any) -> dict[str, int]:
    """Let `target` stand everywhere in place of `source`, which stays only as an address; column → rows repointed.

    The names of `source` become other words of `target`, what stood under it stands under `target`, and gains that
    `target` lacks are taken over. Raises Refused.
    """
    with transaction.atomic():
        source, target = _held(source, target)
        check_merge(source, target)
        _retire(source, target)
        Concept.objects.filter(replaced_by=source).exclude(pk=target.pk).update(replaced_by=target)
        Concept.objects.filter(parent=source).update(parent=target)
        words = _take_words(source, target)
        held = Gain.objects.filter(concept=target).values("who")
        Gain.objects.filter(concept=source).exclude(who__in=list(held.values_list("who", flat=True))).update(
            concept=target
        )
        moved = {uses.code(column): uses.repoint(column, source, target) for column in uses.columns()}
        changes.note(source, Change.Deed.MERGE, by=by, fields={"replaced_by": ["", str(target)]})
        changes.note(target, Change.Deed.MERGE, by=by, fields={"name": ["", str(source)], **words})
        generation.bump()
    return moved


def _held(*concepts: Concept) -> list[Concept]:
    """The concepts as they are now, with their vocabulary taken: what two people do to one vocabulary comes in turn."""
    Vocabulary.objects.filter(pk=concepts[0].vocabulary_id).update(order=F("order"))
    now = Concept.objects.select_related("parent", "replaced_by").in_bulk([concept.pk for concept in concepts])
    return [now[concept.pk] for concept in concepts]


def check_merge(source: Concept, target: Concept) -> None:
    """Raise Refused if `source` cannot be merged into `target`."""
    _check_replacement(source, target)
    if source.pk in {above.pk for above in line_above(target)}:
        raise Refused(
            _("“%(target)s” stands under “%(name)s”. Move it to another place first.") % _names(source, target)
        )
    for column in uses.columns():
        limit = column.get_limit_choices_to()
        fits = not limit or Concept.objects.filter(pk=target.pk).complex_filter(limit).exists()
        if not fits and uses.rows(column, source).exists():
            raise Refused(
                _("“%(name)s” is needed in “%(where)s”, where “%(target)s” cannot be used.")
                % {**_names(source, target), "where": uses.name(column)}
            )


def _check_replacement(source: Concept, target: Concept) -> None:
    if source.replaced_by_id:
        raise Refused(_("“%(name)s” has been merged already.") % {"name": source})
    if source.pk == target.pk:
        raise Refused(_("Choose another concept than this one."))
    if source.vocabulary_id != target.vocabulary_id:
        raise Refused(_("Choose a concept of the same vocabulary."))
    if not target.active or target.replaced_by_id:
        raise Refused(_("“%(target)s” is not in use.") % _names(source, target))


def _names(source: Concept, target: Concept) -> dict[str, str]:
    return {"name": str(source), "target": str(target)}


def _retire(source: Concept, target: Concept | None) -> None:
    """One conditional UPDATE: whoever comes second is refused."""
    left = Concept.objects.filter(pk=source.pk, replaced_by=None)
    if left.update(active=False, replaced_by=target) != 1:
        raise Refused(_("“%(name)s” has been merged already.") % {"name": source})


def new_words(source: Concept, target: Concept) -> dict[str, list[str]]:
    """Language → the words of `source` that `target` gets as other words."""
    found = {}
    for code in CODES:
        own = {
            getattr(target, f"name_{code}"),
            getattr(target, f"long_{code}"),
            *getattr(target, f"alternatives_{code}"),
        }
        known = {word.casefold() for word in own}
        given = [getattr(source, f"name_{code}"), *getattr(source, f"alternatives_{code}")]
        words = dict.fromkeys(word[:LONGEST_WORD] for word in given if word and word.casefold() not in known)
        found[code] = list(words)
    return found


def _take_words(source: Concept, target: Concept) -> dict[str, list[Any]]:
    """Field → other words before and after, of the languages in which there are more now."""
    fresh = Concept.objects.get(pk=target.pk)
    changed = {}
    for code, words in new_words(source, fresh).items():
        field = f"alternatives_{code}"
        if words:
            before = getattr(fresh, field)
            setattr(fresh, field, [*before, *words])
            changed[field] = [before, [*before, *words]]
    fresh.save(update_fields=[f"alternatives_{code}" for code in CODES])
    return changed


def line_above(concept: Concept) -> list[Concept]:
    """The concepts that one stands under, the nearest first."""
    found: list[Concept] = []
    above = concept.parent
    while above is not None and len(found) < MOST_ABOVE:
        found.append(above)
        above = above.parent
    return found


def move(concept: Concept, parent: Concept | None, *, by: Any) -> None:
    """Let a concept stand under another one of its vocabulary, or under none. Raises Refused."""
    with transaction.atomic():
        concept, *above = _held(*filter(None, (concept, parent)))
        parent, before = next(iter(above), None), concept.parent
        check_move(concept, parent)
        Concept.objects.filter(pk=concept.pk).update(parent=parent)
        _note(concept, by, parent=[str(before or ""), str(parent or "")])
        generation.bump()


def check_move(concept: Concept, parent: Concept | None) -> None:
    """Raise Refused if `concept` cannot stand under `parent`."""
    if parent is None:
        return
    if parent.vocabulary_id != concept.vocabulary_id:
        raise Refused(_("The broader concept must be of the same vocabulary."))
    if concept.pk in {parent.pk, *(above.pk for above in line_above(parent))}:
        raise Refused(_("A concept cannot stand under itself."))
    if not parent.active:
        raise Refused(_("“%(target)s” is not in use.") % {"target": parent})
    if len(line_above(parent)) + 1 >= MOST_ABOVE:
        raise Refused(_("So many concepts cannot stand under one another."))


def retire(concept: Concept, target: Concept | None, *, by: Any) -> None:
    """Take a concept out of use; its address leads to `target`, if any. What has it keeps it. Raises Refused."""
    with transaction.atomic():
        concept, *others = _held(*filter(None, (concept, target)))
        target = next(iter(others), None)
        if target is not None:
            _check_replacement(concept, target)
        _retire(concept, target)
        _note(concept, by, active=[True, False], replaced_by=["", str(target or "")])
        generation.bump()


def restore(concept: Concept, *, by: Any) -> None:
    """Take a concept into use again; it leads nowhere else any more. What was merged stays where it is."""
    before = concept.replaced_by
    with transaction.atomic():
        Concept.objects.filter(pk=concept.pk).update(active=True, replaced_by=None)
        _note(concept, by, active=[False, True], replaced_by=[str(before or ""), ""])
        generation.bump()


def arrange(vocabulary: Vocabulary, numbers: Mapping[int, int], *, by: Any) -> int:
    """Give concepts of one vocabulary, by their keys, the numbers that they are ordered by; how many changed."""
    before = dict(Concept.objects.filter(vocabulary=vocabulary, pk__in=list(numbers)).values_list("pk", "order"))
    changed = {pk: numbers[pk] for pk, order in before.items() if order != numbers[pk]}
    if changed:
        with transaction.atomic():
            for pk, order in sorted(changed.items()):
                Concept.objects.filter(pk=pk).update(order=order)
            _note(vocabulary, by, order=[_said(before, changed), _said(changed, changed)])
            generation.bump()
    return len(changed)


def _said(numbers: Mapping[int, int], wanted: Iterable[int]) -> str:
    codes = dict(Concept.objects.filter(pk__in=list(wanted)).values_list("pk", "code"))
    return ", ".join(f"{codes[pk]} {numbers[pk]}" for pk in sorted(codes, key=lambda pk: (numbers[pk], pk)))


def _note(row: Concept | Vocabulary, by: Any, **fields: list[Any]) -> None:
    changes.note(row, Change.Deed.CHANGE, by=by, fields=fields)
