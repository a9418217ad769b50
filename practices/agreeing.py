"""How far the assessors of one version agree, in percent of the pairs of their views."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from criteria.scoring import agreement

from .opinions import Said


@dataclass(frozen=True)
class Agreement:
    """Percent of the pairs of steps that are the same, and that lie at most one step apart."""

    same: int
    near: int


def agreement_of(said: Iterable[tuple[str, Sequence[Said]]]) -> Agreement | None:
    """The agreement over all criteria (opinions.by_criterion); None when nobody can be compared."""
    units = [[int(view.step) if view.step.isdecimal() else None for view in views] for _name, views in said]
    same, near = agreement(units), agreement(units, within=1)
    return None if same is None or near is None else Agreement(round(100 * same), round(100 * near))
