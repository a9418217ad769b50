"""The result of a version over the criteria as plain data, with the sentence that says it in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from criteria.models import Criterion
from criteria.scoring import ENOUGH, SELF, Result, result
from polkka.kit.languages import median_words, translated

from . import labels
from .models import Version

LEAST_TOTAL, LEAST_MEDIAN = 50, 2
"""A result under the middle of the scale, or a criterion under “works here”, is for the authors only."""


@dataclass(frozen=True)
class ProfileRow:
    """One criterion: medians 0–4 in halves by kind of assessor, None where nobody answered."""

    code: str
    name: str
    peer: float | None
    expert: float | None
    own: float | None
    spread: str


@dataclass(frozen=True)
class Profile:
    """The result over the criteria; `summary` says it in words, `earlier_set` names a set that is not used any more."""

    rows: tuple[ProfileRow, ...]
    total: int | None
    peers: int
    experts: int
    summary: str
    earlier_set: str = ""

    @property
    def is_public(self) -> bool:
        """Whether readers may see it: from enough assessments, and not poor.

        With fewer the medians would be the steps that one person gave. A poor result is the authors’ to act on: its
        readers see the label, which says how far a practice has been tried and not how well it did. The page “How we
        assess” tells this with the same numbers.
        """
        medians = [value for row in self.rows for value in (row.peer, row.expert) if value is not None]
        is_enough = self.peers + self.experts >= ENOUGH and self.total is not None
        return is_enough and (self.total or 0) >= LEAST_TOTAL and min(medians) >= LEAST_MEDIAN


def profile(version: Version, language: str, *, with_own: bool = False) -> Profile | None:
    """The result of the finished assessments over the criteria; None before an assessor has finished.

    `with_own` adds the authors' self-check: for them and for those who decide, never for the public.
    """
    if version.criteria_set_id is None:
        return None
    scored = [row for row in labels.scored(version) if with_own or row.kind != SELF]
    if all(row.kind == SELF for row in scored):
        return None
    rows = Criterion.objects.filter(criteria_set=version.criteria_set_id).select_related("criteria_set")
    criteria = list(rows.order_by("order"))
    used = criteria[0].criteria_set if criteria else None
    found = result({c.code: c.weight for c in criteria}, scored)
    names = {c.code: translated(c, "name", language) for c in criteria}
    told = tuple(
        ProfileRow(
            row.code, names[row.code], row.peer, row.expert, row.self_,
            "" if row.low is None else f"{row.low}–{row.high}" if row.low != row.high else str(row.low),
        )
        for row in found.rows
    )  # fmt: skip
    earlier = used.version if used and not used.is_current else ""
    return Profile(told, found.total, found.peers, found.experts, _profile_words(found, names), earlier)


def shown(version: Version, language: str) -> Profile | None:
    """The result as readers see it; None where there is none for them."""
    found = profile(version, language)
    return found if found and found.is_public else None


def _profile_words(found: Result, names: dict[str, str]) -> str:
    judged = {row.code: row.peer if row.peer is not None else row.expert for row in found.rows}
    known = {code: value for code, value in judged.items() if value is not None}
    if not known:
        return ""
    best, least = max(known.values()), min(known.values())
    best_said, least_said = median_words(best), median_words(least)
    strong = ", ".join(names[code] for code, value in known.items() if value == best)
    if best == least:
        return _("Every criterion has the same median, %(value)s of 4.") % {"value": best_said}
    weak = ", ".join(names[code] for code, value in known.items() if value == least)
    return _("Strongest: %(strong)s (%(best)s of 4). Most to develop: %(weak)s (%(least)s of 4).") % {
        "strong": strong, "best": best_said, "weak": weak, "least": least_said,
    }  # fmt: skip
