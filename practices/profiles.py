"""The result of a version over the criteria as plain data, with the sentence that says it in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from criteria.models import Criterion
from criteria.scoring import SELF, Result, result
from polkka.kit.languages import median_words, translated

from . import labels
from .models import Version


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
    """The result over the criteria; `summary` says it in words."""

    rows: tuple[ProfileRow, ...]
    total: int | None
    peers: int
    experts: int
    summary: str


def profile(version: Version, language: str, *, with_own: bool = False) -> Profile | None:
    """The result of the finished assessments over the criteria; None before an assessor has finished.

    `with_own` adds the authors' self-check: for them and for those who decide, never for the public.
    """
    if version.criteria_set_id is None:
        return None
    criteria = list(Criterion.objects.filter(criteria_set=version.criteria_set_id).order_by("order"))
    scored = [row for row in labels.scored(version) if with_own or row.kind != SELF]
    if all(row.kind == SELF for row in scored):
        return None
    found = result({c.code: c.weight for c in criteria}, scored)
    names = {c.code: translated(c, "name", language) for c in criteria}
    rows = tuple(
        ProfileRow(
            row.code, names[row.code], row.peer, row.expert, row.self_,
            "" if row.low is None else f"{row.low}–{row.high}" if row.low != row.high else str(row.low),
        )
        for row in found.rows
    )  # fmt: skip
    return Profile(rows, found.total, found.peers, found.experts, _profile_words(found, names))


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
