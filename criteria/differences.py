"""What one criteria set words otherwise than another: word by word, criterion by criterion, in every language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from polkka.kit.differences import Difference, compared
from polkka.kit.languages import CODES, OWN_NAMES, said

from .content import Content, Group, Words


@dataclass(frozen=True)
class Part:
    """The changes of one criterion, or of the set itself."""

    name: str
    changes: tuple[Difference, ...]


def differences(old: Content, new: Content) -> list[Part]:
    """The parts in which anything changed, in the order of the new set; criteria that went come last."""
    before = {group.code: group for group in old.groups}
    after = {group.code: group for group in new.groups}
    codes = [*after, *(code for code in before if code not in after)]
    parts = [Part(_("The set"), tuple(_of_set(old, new)))]
    parts += [_part(before.get(code), after.get(code)) for code in codes]
    if (was := [c for c in before if c in after]) != (now := [c for c in after if c in before]):
        order = compared(", ".join(was), ", ".join(now))
        parts.append(Part(_("Order"), (Difference(_("Order of the criteria"), order),)))
    return [part for part in parts if part.changes]


def _part(old: Group | None, new: Group | None) -> Part:
    shown = new or old
    assert shown is not None
    note = _("new criterion") if old is None else _("criterion left out") if new is None else ""
    name = f"{shown.code} {said(shown.name)}" + (f" ({note})" if note else "")
    return Part(name, tuple(_of_group(old, new)))


def _of_set(old: Content, new: Content) -> Iterator[Difference]:
    yield from _three(_("Name"), old.name, new.name)
    yield from _three(_("Introduction"), old.introduction, new.introduction)
    for step, (before, after) in enumerate(zip(old.scale, new.scale, strict=True)):
        yield from _three(_("Name of step %(step)s") % {"step": step}, before, after)


def _of_group(old: Group | None, new: Group | None) -> Iterator[Difference]:
    yield from _plain(_("Weight"), str(old.weight) if old else "", str(new.weight) if new else "")
    yield from _plain(_("Must be answered"), _yes(old), _yes(new))
    yield from _three(_("Name"), old.name if old else {}, new.name if new else {})
    yield from _three(_("Question"), old.question if old else {}, new.question if new else {})
    yield from _three(_("Guiding questions"), _lines(old), _lines(new))
    yield from _sub_criteria(old, new)
    for step in range(max(len(group.levels) for group in (old, new) if group)):
        before, after = (group.levels[step] if group else {} for group in (old, new))
        yield from _three(_("Anchor text of step %(step)s") % {"step": step}, before, after)


def _sub_criteria(old: Group | None, new: Group | None) -> Iterator[Difference]:
    rows = [list(group.sub_criteria) if group else [] for group in (old, new)]
    for number in range(max(len(each) for each in rows)):
        before, after = (each[number] if number < len(each) else ({}, {}) for each in rows)
        heading = _("Sub-criterion %(number)s") % {"number": number + 1}
        yield from _three(heading, before[0], after[0])
        yield from _three(_("%(part)s, text") % {"part": heading}, before[1], after[1])


def _yes(group: Group | None) -> str:
    return "" if group is None else _("yes") if group.required else _("no")


def _lines(group: Group | None) -> Words:
    return {code: "\n".join(rows) for code, rows in group.guiding.items()} if group else {}


def _plain(heading: str, before: str, after: str) -> Iterable[Difference]:
    pieces = compared(before, after)
    return [Difference(heading, pieces)] if pieces else []


def _three(heading: str, before: Words, after: Words) -> Iterator[Difference]:
    """A text in the three languages; each that changed, with the name of its language."""
    for code in CODES:
        if pieces := compared(before.get(code, ""), after.get(code, "")):
            yield Difference(f"{heading} ({OWN_NAMES[code]})", pieces, code)
